"""What holds for every store, and what for each."""
