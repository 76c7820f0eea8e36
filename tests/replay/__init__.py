"""Exports, shown by other people's replay tools."""
