"""Tests of when articles are looked at again. All time is simulated."""
