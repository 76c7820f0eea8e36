"""The lying newspaper.

A real HTTP server with one resource for each way in which pages and servers misbehave.
"""
