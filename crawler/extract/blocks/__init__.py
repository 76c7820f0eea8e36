"""A page as blocks: its pieces of text, what is measured of each, and the trees that judge them."""
