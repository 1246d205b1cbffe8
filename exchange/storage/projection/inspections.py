"""Registers of joint inspections: of each organ and name the last that keeps the rules."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, delete

from exchange.domain.inspections import register_faults
from exchange.storage.bulk import insert_rows
from exchange.storage.projection.base import Chunk, Found, Projector, fitting
from exchange.storage.tables import inspection_registers
from exchange.storage.wellformed import is_well_formed
from exchange.v1 import record_pb2


def _project(connection: Connection, chunk: Chunk, found: Sequence[Found]) -> None:
    found = [one for one in found if is_well_formed(register := one.body.inspection_register) and not register_faults(register)]
    last = {(one.header().organ, one.body.inspection_register.name): one.position for one in found}
    table = inspection_registers
    rows = fitting(table, ((at, chunk.member, organ, name) for (organ, name), at in sorted(last.items(), key=lambda item: item[1])))
    if not rows:
        return
    same = (table.c.organ == bindparam("of_organ")) & (table.c.name == bindparam("of_name"))
    mine = (table.c.position >= chunk.low) & (table.c.position < chunk.high)
    connection.execute(delete(table).where(same, mine), [{"of_organ": organ, "of_name": name} for _at, _member, organ, name in rows])
    insert_rows(connection, table, rows)


REGISTERS = Projector(types=frozenset({record_pb2.RECORD_TYPE_INSPECTION_REGISTER}), tables=(inspection_registers,), project=_project)
