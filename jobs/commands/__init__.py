"""What each command does. ``jobs.cli`` reads the command line and calls one of these."""
