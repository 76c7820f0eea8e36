"""What Alembic runs to carry out revisions: on the connection, and in the transaction, of ours."""

from alembic import context

from crawler.index import schema  # noqa: F401  # registers the tables
from crawler.index.table_names import REVISION, metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=REVISION,
    render_as_batch=True,  # SQLite changes a column by making its table anew
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
