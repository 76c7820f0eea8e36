"""Where all tables are registered, and what their names begin with."""

from sqlalchemy import MetaData

PREFIX = "palimpsest_"

metadata = MetaData()
