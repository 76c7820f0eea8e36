"""Palimpsest's core: from a fetched page to a verified, versioned snapshot."""

__version__ = "0.1.0"
"""The release, which ``pyproject.toml`` reads here.

A constant: to ask the installed package for it takes longer than to read the configuration.
"""
