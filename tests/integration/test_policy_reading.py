"""What the database shows to a list, what the feed sends to a node, and what the policy says of each record: the same, for every caller.

Every type of record, class and audience lies in three ledgers of one node; every member, role and purpose asks.
"""

from __future__ import annotations

from itertools import product

import pytest
from sqlalchemy import select

from exchange.domain.policy import Disclosure, PolicyError, decide, readable_types
from exchange.ledger.checkpoints import ledger_origin
from exchange.ledger.envelope import PAYLOADS
from exchange.node.services.fragments import join_entries
from exchange.storage import ledgers, reading
from exchange.storage.engine import Database
from exchange.storage.ledgers import NewEntry
from exchange.storage.reading import Reader
from exchange.storage.tables import entries
from exchange.sync.publisher import entry_of
from exchange.v1 import ledger_pb2, record_pb2
from tests.support.federation import SINK, SOURCE, THIRD

MEMBERS = (SOURCE, SINK, THIRD)
ROLES = ("node", "organ", "planner", "auditor", "system-admin", "")
PURPOSES = tuple(record_pb2.Purpose.values())
CLASSES = (record_pb2.SHARING_CLASS_UNCONDITIONAL, record_pb2.SHARING_CLASS_CONDITIONAL, record_pb2.SHARING_CLASS_WITHHELD)
AUDIENCES: tuple[tuple[str, ...], ...] = ((), (SINK,), (SINK, THIRD), (SOURCE,))


def _entry(origin: str, kind: int, sharing_class: int, audience: tuple[str, ...], *, trusted: bool) -> tuple[NewEntry, Disclosure]:
    """A stored entry, and the question about it; who asks is filled in later."""
    header = record_pb2.RecordHeader(record_id=f"{origin}-{kind}", origin=origin, type=kind, audience=audience, sharing_class=sharing_class)
    entry = entry_of(record_pb2.SignedRecord(header=header.SerializeToString(), body=b"x"), header, bytes(32))
    question = Disclosure(
        own=SOURCE,
        member="",
        role="",
        purpose=0,
        type=kind,
        origin=origin,
        audience=frozenset(audience),
        withheld=sharing_class == record_pb2.SHARING_CLASS_WITHHELD,
        trusted=trusted,
    )
    return entry if trusted else entry._replace(refused="SIGNATURE_INVALID"), question


def asked_by(question: Disclosure, member: str, role: str, purpose: int) -> Disclosure:
    """The question, from a caller."""
    fields = {name: getattr(question, name) for name in ("own", "type", "origin", "audience", "withheld", "trusted")}
    return Disclosure(member=member, role=role, purpose=purpose, **fields)


@pytest.fixture
def held(database: Database) -> tuple[Database, dict[int, Disclosure]]:
    """A node of SOURCE with mirrors of the others' ledgers; the questions by position.

    Of a neighbour only what is for SOURCE comes as a record, and never what is withheld there.
    """
    questions: dict[int, Disclosure] = {}
    with database.durable() as connection:
        for origin in MEMBERS:
            ledgers.ensure(connection, origin=ledger_origin(origin), own=origin == SOURCE)
            head = ledgers.lock(connection, ledger_origin(origin))
            made = [
                _entry(origin, kind, sharing_class, audience, trusted=trusted)
                for kind, sharing_class, audience, trusted in product(PAYLOADS, CLASSES, AUDIENCES, (True, False))
                if origin == SOURCE or (SOURCE in (audience or MEMBERS) and sharing_class != record_pb2.SHARING_CLASS_WITHHELD)
            ]
            ledgers.append(connection, head, [entry for entry, _question in made], now=0)
            questions |= {head.number << 40 | index: question for index, (_entry_, question) in enumerate(made)}
    return database, questions


def test_the_database_and_the_policy_come_to_the_same(held: tuple[Database, dict[int, Disclosure]]) -> None:
    database, questions = held
    counts = {False: 0, True: 0}
    with database.reading() as connection:
        for member, role, purpose in product(MEMBERS, ROLES, PURPOSES):
            reader = Reader(member=member, own=SOURCE, role=role, purpose=purpose)
            shown = set(connection.execute(select(entries.c.position).where(reading.visible(connection, reader))).scalars())
            said = {at for at, question in questions.items() if decide(asked_by(question, member, role, purpose)).allowed}
            assert shown == said, (member, role, purpose)
            counts[bool(shown)] += 1
    assert min(counts.values()) > 20  # both happen, and often


def test_a_list_of_one_type_says_so_when_the_purpose_shows_none(held: tuple[Database, dict[int, Disclosure]]) -> None:
    database, questions = held
    with database.reading() as connection:
        for role, purpose, kind in product(ROLES, PURPOSES, PAYLOADS):
            reader = Reader(member=SINK, own=SOURCE, role=role, purpose=purpose)
            if kind not in readable_types(role, purpose):
                with pytest.raises(PolicyError) as caught:
                    reading.visible(connection, reader, only=kind)
                assert caught.value.rule == "purpose"
                continue
            statement = select(entries.c.position).where(reading.visible(connection, reader, only=kind), entries.c.type == kind)
            shown = set(connection.execute(statement).scalars())
            said = {at for at, one in questions.items() if one.type == kind and decide(asked_by(one, SINK, role, purpose)).allowed}
            assert shown == said


def test_the_feed_and_the_policy_come_to_the_same(held: tuple[Database, dict[int, Disclosure]]) -> None:
    """Of the own ledger only, in which nothing is ever refused. A node that reads its own ledger gets less than it may see, never more."""
    database, questions = held
    with database.reading() as connection:
        number = ledgers.get(connection, ledger_origin(SOURCE)).number
        size = sum(1 for at in questions if at >> 40 == number)
        rows = ledgers.read_fragments(connection, number, first=0, end=size)
    for member in MEMBERS:
        parts, _end = join_entries(rows, reader=member, first=0)
        batch = ledger_pb2.EntryBatch.FromString(b"".join(parts))
        assert len(batch.entries) == size
        for index, entry in enumerate(batch.entries):
            question = questions[number << 40 | index]
            if question.trusted:
                expected = decide(asked_by(question, member, "node", record_pb2.PURPOSE_SYNCHRONISATION)).allowed
                assert entry.HasField("record") == expected or (member == SOURCE and expected), question
