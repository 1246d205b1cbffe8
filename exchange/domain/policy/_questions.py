"""What the policy is asked: may this record be published, may this one be shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any

from exchange.domain.policy._agreements import AgreementTerms
from exchange.v1 import record_pb2


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownRecord:
    """A trusted record that another refers to: whose ledger it lies in, what it is, whom it is for (empty: every member).

    `about` is the member whose record a correction request wants corrected.
    """

    origin: str
    type: int
    audience: frozenset[str] = frozenset()
    about: str = ""

    def readers(self, members: frozenset[str]) -> frozenset[str]:
        """The members that may read it."""
        return (self.audience or members) | {self.origin}


@dataclass(frozen=True, kw_only=True, slots=True)
class Sharing:
    """What a decision needs to know besides the record.

    Attributes:
        member: whose ledger it is for.
        members: all there are.
        organs: USCC to the member they belong to.
        agreements: by id, those signed by all their parties.
        today: the legal day.
        records: by record id, those that the records in question refer to, as far as they are known here.
        attachments: by digest, the members that may have a file which a neighbour's record brought here; one's own aren't listed.
    """

    member: str
    members: frozenset[str]
    organs: Mapping[str, str]
    agreements: Mapping[str, AgreementTerms]
    today: date
    records: Mapping[str, KnownRecord] = field(default_factory=lambda: MappingProxyType({}))
    attachments: Mapping[bytes, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication:
    """May the header's organ share this content with the header's audience, for its purpose, on its basis?

    `body_bytes` are the body as it is signed.
    """

    sharing: Sharing
    header: record_pb2.RecordHeader
    body: record_pb2.RecordBody
    body_bytes: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Disclosure:
    """May the node of member `own` show this record to a caller?

    Attributes:
        own: whose node answers.
        member: the caller's.
        role: the caller's, as in its certificate.
        purpose: of the call.
        type: RecordType.
        origin: member whose ledger the record lies in.
        audience: members it is for; empty: every one.
        withheld: its class is WITHHELD.
        trusted: it verified when it came.
    """

    own: str
    member: str
    role: str
    purpose: int
    type: int
    origin: str
    audience: frozenset[str] = frozenset()
    withheld: bool = False
    trusted: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Citation:
    """A trusted record that cites a file: whose ledger it lies in, whom it is for, and the organs that take part in what it is about."""

    origin: str
    audience: frozenset[str] = frozenset()
    withheld: bool = False
    organs: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class FileDisclosure:
    """May the node of member `own` give a caller the file that these records cite?

    Attributes:
        own: whose node answers.
        member: the caller's.
        role: the caller's, as in its certificate.
        purpose: of the call.
        organ: the caller's USCC, where it is an organ.
        uploaders: USCCs of the organs that brought the file.
        citations: all that cite it here.
    """

    own: str
    member: str
    role: str
    purpose: int
    organ: str = ""
    uploaders: frozenset[str] = frozenset()
    citations: Sequence[Citation] = ()


def reached(question: Publication) -> frozenset[str]:
    """The members it would go to, but for one's own."""
    sharing = question.sharing
    if question.header.sharing_class == record_pb2.SHARING_CLASS_WITHHELD:
        return frozenset()
    return frozenset(question.header.audience or sharing.members) - {sharing.member}


def names(enum: Any, prefix: str, values: Iterable[int]) -> str:
    """Values of an enum in words: `CASE_HANDLING, LEAD_TRANSFER`."""
    return ", ".join(enum.Name(one).removeprefix(prefix) for one in sorted(values))
