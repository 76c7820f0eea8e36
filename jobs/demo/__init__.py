"""A newspaper of our own on loopback, with a story that develops, and a walk through the archive
that it leaves.
"""
