"""What a person at a terminal sees: values as words, progress, the process's own streams."""
