"""The container: what is written about it, and, where one can be built, the image itself."""
