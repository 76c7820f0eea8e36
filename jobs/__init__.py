"""What runs the core: one crawl, the service, the command line and the demonstration."""
