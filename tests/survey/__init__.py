"""What `init` finds on sites, good and bad."""
