"""Whole crawls: the real command line, in processes of its own, against the lying newspaper and
real stores.
"""
