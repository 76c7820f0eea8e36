"""Pages that scripts build, in a real browser, against the lying newspaper."""
