"""One scope of one outcome: may it be relied on, and why or why not, condition by condition."""

from __future__ import annotations

from collections.abc import Iterable

from exchange.domain.policy import AgreementTerms
from exchange.domain.recognition._basis import find_basis
from exchange.domain.recognition._conditions import SCOPES
from exchange.domain.recognition._facts import Facts
from exchange.v1 import error_pb2
from exchange.v1 import recognition_service_pb2 as pb

BASIS = "BASIS"


def advise(facts: Facts, scope: int, *, agreements: Iterable[AgreementTerms], basis_id: str = "") -> pb.RecognitionAdvice:
    """Every condition of a scope with its explanation and source; nothing is left out after the first that fails.

    Args:
        facts: what is known.
        scope: RecognitionScope.
        agreements: those that all their members have signed.
        basis_id: the basis it shall stand on; empty: any that carries it.
    """
    rules = SCOPES[scope]
    advice = pb.RecognitionAdvice(scope=scope)  # type: ignore[arg-type]  # an enum's number
    faults: list[int] = []
    basis = find_basis(facts, scope, agreements=agreements, named=basis_id)
    _add(advice, BASIS, "RULES.md §4.1; 优化营商环境条例 57", "" if basis.basis_id else basis.explanation, met=basis.explanation)
    faults += [basis.reason] if basis.reason else []
    for one in rules.conditions:
        fault = one.fault(facts)
        _add(advice, one.name, one.source, fault)
        faults += [one.reason] if fault else []
    for step in rules.steps:
        fault = step.fault(facts)
        if facts.signing:
            _add(advice, step.name, step.source, fault)
            faults += [step.reason] if fault else []
        elif fault:
            advice.to_do.append(f"{step.to_do} ({step.source})")
    advice.to_do.extend(_reminders(facts, rules.notes))
    advice.allowed = not faults
    advice.basis_id = basis.basis_id
    advice.reason = error_pb2.ErrorReason.Name(_gravest(faults)).removeprefix("ERROR_REASON_") if faults else ""
    return advice


def _add(advice: pb.RecognitionAdvice, name: str, source: str, fault: str, *, met: str = "") -> None:
    advice.conditions.add(name=name, met=not fault, explanation=fault or met, source=source)


def _reminders(facts: Facts, notes: Iterable[str]) -> Iterable[str]:
    if facts.standing.under_review:
        yield "it is under review, which doesn't suspend it: watch what comes of that (行政处罚法 73)"
    yield from notes


def _gravest(faults: list[int]) -> int:
    """What was withdrawn is so, whatever else is wrong; then the first fault."""
    withdrawn = error_pb2.ERROR_REASON_WITHDRAWN
    return withdrawn if withdrawn in faults else faults[0]


def faults_in(advice: pb.RecognitionAdvice) -> str:
    """What isn't met, in one line; empty where it is allowed."""
    return "; ".join(f"{one.name}: {one.explanation} ({one.source})" for one in advice.conditions if not one.met)
