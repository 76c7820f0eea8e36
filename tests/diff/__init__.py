"""Tests of the comparison of two texts and of its formats."""
