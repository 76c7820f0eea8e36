"""Tests of ``crawler.search``."""
