"""What all tables of the index share: the start of their names, and where they are registered."""

from sqlalchemy import MetaData

PREFIX = "palimpsest_"

metadata = MetaData()

BASELINE = 17
"""The number of the shape that migrations begin with."""

REVISION = PREFIX + "revision"
"""The table in which Alembic notes the shape."""
