"""What a standard, a mapping or an adoption must be beyond its fields' shapes, so that no reader has to guess what it means."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from exchange.domain.outcomes import FieldFaultText
from exchange.domain.standards.comparing import EXEMPTING, TERRITORIES, Kind
from exchange.domain.standards.rule_faults import rule_faults, unique_faults
from exchange.v1 import standard_pb2, subject_pb2

DIGEST_SIZE = 32  # bytes, SHA-256
_PARTS = {  # which part of an item belongs to which kinds of standard
    "discretion": frozenset({Kind.STANDARD_KIND_DISCRETION_BENCHMARK}),
    "no_penalty": EXEMPTING,
    "check": frozenset({Kind.STANDARD_KIND_INSPECTION_CHECKLIST}),
}


def standard_faults(standard: standard_pb2.Standard) -> list[FieldFaultText]:
    """Everything wrong with a standard; empty when nothing is."""
    return [
        *_interval_faults(standard.valid_from, standard.valid_to, ""),
        *_basis_faults(standard.legal_basis, ""),
        *_digest_faults(standard.text_digest),
        *unique_faults((item.code for item in standard.items), "items", "code"),
        *(fault for at, item in enumerate(standard.items) for fault in _item_faults(item, standard.kind, f"items[{at}].")),
    ]


def mapping_faults(mapping: standard_pb2.StandardMapping, *, member: str) -> list[FieldFaultText]:
    """Everything wrong with a mapping that `member` publishes: a place speaks for its own matters only."""
    faults = _interval_faults(mapping.valid_from, mapping.valid_to, "")
    if mapping.from_member == mapping.to_member:
        faults.append(FieldFaultText("to_member", f"a mapping is between two members; both are {mapping.to_member}"))
    elif member not in {mapping.from_member, mapping.to_member}:
        faults.append(FieldFaultText("from_member", f"one of the two must be {member}, which publishes it: no one maps others' matters"))
    return faults


def adoption_faults(adoption: standard_pb2.StandardAdoption) -> list[FieldFaultText]:
    """Everything wrong with an adoption."""
    faults = _interval_faults(adoption.valid_from, adoption.valid_to, "")
    changed = adoption.adoption == standard_pb2.ADOPTION_ADOPTED_WITH_CHANGES
    if changed and not adoption.changes.strip():
        faults.append(FieldFaultText("changes", "say what is changed: ADOPTED_WITH_CHANGES needs it"))
    if adoption.changes and not changed:
        faults.append(FieldFaultText("changes", "only ADOPTED_WITH_CHANGES has changes"))
    return faults


def _digest_faults(digest: bytes) -> Iterator[FieldFaultText]:
    if digest and len(digest) != DIGEST_SIZE:
        yield FieldFaultText("text_digest", f"has {len(digest)} bytes; a SHA-256 has {DIGEST_SIZE}")


def _interval_faults(first: str, last: str, prefix: str) -> list[FieldFaultText]:
    faults, found = list[FieldFaultText](), dict[str, date]()
    for field, text in (("valid_from", first), ("valid_to", last)):
        if not text:
            continue
        try:
            found[field] = date.fromisoformat(text)
        except ValueError:
            faults.append(FieldFaultText(f"{prefix}{field}", f"{text} isn't a day of the calendar; it must be YYYY-MM-DD"))
    if len(found) == 2 and found["valid_to"] < found["valid_from"]:  # noqa: PLR2004  # both ends
        faults.append(FieldFaultText(f"{prefix}valid_to", f"{last} is before valid_from {first}"))
    return faults


def _basis_faults(bases: Sequence[subject_pb2.LegalReference], prefix: str) -> Iterator[FieldFaultText]:
    for at, one in enumerate(bases):
        yield from _interval_faults(one.valid_from, one.valid_to, f"{prefix}legal_basis[{at}].")


def _item_faults(item: standard_pb2.StandardItem, kind: int, prefix: str) -> Iterator[FieldFaultText]:
    yield from _basis_faults(item.legal_basis, prefix)
    for part, kinds in _PARTS.items():
        if item.HasField(part) and kind not in kinds:
            names = ", ".join(Kind.Name(one).removeprefix("STANDARD_KIND_") for one in sorted(kinds))
            yield FieldFaultText(f"{prefix}{part}", f"only standards of kind {names} have it")
    if item.HasField("discretion"):
        yield from rule_faults(item.discretion, f"{prefix}discretion.")
    if item.HasField("no_penalty"):
        yield from _condition_faults(item.no_penalty, f"{prefix}no_penalty.")


def _condition_faults(terms: standard_pb2.NoPenaltyCondition, prefix: str) -> Iterator[FieldFaultText]:
    if terms.territory and terms.territory not in TERRITORIES:
        yield FieldFaultText(f"{prefix}territory", f"{terms.territory} isn't one of {', '.join(TERRITORIES)}")
    if not terms.first_violation and (terms.lookback_months or terms.territory):
        yield FieldFaultText(f"{prefix}first_violation", "look-back and territory are of a first violation; set it, or leave them out")
    if terms.corrected_at_once and terms.correct_within_days:
        yield FieldFaultText(f"{prefix}correct_within_days", "either at once or within days; leave one out")
