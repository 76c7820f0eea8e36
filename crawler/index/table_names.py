"""What all tables of the index have in common: where they are noted, and how their names begin."""

from sqlalchemy import MetaData

PREFIX = "palimpsest_"

metadata = MetaData()
