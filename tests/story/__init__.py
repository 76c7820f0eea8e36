"""Tests of stories: one text on several sites."""
