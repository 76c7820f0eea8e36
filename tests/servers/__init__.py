"""Real servers that tests talk to.

S3 that keeps its promises, S3 that doesn't, and a proxy that spoils answers.
"""
