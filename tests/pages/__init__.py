"""Every page in a real browser."""
