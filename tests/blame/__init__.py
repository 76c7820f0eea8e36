"""Tests of ``crawler.blame``."""
