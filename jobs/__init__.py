"""What runs the core: one crawl, the command line, the demonstration, later the service."""
