"""The service: APScheduler says when, child processes do the work.

The archive says what was done last.
"""
