"""Imported first where worker processes are forked from, before what they are to have imported.

Nearly all that is made while modules are imported stays. To search it for garbage again and again
took an eighth of the time; each worker begins to search when it begins (``crawler.processes``).
Most dataclasses never come to life, as in a call of the command line.
"""

import gc

from crawler import late_methods

gc.disable()
late_methods.begin()
