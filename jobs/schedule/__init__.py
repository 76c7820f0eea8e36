"""The service: APScheduler says when, child processes do the work, the archive says what was done
last.
"""
