"""The rules about a record's ground: a law or agreement in force, which carries just this; and the assessment that personal data needs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exchange.domain.policy._agreements import AGREEMENT_PREFIX, AgreementTerms
from exchange.domain.policy._bases import LegalBasis, legal_bases
from exchange.domain.policy._decision import Refusal
from exchange.domain.policy._questions import Publication, names, reached
from exchange.domain.policy._references import cited_attachments
from exchange.v1 import error_pb2, recognition_pb2, record_pb2, subject_pb2

SOLE_TRADER_CLASS = "92"  # 个体工商户, GB 32100-2015: its name holds the operator's
_WITH_SUBJECT = frozenset({"outcome", "lead", "risk_grade", "warning"})
_WITH_DOMAIN = frozenset({"lead", "outcome", "standard", "risk_grade", "warning", "guidance_case"})
_WITH_REGION = frozenset({"lead", "outcome", "warning"})


def basis(question: Publication) -> Refusal | None:
    """A ground: a listed law, or an agreement that all its parties signed, in force today. (An agreement is its own.)"""
    header, sharing = question.header, question.sharing
    if header.type == record_pb2.RECORD_TYPE_AGREEMENT:
        return None
    if not header.basis_id:
        return _basis_refused(error_pb2.ERROR_REASON_BASIS_MISSING, "a record is shared only on a basis: law:… or agreement:…")
    if header.basis_id.startswith(AGREEMENT_PREFIX):
        terms = _agreement(question)
        if terms is None or sharing.member not in terms.members:
            message = f"{header.basis_id} isn't an agreement that all its members have signed"
            return _basis_refused(error_pb2.ERROR_REASON_BASIS_UNKNOWN, message)
        if not terms.in_force(sharing.today):
            message = f"{header.basis_id} is in force {terms.valid_from} to {terms.valid_to}"
            return _basis_refused(error_pb2.ERROR_REASON_BASIS_NOT_IN_FORCE, message)
        return None
    law = legal_bases().get(header.basis_id)
    if law is None:
        message = f"{header.basis_id} isn't a listed law; listed are {', '.join(legal_bases())}"
        return _basis_refused(error_pb2.ERROR_REASON_BASIS_UNKNOWN, message)
    if not law.in_force(sharing.member, sharing.today):
        message = f"{header.basis_id} isn't in force for {sharing.member} on {sharing.today}"
        return _basis_refused(error_pb2.ERROR_REASON_BASIS_NOT_IN_FORCE, message)
    return None


def _basis_refused(reason: error_pb2.ErrorReason, message: str) -> Refusal:
    return Refusal(reason=reason, field="basis_id", message=message)


def _agreement(question: Publication) -> AgreementTerms | None:
    """The agreement it rests on; None where it rests on a law, is one, or names one that doesn't hold."""
    header = question.header
    if header.type == record_pb2.RECORD_TYPE_AGREEMENT or not header.basis_id.startswith(AGREEMENT_PREFIX):
        return None
    return question.sharing.agreements.get(header.basis_id.removeprefix(AGREEMENT_PREFIX))


def basis_scope(question: Publication) -> Refusal | None:
    """A basis carries what it says: a law its types, purposes and scopes; an agreement its parties, domains, organs, regions, scopes."""
    terms = _agreement(question)
    law = legal_bases().get(question.header.basis_id)
    if terms is None and (law is None or question.header.type == record_pb2.RECORD_TYPE_AGREEMENT):
        return None
    faults = _beyond_agreement(question, terms) if terms else _beyond_law(question, law) if law else iter(())
    return next(faults, None)


def _beyond_law(question: Publication, law: LegalBasis) -> Iterator[Refusal]:
    header = question.header
    if header.type not in law.records:
        carried = names(record_pb2.RecordType, "RECORD_TYPE_", law.records)
        yield _beyond("basis_id", f"{law.basis_id} carries records of type {carried} only")
    if header.purpose not in law.purposes:
        given = names(record_pb2.Purpose, "PURPOSE_", {header.purpose})
        carried = names(record_pb2.Purpose, "PURPOSE_", law.purposes)
        yield _beyond("purpose", f"{given} isn't what {law.basis_id} is for; it carries the purposes {carried} only")
    yield from _beyond_scopes(question, law.scopes, law.basis_id)


def _beyond_agreement(question: Publication, terms: AgreementTerms) -> Iterator[Refusal]:
    header, name = question.header, terms.basis_id
    if outside := sorted(reached(question) - terms.members):
        message = f"{', '.join(outside)} takes no part in {name}"
        yield Refusal(reason=error_pb2.ERROR_REASON_NOT_IN_AUDIENCE, field="audience", message=message)
    payload = question.body.WhichOneof("payload") or ""
    content: Any = getattr(question.body, payload, None)
    if payload in _WITH_DOMAIN and content.domain and content.domain not in terms.domains:
        covered = names(subject_pb2.EnforcementDomain, "ENFORCEMENT_DOMAIN_", terms.domains)
        yield _beyond(f"{payload}.domain", f"{name} covers the domains {covered} only")
    for field, one in (("organ", header.organ), ("lead.to_organ", question.body.lead.to_organ)):
        if one and not terms.covers_organ(one):
            yield _beyond(field, f"{name} doesn't bind {one}; it binds {', '.join(sorted(terms.organs))}")
    if payload in _WITH_REGION and terms.regions and not (content.region_code and terms.covers_region(content.region_code)):
        regions = ", ".join(sorted(terms.regions))
        yield _beyond(f"{payload}.region_code", f"{name} covers {regions} only; the record must name a place in it")
    yield from _beyond_scopes(question, terms.scopes, name)


def _beyond_scopes(question: Publication, scopes: frozenset[int], name: str) -> Iterator[Refusal]:
    """RULES.md §4.1: every recognition needs a basis that allows just this; without one, an outcome is information only."""
    if question.header.type != record_pb2.RECORD_TYPE_RECOGNITION or question.body.recognition.scope in scopes:
        return
    known = names(recognition_pb2.RecognitionScope, "RECOGNITION_SCOPE_", scopes)
    yield _beyond("recognition.scope", f"{name} allows the recognition of {known or 'nothing'}")


def _beyond(field: str, message: str) -> Refusal:
    return Refusal(reason=error_pb2.ERROR_REASON_AGREEMENT_SCOPE, field=field, message=message)


def impact_assessment(question: Publication) -> Refusal | None:
    """个保法 55(3), 56: who gives personal data to another handler assesses the impact first. An agreement must name the assessment.

    Personal are the name of a sole trader, which is its operator's, and files, which nobody here can look into.
    """
    terms = _agreement(question)
    if terms is None or terms.impact_assessment:
        return None
    payload = question.body.WhichOneof("payload") or ""
    subject = getattr(question.body, payload).subject if payload in _WITH_SUBJECT else subject_pb2.Subject()
    if subject.kind == subject_pb2.SUBJECT_KIND_SOLE_TRADER or subject.uscc.startswith(SOLE_TRADER_CLASS):
        field, what = f"{payload}.subject", "the name of a sole trader is personal data"
    elif any(True for _one in cited_attachments(question.body)):
        field, what = f"{payload}.attachments", "attachments may hold personal data"
    else:
        return None
    return Refusal(
        reason=error_pb2.ERROR_REASON_IMPACT_ASSESSMENT_MISSING,
        field=field,
        message=f"{what}, and {terms.basis_id} names no impact assessment (个保法 55); agree on one, or share on a law",
    )
