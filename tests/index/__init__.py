"""The index: fed, asked, dumped, thrown away."""
