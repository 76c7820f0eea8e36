"""The address guard: where may be connected to, directly or through a proxy."""
