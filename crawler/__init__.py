"""Palimpsest's core: from a fetched page to a verified, versioned snapshot."""
