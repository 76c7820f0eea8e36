"""What programs ask the archive over HTTP, below ``/api/v1``: JSON, described by OpenAPI.

Each answer is the ``document`` of a value of ``jobs.reading``, as ``--json`` prints it.
"""
