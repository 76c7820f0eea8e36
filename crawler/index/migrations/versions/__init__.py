"""The revisions, each under the number of the shape that it makes.

A revision that sets ``MUST_REBUILD`` to True cannot be made in place: the index is rebuilt.
"""
