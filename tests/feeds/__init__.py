"""Feeds: what standards ask of them, what readers make of them, and hostile content."""
