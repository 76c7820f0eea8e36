"""Nearest to the wire: the download handler, the bounds of heads, and what is kept of an answer."""
