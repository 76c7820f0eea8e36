"""What reading commands share.

From a call's words to articles and versions, and to how these are shown.
"""
