"""An index of an earlier release, brought to this one's shape in place.

Only where that is needed: nothing else imports this module, nor Alembic.
"""

import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from crawler.errors import IndexOutdated

FOLDER = Path(__file__).parent / "migrations"
REVISIONS = (FOLDER / "versions",)
"""Where revisions are looked for."""


def migrate(connection: Connection, found: int, wanted: int) -> None:
    """Carry out the revisions between two shapes, in the transaction of the connection.

    Raises ``IndexOutdated`` where one of them says that the index must be rebuilt.
    """
    config = migration_config(connection)
    between = ScriptDirectory.from_config(config).iterate_revisions(str(wanted), str(found))
    if any(getattr(one.module, "MUST_REBUILD", False) for one in between):
        hint = "Run `palimpsest reindex`."
        raise IndexOutdated(f"an index of shape {found} cannot become one of {wanted}", hint=hint)
    command.upgrade(config, str(wanted))


def migration_config(connection: Connection) -> Config:
    """Return what Alembic needs to know."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    places = os.pathsep.join(map(str, REVISIONS))
    config.set_main_option("version_locations", places.replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
