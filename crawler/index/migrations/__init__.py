"""How an index of an earlier release becomes one of this: revisions, carried out by Alembic."""
