"""The pages, each in a file of its own name.

A page is a plain function ``(reading, request) -> PageAnswer``. It runs in a thread, may block, and
knows nothing of the web framework. What it shows it asks of ``jobs.reading``; how that looks stands
in a template. Errors of ours that it raises become a problem page.
"""
