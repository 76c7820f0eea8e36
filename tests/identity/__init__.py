"""Tests of identity: URLs, canonical links, keys."""
