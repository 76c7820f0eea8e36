"""Redactions and the retention of captures."""
