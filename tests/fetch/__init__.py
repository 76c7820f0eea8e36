"""Fetching: the real spider against the lying newspaper, each crawl in a process of its own."""
