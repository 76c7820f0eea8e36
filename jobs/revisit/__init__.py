"""When an article is looked at again.

Pure: time comes in as an argument, and nothing is read or written but by the queue's index.
"""
