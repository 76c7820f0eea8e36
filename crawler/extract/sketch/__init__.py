"""Sketches: what of a page tells its story, found without reading the page in full.

A sketch is made of a page that was read in full. A later page of the same sketch shows the same
story, so it need not be read. What is no part of it is known noise: scripts, styles, comments,
attributes, advertisements, counters, links to other stories outside this one.

``sketch_source`` leaves scripts and styles out before anything is parsed, ``sketch_pieces`` takes
the page apart in one walk, ``sketch_names`` says which boxes hold others' things,
``sketch_choice`` chooses what counts, ``page_sketch`` makes and compares sketches.
"""

from crawler.extract.sketch.page_sketch import is_sketched, sketch_of

__all__ = ["is_sketched", "sketch_of"]
