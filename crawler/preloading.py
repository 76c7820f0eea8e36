"""Imported first where worker processes are forked from, before what they are to have imported.

Nearly all that is made while modules are imported stays. To search it for garbage again and again
took an eighth of the time; each process begins to search when it begins (``begin_collecting``).
"""

import gc

gc.disable()
