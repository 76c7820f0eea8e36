"""What can be read of an archive: one file for each question that people ask.

A question is a function that takes an ``OpenedArchive`` and gives a frozen value. The value's
``document`` is what ``--json`` prints. Commands, pages, feeds and the API ask here and show what
they get in their own way: nothing here prints, and nothing here knows who asked.
"""
