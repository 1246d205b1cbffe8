"""What may be shared: one function decides, every way out asks it, and each refusal names its rule.

The rules (DESIGN §4, RULES.md §6): a record needs a basis, a listed law or an agreement in force among all it is for; a neighbour's
record isn't passed on; identity numbers of natural persons never enter a record.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

from exchange.domain.identifiers import find_identity_numbers
from exchange.domain.policy._agreements import AGREEMENT_PREFIX, AgreementTerms
from exchange.v1 import error_pb2, outcome_pb2, record_pb2

_DIGIT = rb"(?:[0-9]|\xef\xbc[\x90-\x99])"  # ASCII or full width, in UTF-8
_LONG_NUMBER = re.compile(_DIGIT + rb"(?:[ \-\xe3\x80]{0,3}" + _DIGIT + rb"){14}")  # shorter runs can't be identity numbers


class PolicyError(ValueError):
    """The rule that forbids it; `reason` is an ErrorReason, `field` the record's field that decides."""

    def __init__(self, reason: error_pb2.ErrorReason, field: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.field = field


@dataclass(frozen=True, kw_only=True, slots=True)
class LegalBasis:
    """A law that allows sharing; `provinces` (two digits) is empty where all may rely on it."""

    basis_id: str
    title: str
    valid_from: date
    provinces: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sharing:
    """What a decision needs to know: who shares, the members there are, where organs belong, agreements signed by all, and the day."""

    member: str
    members: frozenset[str]
    organs: Mapping[str, str]
    agreements: Mapping[str, AgreementTerms]
    today: date


@cache
def legal_bases() -> Mapping[str, LegalBasis]:
    """The laws of data/bases.toml by id."""
    text = resources.files("exchange.domain").joinpath("data/bases.toml").read_text(encoding="utf-8")
    return {
        one["id"]: LegalBasis(
            basis_id=one["id"], title=one["title"], valid_from=date.fromisoformat(one["valid_from"]), provinces=frozenset(one["provinces"])
        )
        for one in tomllib.loads(text)["basis"]
    }


def check_sharing(
    sharing: Sharing, *, basis_id: str, audience: Sequence[str], organ: str, kind: int, body: record_pb2.RecordBody, body_bytes: bytes
) -> None:
    """Decides whether a record may be published.

    Raises:
        PolicyError: it may not; the error names the rule.
    """
    _check_audience(sharing, audience)
    if kind != record_pb2.RECORD_TYPE_AGREEMENT:  # an agreement is its own basis
        _check_basis(sharing, basis_id, audience)
    if sharing.organs.get(organ) != sharing.member:
        raise PolicyError(error_pb2.ERROR_REASON_ORGAN_UNKNOWN, "organ", f"{organ} isn't an organ of {sharing.member} in the membership")
    if kind == record_pb2.RECORD_TYPE_OUTCOME:
        _check_onward(sharing, body.outcome)
    if kind == record_pb2.RECORD_TYPE_LEAD:
        _check_lead(sharing, body, audience)
    if _LONG_NUMBER.search(body_bytes):
        _check_identity_numbers(body)


def _check_audience(sharing: Sharing, audience: Sequence[str]) -> None:
    if unknown := sorted(set(audience) - sharing.members):
        known = ", ".join(sorted(sharing.members))
        raise PolicyError(error_pb2.ERROR_REASON_MEMBER_UNKNOWN, "audience", f"{', '.join(unknown)} isn't a member; members are {known}")


def _check_basis(sharing: Sharing, basis_id: str, audience: Sequence[str]) -> None:
    if not basis_id:
        raise PolicyError(error_pb2.ERROR_REASON_BASIS_MISSING, "basis_id", "a record is shared only on a basis: law:… or agreement:…")
    if basis_id.startswith(AGREEMENT_PREFIX):
        _check_agreement(sharing, basis_id, audience)
        return
    basis = legal_bases().get(basis_id)
    if basis is None:
        raise PolicyError(
            error_pb2.ERROR_REASON_BASIS_UNKNOWN, "basis_id", f"{basis_id} isn't a listed law; listed are {', '.join(legal_bases())}"
        )
    if sharing.today < basis.valid_from or (basis.provinces and sharing.member[:2] not in basis.provinces):
        raise PolicyError(
            error_pb2.ERROR_REASON_BASIS_NOT_IN_FORCE, "basis_id", f"{basis_id} isn't in force for {sharing.member} on {sharing.today}"
        )


def _check_agreement(sharing: Sharing, basis_id: str, audience: Sequence[str]) -> None:
    terms = sharing.agreements.get(basis_id.removeprefix(AGREEMENT_PREFIX))
    if terms is None or sharing.member not in terms.members:
        raise PolicyError(
            error_pb2.ERROR_REASON_BASIS_UNKNOWN, "basis_id", f"{basis_id} isn't an agreement that all its members have signed"
        )
    if not terms.valid_from <= sharing.today <= terms.valid_to:
        raise PolicyError(
            error_pb2.ERROR_REASON_BASIS_NOT_IN_FORCE, "basis_id", f"{basis_id} is in force {terms.valid_from} to {terms.valid_to}"
        )
    if outside := sorted(set(audience or sharing.members) - terms.members):
        raise PolicyError(error_pb2.ERROR_REASON_NOT_IN_AUDIENCE, "audience", f"{', '.join(outside)} takes no part in {basis_id}")


def _check_onward(sharing: Sharing, outcome: outcome_pb2.Outcome) -> None:
    """上海市数据条例 40, 政务数据共享条例 25: no third parties. What an official publication shows everybody isn't a neighbour's record."""
    owner = sharing.organs.get(outcome.deciding_organ_uscc, sharing.member)
    if owner != sharing.member and outcome.source.kind != outcome_pb2.SOURCE_KIND_PUBLICATION:
        raise PolicyError(
            error_pb2.ERROR_REASON_ONWARD_TRANSFER,
            "outcome.deciding_organ_uscc",
            f"the decision is by an organ of {owner}; only {owner} may share it",
        )


def _check_lead(sharing: Sharing, body: record_pb2.RecordBody, audience: Sequence[str]) -> None:
    if body.lead.to_member not in sharing.members:  # whether it may be the sender's own is `leads.check_lead`'s to say
        raise PolicyError(error_pb2.ERROR_REASON_MEMBER_UNKNOWN, "lead.to_member", f"{body.lead.to_member} isn't a member")
    if body.lead.to_member not in audience:
        raise PolicyError(error_pb2.ERROR_REASON_NOT_IN_AUDIENCE, "audience", f"the receiver {body.lead.to_member} must be in the audience")
    if sharing.organs.get(body.lead.to_organ) != body.lead.to_member:
        raise PolicyError(
            error_pb2.ERROR_REASON_ORGAN_UNKNOWN, "lead.to_organ", f"{body.lead.to_organ} isn't an organ of {body.lead.to_member}"
        )


def _check_identity_numbers(body: record_pb2.RecordBody) -> None:
    for name, text in _texts(body, ""):
        if find_identity_numbers(text):
            raise PolicyError(
                error_pb2.ERROR_REASON_IDENTITY_NUMBER,
                name,
                f"{name} holds an identity number of a natural person; remove it (个保法 6, 34)",
            )


def _texts(message: Message, prefix: str) -> Iterator[tuple[str, str]]:
    """Every text in a message, with its field's path."""
    for field, value in message.ListFields():
        name = f"{prefix}{field.name}"
        values: Iterable[object] = value if field.is_repeated else (value,)
        if field.type == FieldDescriptor.TYPE_STRING:
            yield from ((name, str(one)) for one in values)
        elif field.type == FieldDescriptor.TYPE_MESSAGE:
            for one in values:
                if isinstance(one, Message):
                    yield from _texts(one, f"{name}.")
