"""Migrations: repeatable, complete, all or nothing, and never over a newer schema."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from exchange.storage import tables
from exchange.storage.engine import Database, DatabaseUrlError
from exchange.storage.migrate import SchemaError, current_revision, migrate


def test_a_second_migration_changes_nothing(database):
    with database.reading() as connection:
        before = current_revision(connection)
    with database.durable() as connection:
        connection.execute(tables.collect_cursors.insert().values(store="案件库", cursor="17"))

    assert migrate(database) == before != ""

    with database.reading() as connection:
        assert connection.execute(sa.select(tables.collect_cursors)).all() == [("案件库", "17")]


def test_the_models_are_what_the_migrations_make(database):
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_a_column_that_no_migration_makes_is_noticed(database):
    wider = sa.MetaData(naming_convention=tables.metadata.naming_convention)
    for table in tables.metadata.tables.values():
        table.to_metadata(wider)
    wider.tables["leads"].append_column(sa.Column("unheard_of", sa.Text()))

    with database.reading() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), wider)

    assert [(one[0], one[3].name) for one in differences] == [("add_column", "unheard_of")]


def test_a_migration_that_fails_leaves_no_table(database_url):
    database = Database(database_url)
    with database.durable() as connection:
        connection.exec_driver_sql("CREATE TABLE witness_states (old INTEGER)")  # the last that the first migration makes

    with pytest.raises(sa.exc.DatabaseError, match="already exists"):
        migrate(database)

    with database.reading() as connection:
        assert sa.inspect(connection).get_table_names() == ["witness_states"]
    database.dispose()


def test_ddl_is_rolled_back_with_its_transaction(database):
    with pytest.raises(RuntimeError, match="stop"), database.durable() as connection:  # noqa: PT012  # the failure comes after the DDL
        connection.exec_driver_sql("CREATE TABLE half (n INTEGER)")
        raise RuntimeError("stop")

    with database.reading() as connection:
        assert not sa.inspect(connection).has_table("half")


def test_a_schema_from_the_future_is_refused(database):
    with database.durable() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(SchemaError, match=r"revision 9999.*newer build"):
        migrate(database)


@pytest.mark.parametrize("url", ["mysql://localhost/exchange", "not a url"])
def test_a_database_of_another_kind_is_refused_by_name(url):
    with pytest.raises(DatabaseUrlError, match=r"sqlite.*postgresql"):
        Database(url)
