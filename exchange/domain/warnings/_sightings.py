"""What a rule sees of an outcome: who, where, when, of what matter, and who may know of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from exchange.domain.identifiers import normalize_document_number
from exchange.domain.subjects import Name, is_common, normalise_name, read_name
from exchange.v1 import outcome_pb2, subject_pb2

_SOLE_TRADER = "92"  # characters 1 and 2 of GB 32100-2015: 个体工商户
_USCC_REGION = slice(2, 8)
_MAX_NAME = 200  # characters of Subject.name
_USCC, _MATTER, _REGION = re.compile("[0-9A-HJ-NPQRTUWXY]{18}"), re.compile("[0-9]{14}"), re.compile("[0-9]{6}")  # as in the protos
_TELLING = 4  # characters of 字号 and trade together, below which too many companies share them


@dataclass(frozen=True, kw_only=True, slots=True)
class Sighting:
    """A company in an outcome.

    Attributes:
        record_id: of the outcome.
        origin: member whose ledger it lies in.
        place: GB/T 2260 code of the deciding organ's county; the member's where the outcome names none.
        day: of the decision.
        decision: what makes two records the same decision: organ and number; the record itself where there is no number.
        penalty: whether it penalises.
        adverse: whether it says that something was wrong.
        matter_code: 14 digits or empty.
        domain: number of EnforcementDomain.
        uscc: code or empty.
        name: as it stands in the record.
        read: the name's parts.
        former: former names, in normal form.
        parent_uscc: of a branch: its legal person's.
        registered: division of registration, as the record says or else the code.
        states_region: whether the record itself says where the company is registered.
        sole_trader: whether the name may be a natural person's.
        audience: members that may see the record; None: all.
    """

    record_id: str
    origin: str
    place: str
    day: date
    decision: str
    penalty: bool
    adverse: bool
    matter_code: str
    domain: int
    uscc: str
    name: str
    read: Name
    former: frozenset[str]
    parent_uscc: str
    registered: str
    states_region: bool
    sole_trader: bool
    audience: frozenset[str] | None = None

    @classmethod
    def of(cls, outcome: outcome_pb2.Outcome, *, record_id: str, origin: str, audience: frozenset[str] | None) -> Sighting | None:
        """From an outcome; None where its day isn't known. What a peer's record holds against the rules of its fields is left out."""
        try:
            day = date.fromisoformat(outcome.decided_on)
        except ValueError:
            return None
        subject = outcome.subject
        read, uscc = read_name(subject.name[:_MAX_NAME]), _fitting(_USCC, subject.uscc)
        return cls(
            record_id=record_id,
            origin=origin,
            place=_fitting(_REGION, outcome.region_code) or origin,
            day=day,
            decision=_decision(outcome, record_id),
            penalty=bool(outcome.penalties),
            adverse=_is_adverse(outcome),
            matter_code=_fitting(_MATTER, outcome.matter_code),
            domain=outcome.domain if outcome.domain in subject_pb2.EnforcementDomain.values() else 0,
            uscc=uscc,
            name=subject.name[:_MAX_NAME],
            read=read,
            former=frozenset({*map(normalise_name, subject.former_names), *map(normalise_name, read.former)}),
            parent_uscc=_fitting(_USCC, subject.parent_uscc),
            registered=subject.registered_region or uscc[_USCC_REGION],
            states_region=bool(subject.registered_region),
            sole_trader=_may_be_person(subject, uscc, read),
            audience=audience if audience is None else audience | {origin},
        )

    @property
    def company(self) -> str:
        """What stands for the company in a finding's key: its code, else a digest of its name."""
        return self.uscc or f"name-{sha256(self.read.text.encode()).hexdigest()[:16]}"

    @property
    def core(self) -> str:
        """字号 and trade, where they tell one company from most others; else empty. What a sole trader is called is a person's affair."""
        text = self.read.core + self.read.trades
        if self.sole_trader or self.read.hidden or len(text) < _TELLING or is_common(self.read.core):
            return ""
        return text

    @property
    def shown_name(self) -> str:
        """The name as a warning may show it."""
        return "个体工商户" if self.sole_trader else self.name


def lookup_keys(sighting: Sighting) -> Iterator[str]:
    """Texts of which two sightings share one where the rules could join them; most that share one are not joined."""
    yield from (f"u{code}" for code in {sighting.uscc, sighting.parent_uscc} if code)
    if not sighting.sole_trader:
        yield from (f"n{name}" for name in {sighting.read.text, *sighting.former} if name)
    if sighting.core:
        yield f"c{sighting.core}"


def _may_be_person(subject: subject_pb2.Subject, uscc: str, read: Name) -> bool:
    """Whether the name may be a natural person's: a sole trader's, or one of which nothing says otherwise."""
    if subject.kind == subject_pb2.SUBJECT_KIND_SOLE_TRADER or uscc.startswith(_SOLE_TRADER):
        return True
    return not uscc and subject.kind != subject_pb2.SUBJECT_KIND_ORGANISATION and not read.form


def _fitting(pattern: re.Pattern[str], text: str) -> str:
    return text if pattern.fullmatch(text) else ""


def _decision(outcome: outcome_pb2.Outcome, record_id: str) -> str:
    """One decision may come from its organ and from a copy of its publication."""
    number = outcome.document_number
    if not number.strip():
        return record_id
    return f"{outcome.deciding_organ_uscc or outcome.deciding_organ_name}|{normalize_document_number(number)}"


def _is_adverse(outcome: outcome_pb2.Outcome) -> bool:
    if outcome.step == outcome_pb2.OUTCOME_STEP_CHECKED:
        return outcome.HasField("check") and not outcome.check.passed
    return True
