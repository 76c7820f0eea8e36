"""What all tables of the index share: the start of their names, and where they are registered."""

from sqlalchemy import MetaData

PREFIX = "palimpsest_"

metadata = MetaData()
