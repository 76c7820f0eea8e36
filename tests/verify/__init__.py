"""Verification: sound archives pass, and every object that is not as it was written is named."""
