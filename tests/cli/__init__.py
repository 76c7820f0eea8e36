"""The command line as people and scripts use it.

The real command in a process of its own, in a folder of its own.
"""
