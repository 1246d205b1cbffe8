"""Alembic's entry: runs on the connection that `exchange.storage.migrate` hands over, inside its transaction."""

from alembic import context

from exchange.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    transaction_per_migration=False,
    compare_type=True,
)
context.run_migrations()
