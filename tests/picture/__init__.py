"""Pictures of changes."""
