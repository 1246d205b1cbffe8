"""On which basis a scope may be recognised (RULES.md §4.1): an agreement that both sides signed, or a law that carries the scope.

Without one a neighbour's outcome is information only. A law or agreement counts for a pair: of members, of organs, in a domain and a place.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from exchange.domain.policy import AgreementTerms, LegalBasis, legal_bases
from exchange.domain.recognition._facts import Facts
from exchange.v1 import error_pb2, record_pb2


@dataclass(frozen=True, kw_only=True, slots=True)
class Basis:
    """What carries a scope; `basis_id` is empty where nothing does, and `reason` and `explanation` say why."""

    basis_id: str
    explanation: str
    reason: int = 0


def find_basis(facts: Facts, scope: int, *, agreements: Iterable[AgreementTerms], named: str = "") -> Basis:
    """The basis that carries a scope for these two sides; agreements come before laws, being made for just this pair.

    Args:
        facts: whose outcome, who wants to rely on it.
        scope: RecognitionScope.
        agreements: those that all their members have signed.
        named: consider only this basis.
    """
    faults: list[tuple[int, str]] = []
    for terms in sorted(agreements, key=lambda one: one.agreement_id):
        if named in {"", terms.basis_id} and terms.binds({facts.origin, facts.member}):
            if not (fault := _agreement_fault(facts, scope, terms)):
                return Basis(basis_id=terms.basis_id, explanation=f"{terms.basis_id}, in force until {terms.valid_to}")
            faults.append((error_pb2.ERROR_REASON_AGREEMENT_SCOPE, f"{terms.basis_id} {fault}"))
    for law in legal_bases().values():
        if named in {"", law.basis_id} and _carries(facts, scope, law):
            return Basis(basis_id=law.basis_id, explanation=f"{law.title} (confidence {law.reading_confidence})")
    if not faults:
        what = f"{named} doesn't carry it" if named else f"no agreement of {facts.member} with {facts.origin}, and no listed law"
        reason = error_pb2.ERROR_REASON_AGREEMENT_SCOPE if named else error_pb2.ERROR_REASON_BASIS_MISSING
        faults.append((reason, f"{what}: the record is information only"))
    return Basis(basis_id="", explanation="; ".join(text for _reason, text in faults), reason=faults[0][0])


def _agreement_fault(facts: Facts, scope: int, terms: AgreementTerms) -> str:
    if not terms.in_force(facts.today):
        return f"is in force {terms.valid_from} to {terms.valid_to}"
    if facts.outcome.domain not in terms.domains:
        return "doesn't cover the domain"
    if scope not in terms.scopes:
        return "doesn't allow this scope"
    for organ in (facts.signed_by, facts.organ):
        if not terms.covers_organ(organ):
            return f"doesn't bind {organ}"
    if terms.regions and not (facts.outcome.region_code and terms.covers_region(facts.outcome.region_code)):
        return "doesn't cover the place"
    return ""


def _carries(facts: Facts, scope: int, law: LegalBasis) -> bool:
    """A law that names its members counts between them only."""
    between = not law.members or facts.origin in law.members
    return between and law.in_force(facts.member, facts.today) and scope in law.scopes and record_pb2.RECORD_TYPE_RECOGNITION in law.records
