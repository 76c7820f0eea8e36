"""Tests of what commands, pages and feeds read alike."""
