"""A newspaper of our own on loopback, with a story that develops."""
