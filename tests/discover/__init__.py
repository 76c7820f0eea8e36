"""Parsing of lists: pure functions from bytes to links."""
