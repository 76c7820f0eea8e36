"""Exports: one article's evidence, checked with other people's tools."""
