"""Tests of decisions and kinds."""
