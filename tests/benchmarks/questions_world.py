"""A node's database as it may stand after years: a million outcomes of five members' ledgers, with leads, standards and recognitions.

Made once and kept in build/ (see `cached_world`). Records go into the ledgers in bulk, batch-signed, and the projection is filled from them
by the product's own `projection.catch_up`; so what is measured is what a node would have. Everything in it is made up, by a seed.
"""

from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from exchange.ledger.checkpoints import Checkpoint, audit_origin, ledger_origin, sign_checkpoint
from exchange.ledger.envelope import body_digest, new_record_id, sign_batch
from exchange.ledger.keys import Ed25519Signer
from exchange.ledger.merkle import leaf_hash
from exchange.storage import ledgers, projection
from exchange.storage.bulk import insert_rows
from exchange.storage.engine import Database
from exchange.storage.migrate import migrate
from exchange.storage.tables import metadata
from exchange.sync.publisher import entry_of
from exchange.v1 import agreement_pb2, lead_pb2, outcome_pb2, recognition_pb2, record_pb2, standard_pb2, subject_pb2
from tests.support.identifiers import uscc

VERSION = 2  # of what is made; a cached world of another version is made anew
OWN = "310116"
MEMBERS = (OWN, "330482", "330421", "310118", "320509")
ORGANS = {code: uscc(head="11", region=code, body=f"MB{number:06d}") for number, code in enumerate(MEMBERS)}
SIGNED_AT_ONCE = 4096
MATTERS = 200  # a member's own codes
HEAVY = 200  # outcomes of a company that is always in trouble; one outcome in five is such a company's
COUNTS = (1, 1, 1, 1, 1, 2, 2, 3)  # outcomes of the others
FACTS = "经查，当事人在未取得许可的情况下从事经营活动，现场检查时未能提供有效证件，执法人员当场制作现场笔录并拍照取证。" * 3  # fictitious
BASIS = "law:优化营商环境条例:57"
AGREEMENT = "BENCH-2026"
_PAYLOADS = {
    "lead": record_pb2.RECORD_TYPE_LEAD,
    "lead_event": record_pb2.RECORD_TYPE_LEAD_EVENT,
    "standard": record_pb2.RECORD_TYPE_STANDARD,
    "standard_mapping": record_pb2.RECORD_TYPE_STANDARD_MAPPING,
    "standard_adoption": record_pb2.RECORD_TYPE_STANDARD_ADOPTION,
    "outcome": record_pb2.RECORD_TYPE_OUTCOME,
    "outcome_revision": record_pb2.RECORD_TYPE_OUTCOME_REVISION,
    "agreement": record_pb2.RECORD_TYPE_AGREEMENT,
    "recognition": record_pb2.RECORD_TYPE_RECOGNITION,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """How many companies there are: the first `heavy` have HEAVY outcomes each, the others COUNTS."""

    outcomes: int
    heavy: int
    companies: int

    @classmethod
    def of(cls, outcomes: int) -> World:
        """The shape that makes about so many outcomes."""
        heavy = max(1, outcomes // (5 * HEAVY))
        rest = (outcomes - heavy * HEAVY) * len(COUNTS) // sum(COUNTS)
        return cls(outcomes=outcomes, heavy=heavy, companies=heavy + rest)

    def appearances(self) -> list[int]:
        """A company's number for each outcome, in the order they come."""
        numbers = [number for number in range(self.heavy) for _ in range(HEAVY)]
        numbers += [number for number in range(self.heavy, self.companies) for _ in range(COUNTS[number % len(COUNTS)])]
        random.Random(VERSION).shuffle(numbers)
        return numbers


def company(number: int) -> str:
    """The code of a company; numbers beyond the world's are companies that nobody knows."""
    return uscc(head="91", region=MEMBERS[number % len(MEMBERS)], body=f"{number:08d}")


def matter(member: str, number: int) -> str:
    """A matter as a member codes it."""
    return f"{member}{number % MATTERS:08d}"


class _Ledger:
    """One member's ledger while it is filled."""

    def __init__(self, database: Database, member: str) -> None:
        self.member = member
        self._database = database
        self._signer = Ed25519Signer.generate()
        self._made: list[tuple[bytes, bytes]] = []
        self._source = random.Random(f"{VERSION} {member}")
        self._clock = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000)
        with database.durable() as connection:
            ledgers.ensure(connection, origin=ledger_origin(member), own=member == OWN)

    def add(self, *, audience: Sequence[str] = (), thread_id: str = "", basis_id: str = BASIS, purpose: int = 4, **payload: Any) -> str:
        """Takes a record in; written with the next batch."""
        ((name, message),) = payload.items()
        self._clock += 1
        record_id = new_record_id(at_ms=self._clock, random=self._source.randbytes(10))
        body = record_pb2.RecordBody(salt=self._source.randbytes(16), **{name: message}).SerializeToString()
        header = record_pb2.RecordHeader(
            record_id=record_id,
            origin=self.member,
            organ=ORGANS[self.member],
            type=_PAYLOADS[name],
            thread_id=thread_id,
            audience=audience,
            sharing_class=record_pb2.SHARING_CLASS_CONDITIONAL,
            basis_id=basis_id,
            purpose=purpose,
            body_digest=body_digest(body),
            hash_algorithm=1,
        )
        header.issued_at.FromMilliseconds(self._clock)
        self._made.append((header.SerializeToString(), body))
        if len(self._made) == SIGNED_AT_ONCE:
            self.write()
        return record_id

    def write(self) -> None:
        """Signs and appends what was taken in; the checkpoint goes along."""
        if not self._made:
            return
        new = []
        for (header, body), signature in zip(self._made, sign_batch([one for one, _body in self._made], self._signer), strict=True):
            record = record_pb2.SignedRecord(header=header, body=body, signatures=[signature])
            new.append(entry_of(record, record_pb2.RecordHeader.FromString(header), leaf_hash(header)))
        self._made.clear()
        now = _microseconds()
        with self._database.relaxed() as connection:
            head = ledgers.lock(connection, ledger_origin(self.member))
            frontier = ledgers.append(connection, head, new, now=now)
            note = sign_checkpoint(Checkpoint(origin=head.origin, size=frontier.size, root=frontier.root()), self._signer)
            ledgers.set_values(connection, head.number, checkpoint=note, checkpoint_size=frontier.size, verified_at=now)


def make_world(database: Database, world: World) -> None:
    """Fills an empty database of this build's schema."""
    with database.durable() as connection:
        ledgers.ensure(connection, origin=audit_origin(OWN), own=True)
    kept = {member: _Ledger(database, member) for member in MEMBERS}
    for one in kept.values():
        one.add(agreement=_agreement(), purpose=record_pb2.PURPOSE_OUTCOME_RECOGNITION)
        _add_standards(one)
    source = random.Random(VERSION)
    for number, who in enumerate(world.appearances()):
        ledger = kept[MEMBERS[source.randrange(len(MEMBERS))]]
        record_id = ledger.add(outcome=_outcome(number, who, ledger.member, source))
        if number % 100 == 0:  # one in a hundred is revoked, two are published
            _revise(ledger, record_id, outcome_pb2.OUTCOME_REVISION_KIND_REVOKED)
        elif number % 50 == 1:
            _revise(ledger, record_id, outcome_pb2.OUTCOME_REVISION_KIND_PUBLISHED)
        if number % 100 == 2 and ledger.member != OWN:
            kept[OWN].add(recognition=_recognition(record_id, ledger.member), thread_id=record_id, basis_id=f"agreement:{AGREEMENT}")
        if number % 50 == 3:
            _add_lead(kept, who, source, number)
    for one in kept.values():
        one.write()
    projection.catch_up(database)


def _outcome(number: int, who: int, member: str, source: random.Random) -> outcome_pb2.Outcome:
    day = date(2021, 1, 1) + timedelta(days=source.randrange(1900))
    kind = source.randrange(MATTERS)
    fined = number % 4 != 0
    penalty = outcome_pb2.PENALTY_KIND_FINE if fined else outcome_pb2.PENALTY_KIND_WARNING
    subject = subject_pb2.Subject(name=f"虚构企业第{who:06d}号有限公司", uscc=company(who), kind=subject_pb2.SUBJECT_KIND_ORGANISATION)
    return outcome_pb2.Outcome(
        subject=subject,
        document_number=f"基准罚〔{day.year}〕{number}号",
        domain=kind % 8 + 1,
        step=outcome_pb2.OUTCOME_STEP_PENALISED,
        matter_code=matter(member, kind),
        act=f"第{kind:03d}类虚构违法行为",
        facts=FACTS,
        decided_on=day.isoformat(),
        act_on=(day - timedelta(days=30)).isoformat() if number % 2 else "",
        published_on=(day + timedelta(days=7)).isoformat(),
        deciding_organ_name="基准测试机关",
        deciding_organ_uscc=ORGANS[member],
        region_code=member,
        penalties=[
            outcome_pb2.Penalty(kind=penalty, amount_fen=100_000 + number if fined else 0, source_code_set="zj14", source_code="02")
        ],
        source=outcome_pb2.OutcomeSource(kind=outcome_pb2.SOURCE_KIND_GENERATED, system="bench", key=str(number)),
    )


def _revise(ledger: _Ledger, record_id: str, kind: int) -> None:
    revision = outcome_pb2.OutcomeRevision(kind=kind, reason="基准测试", effective_on="2026-05-01")
    ledger.add(outcome_revision=revision, thread_id=record_id)


def _agreement() -> agreement_pb2.Agreement:
    return agreement_pb2.Agreement(
        agreement_id=AGREEMENT,
        title="基准测试协议",
        members=sorted(MEMBERS),
        domains=range(1, 9),
        scopes=range(1, 7),
        valid_from="2026-01-01",
        valid_to="2036-12-31",
        text_digest=hashlib.sha256(b"bench").digest(),
    )


def _add_standards(ledger: _Ledger) -> None:
    """A benchmark and a no-penalty list for each ten matters in two versions, mapped to the other members' codes, adopted here."""
    for first in range(0, MATTERS, 10):
        codes = [matter(ledger.member, first + at) for at in range(10)]
        for kind, version in ((1, 1), (1, 2), (2, 1)):
            name = f"{ledger.member}-BENCH-{kind}-{first}"
            items = [_item(code, kind) for code in codes]
            first_day, last_day = f"{2020 + 3 * version}-01-01", "2025-12-31" if (kind, version) == (1, 1) else ""
            standard = standard_pb2.Standard(
                standard_id=name,
                version=version,
                title=name,
                kind=kind,
                domain=1,
                matter_codes=codes,
                items=items,
                valid_from=first_day,
                valid_to=last_day,
                issuer_name="基准测试机关",
            )
            ledger.add(standard=standard)
            adoption = standard_pb2.StandardAdoption(
                standard_id=name, version=version, issuer=ledger.member, adoption=1, valid_from="2023-01-01"
            )
            ledger.add(standard_adoption=adoption)
    for number in range(MATTERS):
        for other in MEMBERS:
            if other != ledger.member:
                here, there = matter(ledger.member, number), matter(other, number)
                ledger.add(
                    standard_mapping=standard_pb2.StandardMapping(
                        from_member=ledger.member, from_matter_code=here, to_member=other, to_matter_code=there, relation=1
                    )
                )


def _item(code: str, kind: int) -> standard_pb2.StandardItem:
    made = standard_pb2.StandardItem(code=code, act="虚构违法行为", matter_code=code)
    if kind == standard_pb2.STANDARD_KIND_NO_PENALTY_LIST:
        made.no_penalty.CopyFrom(standard_pb2.NoPenaltyCondition(first_violation=True, lookback_months=24, territory="delta"))
        return made
    fine = standard_pb2.FineRange(base=standard_pb2.FINE_BASE_RANGE, min_fen=100_000, max_fen=10_000_000)
    tiers = [standard_pb2.FactorTier(code=f"{at}", label=f"第{at}档", share_bp=1000 * at) for at in range(1, 5)]
    factors = [standard_pb2.DiscretionFactor(code=f"f{at}", name=f"因素{at}", tiers=tiers) for at in range(4)]
    made.discretion.CopyFrom(standard_pb2.DiscretionRule(range=fine, starting_bp=1000, factors=factors))
    return made


def _officer(member: str, number: int = 1) -> lead_pb2.OfficerReference:
    return lead_pb2.OfficerReference(certificate_number=f"BENCH-{number}", organ=ORGANS[member])


def _recognition(record_id: str, origin: str) -> recognition_pb2.Recognition:
    decision = recognition_pb2.LocalDecision(kind="penalty", document_number="基准决1号", organ=ORGANS[OWN])
    return recognition_pb2.Recognition(
        outcome_record_id=record_id,
        outcome_origin=origin,
        scope=recognition_pb2.RECOGNITION_SCOPE_DISCRETION,
        decision=decision,
        reason="基准测试",
        officer=_officer(OWN),
    )


def _add_lead(kept: dict[str, _Ledger], who: int, source: random.Random, number: int) -> None:
    """A lead to or from the own member; half of them are received."""
    other = MEMBERS[1 + source.randrange(len(MEMBERS) - 1)]
    sender, receiver = (OWN, other) if number % 4 == 3 else (other, OWN)
    lead = lead_pb2.Lead(
        kind=lead_pb2.LEAD_KIND_LEAD,
        to_member=receiver,
        to_organ=ORGANS[receiver],
        title="虚构线索",
        facts=FACTS,
        subject=subject_pb2.Subject(name=f"虚构企业第{who:06d}号有限公司", uscc=company(who)),
        domain=1,
        matter_code=matter(sender, number),
        reason="不属于本机关管辖",
        handlers=[_officer(sender, 1), _officer(sender, 2)],
        approver=_officer(sender, 3),
    )
    both = sorted((sender, receiver))
    record_id = kept[sender].add(lead=lead, audience=both, purpose=record_pb2.PURPOSE_LEAD_TRANSFER)
    if number % 100 == 3:
        event = lead_pb2.LeadEvent(action=lead_pb2.LEAD_ACTION_RECEIVE, officer=_officer(receiver))
        event.occurred_at.GetCurrentTime()
        kept[receiver].add(lead_event=event, audience=both, thread_id=record_id, purpose=record_pb2.PURPOSE_LEAD_TRANSFER)


def _microseconds() -> int:
    return int(datetime.now(UTC).timestamp() * 1_000_000)


def cached_world(folder: Path, outcomes: int) -> Path:
    """The SQLite file of a world, made where it isn't there yet, brought to this build's schema and projection where it is."""
    home = folder / f"questions-{VERSION}-{outcomes}"
    path = home / "node.db"
    database = Database(f"sqlite:///{path}")
    if not (home / "done").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        migrate(database)
        make_world(database, World.of(outcomes))
        (home / "done").touch()
    migrate(database)
    projection.catch_up(database)
    with database.durable() as connection:
        for head in ledgers.list_heads(connection):
            ledgers.set_values(connection, head.number, verified_at=_microseconds())
    database.dispose()
    return path


def copy_world(path: Path, url: str) -> None:
    """The same rows in an empty PostgreSQL database."""
    source, target = Database(f"sqlite:///{path}"), Database(url)
    migrate(target)
    for table in metadata.sorted_tables:
        with source.reading() as reading, target.durable() as writing:
            columns = list(table.columns)
            writing.execute(table.delete())
            for block in _blocks(reading.execute(select(*columns)).yield_per(SIGNED_AT_ONCE)):
                insert_rows(writing, table, block)
    with target._durable.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    source.dispose()
    target.dispose()


def _blocks(rows: Iterable[Any]) -> Iterator[list[tuple[Any, ...]]]:
    block: list[tuple[Any, ...]] = []
    for row in rows:
        block.append(tuple(row))
        if len(block) == SIGNED_AT_ONCE:
            yield block
            block = []
    yield block


def count_outcomes(database: Database) -> int:
    """Rows of outcomes."""
    with database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(metadata.tables["outcomes"])).scalar_one())
