"""Checkpoints: what they vouch for, how they are signed and time-stamped, and what they make
visible.
"""
