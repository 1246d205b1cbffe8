"""The six scopes of recognition: for each condition, a case in which only that one fails (RULES.md §4.2)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from exchange.domain.policy import AgreementTerms
from exchange.domain.recognition import SCOPES, Facts, advise
from exchange.v1 import lead_pb2, outcome_pb2, outcome_service_pb2, recognition_pb2

JINSHAN, PINGHU, ORGAN, THEIRS = "310116", "330482", "11330482MB1C456662", "11310116MB2F3040XF"
TODAY = date(2026, 3, 2)
MATTER, OTHER_MATTER = "31011600000001", "33048200000009"
Scope = recognition_pb2.RecognitionScope
R1, R2, R3 = Scope.RECOGNITION_SCOPE_EVIDENCE, Scope.RECOGNITION_SCOPE_TEST, Scope.RECOGNITION_SCOPE_INSPECTION
R4, R5, R6 = Scope.RECOGNITION_SCOPE_DISCRETION, Scope.RECOGNITION_SCOPE_NE_BIS, Scope.RECOGNITION_SCOPE_CREDIT

TERMS = AgreementTerms(
    agreement_id="A-1",
    members=frozenset({JINSHAN, PINGHU}),
    valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31),
    domains=frozenset({1}),
    scopes=frozenset(SCOPES),
)


def officer(number: str, organ: str = THEIRS) -> lead_pb2.OfficerReference:
    return lead_pb2.OfficerReference(certificate_number=number, organ=organ)


def outcome() -> outcome_pb2.Outcome:
    """A decision that meets the conditions of every scope."""
    item = outcome_pb2.EvidenceItem(
        name="现场照片",
        kind=outcome_pb2.EVIDENCE_KIND_AUDIO_VISUAL,
        collecting_organ=THEIRS,
        officers=[officer("1"), officer("2")],
        method="现场拍摄",
        original=True,
        custody_digests=[bytes(32)],
    )
    item.collected_at.FromDatetime(datetime(2026, 1, 4, tzinfo=UTC))
    report = outcome_pb2.TestReport(
        report_number="R-1", laboratory="检测所", cma_number="CMA1", cma_scope="食品", method_standard="GB 5009", sampling_record="S-1",
        sample="样品", parameter="铅", result="合格", tested_on="2026-01-04", valid_until="2026-12-31",
    )  # fmt: skip
    return outcome_pb2.Outcome(
        subject={"name": "虚构公司", "uscc": "913101166078754287", "kind": 1},
        domain=1,
        step=4,
        act="虚假宣传",
        matter_code=MATTER,
        decided_on="2026-01-05",
        region_code=JINSHAN,
        penalties=[outcome_pb2.Penalty(kind=outcome_pb2.PENALTY_KIND_FINE, amount_fen=1)],
        evidence=[item],
        tests=[report],
        check=outcome_pb2.CheckResult(trigger=2, checked_on="2026-01-04", valid_until="2026-07-04", passed=True),
    )


def review(**given: Any) -> recognition_pb2.EvidenceReview:
    fields: dict[str, Any] = {"reviewer": officer("9", ORGAN), "lawful": True, "authentic": True, "relevant": True, "opinion": "可用",
                              "items": ["现场照片"]}  # fmt: skip
    made = recognition_pb2.EvidenceReview(**{**fields, **given})
    made.reviewed_at.FromDatetime(datetime(2026, 3, 1, tzinfo=UTC))
    return made


def facts(**given: Any) -> Facts:
    standing = outcome_service_pb2.OutcomeStanding(
        state=outcome_service_pb2.OUTCOME_STATE_PUBLISHED, published=True, effective_on="2026-01-10"
    )
    fields: dict[str, Any] = {
        "outcome": outcome(), "standing": standing, "origin": JINSHAN, "signed_by": THEIRS, "member": PINGHU, "organ": ORGAN,
        "today": TODAY, "territory": "delta", "signing": True, "review": review(), "confirmed_by": officer("9", ORGAN),
    }  # fmt: skip
    return Facts(**{**fields, **given})


def failing(given: Facts, scope: int, **options: Any) -> tuple[list[str], str]:
    """Names of the conditions that aren't met, and the reason of the refusal."""
    advice = advise(given, scope, agreements=options.pop("agreements", [TERMS]), **options)
    failed = [one.name for one in advice.conditions if not one.met]
    assert advice.allowed is not bool(failed)
    assert all(one.source for one in advice.conditions)
    assert all(one.explanation for one in advice.conditions if not one.met)
    return failed, advice.reason


def test_every_scope_is_met_by_the_whole_case() -> None:
    for scope in SCOPES:
        assert failing(facts(), scope) == ([], "")
        assert advise(facts(), scope, agreements=[TERMS]).basis_id == "agreement:A-1"


def _outcome(change: Callable[[outcome_pb2.Outcome], Any]) -> dict[str, Any]:
    made = outcome()
    change(made)
    return {"outcome": made}


def _standing(**given: Any) -> dict[str, Any]:
    fields = {"state": outcome_service_pb2.OUTCOME_STATE_PUBLISHED, "published": True, "effective_on": "2026-01-10"}
    return {"standing": outcome_service_pb2.OutcomeStanding(**{**fields, **given})}


def _item(**given: Any) -> dict[str, Any]:
    def change(one: outcome_pb2.Outcome) -> None:
        item = one.evidence[0]
        for name, value in given.items():
            item.ClearField(name)
            if value and isinstance(value, list):
                getattr(item, name).extend(value)

    return _outcome(change)


def _report(**given: Any) -> dict[str, Any]:
    return _outcome(lambda one: [setattr(one.tests[0], name, value) for name, value in given.items()])


def _check(**given: Any) -> dict[str, Any]:
    return _outcome(lambda one: [setattr(one.check, name, value) for name, value in given.items()])


REVOKED = {"state": outcome_service_pb2.OUTCOME_STATE_REVOKED, "revoked_on": "2026-02-01"}
NOBODY = {"kind": 0, "uscc": ""}
CASES: dict[str, tuple[int, dict[str, Any], str, str]] = {
    **{f"{scope}: own": (scope, {"origin": PINGHU}, "NEIGHBOURS", "CONDITION_NOT_MET") for scope in (R1, R2, R3)},
    **{f"{scope}: replaced": (scope, {"superseded_by": "newer"}, "NEWEST_VERSION", "WITHDRAWN") for scope in SCOPES},
    **{f"{scope}: stayed": (scope, _standing(execution_stayed=True), "NOT_STAYED", "NOT_EFFECTIVE") for scope in (R3, R4, R5, R6)},
    "R1: none carried": (R1, {**_outcome(lambda one: one.ClearField("evidence")), "review": None, "signing": False}, "EVIDENCE_CARRIED",
                         "CONDITION_NOT_MET"),
    "R1: collector": (R1, _item(collecting_organ=""), "COLLECTOR", "CONDITION_NOT_MET"),
    "R1: one officer": (R1, _item(officers=[officer("1")]), "TWO_OFFICERS", "CONDITION_NOT_MET"),
    "R1: one officer twice": (R1, _item(officers=[officer("1"), officer("1")]), "TWO_OFFICERS", "CONDITION_NOT_MET"),
    "R1: method": (R1, _item(method=""), "METHOD", "CONDITION_NOT_MET"),
    "R1: time": (R1, _item(collected_at=None), "TIME", "CONDITION_NOT_MET"),
    "R1: custody": (R1, _item(custody_digests=[]), "CUSTODY", "CONDITION_NOT_MET"),
    "R1: no review": (R1, {"review": None}, "REVIEWED", "REVIEW_MISSING"),
    "R1: unlawful": (R1, {"review": review(lawful=False)}, "REVIEWED", "REVIEW_MISSING"),
    "R1: not authentic": (R1, {"review": review(authentic=False)}, "REVIEWED", "REVIEW_MISSING"),
    "R1: not relevant": (R1, {"review": review(relevant=False)}, "REVIEWED", "REVIEW_MISSING"),
    "R1: unknown item": (R1, {"review": review(items=["现场照片", "他物"])}, "REVIEWED", "REVIEW_MISSING"),
    "R1: their reviewer": (R1, {"review": review(reviewer=officer("1"))}, "REVIEWED", "REVIEW_MISSING"),
    "R2: no report": (R2, {"report_number": "R-2"}, "REPORT_CARRIED", "CONDITION_NOT_MET"),
    "R2: CMA": (R2, _report(cma_number=""), "CMA", "CONDITION_NOT_MET"),
    "R2: CMA scope": (R2, _report(cma_scope=""), "CMA_SCOPE", "CONDITION_NOT_MET"),
    "R2: method": (R2, _report(method_standard=""), "METHOD_STANDARD", "CONDITION_NOT_MET"),
    "R2: sampling": (R2, _report(sampling_record=""), "SAMPLING_RECORD", "CONDITION_NOT_MET"),
    "R2: expired": (R2, _report(valid_until="2026-03-01"), "VALID", "CONDITION_NOT_MET"),
    "R2: to come": (R2, _report(tested_on="2026-03-03"), "VALID", "CONDITION_NOT_MET"),
    "R2: disputed": (R2, _standing(disputed_reports=["R-1"]), "NOT_DISPUTED", "NOT_EFFECTIVE"),
    "R3: no check": (R3, _outcome(lambda one: one.ClearField("check")), "CHECK_CARRIED", "CONDITION_NOT_MET"),
    "R3: complaint": (R3, _check(trigger=outcome_pb2.TRIGGER_CLASS_COMPLAINT), "TRIGGER", "CONDITION_NOT_MET"),
    "R3: lead": (R3, _check(trigger=outcome_pb2.TRIGGER_CLASS_LEAD), "TRIGGER", "CONDITION_NOT_MET"),
    "R3: key safety": (R3, _check(trigger=outcome_pb2.TRIGGER_CLASS_KEY_SAFETY), "TRIGGER", "CONDITION_NOT_MET"),
    "R3: another matter": (R3, {"matter_code": OTHER_MATTER}, "SAME_MATTER", "CONDITION_NOT_MET"),
    "R3: over": (R3, _check(valid_until="2026-03-01"), "WINDOW", "CONDITION_NOT_MET"),
    "R3: no window": (R3, _check(valid_until=""), "WINDOW", "CONDITION_NOT_MET"),
    "R4: not effective": (R4, _standing(effective_on="2026-03-03"), "IN_EFFECT", "NOT_EFFECTIVE"),
    "R4: natural person": (R4, _outcome(lambda one: one.subject.Clear()), "NO_NATURAL_PERSON", "CONDITION_NOT_MET"),
    "R4: no penalty": (R4, _outcome(lambda one: one.ClearField("penalties")), "PENALISED", "CONDITION_NOT_MET"),
    "R4: another province": (R4, {"territory": "province"}, "TERRITORY", "CONDITION_NOT_MET"),
    "R4: no list": (R4, {"territory": ""}, "LIST_NAMED", "CONDITION_NOT_MET"),
    "R5: not effective": (R5, _standing(effective_on=""), "IN_EFFECT", "NOT_EFFECTIVE"),
    "R5: no fine": (R5, _outcome(lambda one: setattr(one.penalties[0], "kind", outcome_pb2.PENALTY_KIND_WARNING)), "FINED",
                    "CONDITION_NOT_MET"),
    "R5: another matter": (R5, {"matter_code": OTHER_MATTER}, "SAME_MATTER", "CONDITION_NOT_MET"),
    "R5: nobody confirmed": (R5, {"confirmed_by": None}, "SAME_ACT_CONFIRMED", "CONDITION_NOT_MET"),
    "R5: their officer": (R5, {"confirmed_by": officer("1")}, "SAME_ACT_CONFIRMED", "CONDITION_NOT_MET"),
    "R6: not published": (R6, _standing(published=False), "PUBLISHED", "NOT_EFFECTIVE"),
    "R6: repaired": (R6, _standing(published=False, state=outcome_service_pb2.OUTCOME_STATE_REPAIRED), "PUBLISHED", "NOT_EFFECTIVE"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_only_that_condition_fails(case: str) -> None:
    scope, given, name, reason = CASES[case]
    own = {"agreements": [replace(TERMS, members=frozenset({PINGHU}))]} if name == "NEIGHBOURS" else {}
    assert failing(facts(**given), scope, **own) == ([name], reason)


def test_every_condition_has_its_case() -> None:
    named = {(scope, name) for scope, _given, name, _reason in CASES.values()}
    expected = {(scope, one.name) for scope, rules in SCOPES.items() for one in (*rules.conditions, *rules.steps)}
    shared = {(scope, name) for scope in SCOPES for name in ("NOT_REVOKED", "NEIGHBOURS")}
    assert expected - shared == named - shared


@pytest.mark.parametrize("scope", SCOPES)
def test_a_revocation_ends_all(scope: int) -> None:
    failed, reason = failing(facts(**_standing(**REVOKED)), scope)
    assert "NOT_REVOKED" in failed
    assert reason == "WITHDRAWN"


def test_a_review_is_flagged_and_suspends_nothing() -> None:
    """行政处罚法 73."""
    for scope in SCOPES:
        advice = advise(facts(**_standing(under_review=outcome_pb2.REVIEW_KIND_LITIGATION)), scope, agreements=[TERMS])
        assert advice.allowed
        assert any("under review" in one for one in advice.to_do)


def test_what_a_person_must_do_is_left_to_do_before_signing() -> None:
    before = facts(signing=False, review=None, confirmed_by=None, territory="")
    for scope, word in ((R1, "review the evidence"), (R4, "name the list"), (R5, "confirm")):
        advice = advise(before, scope, agreements=[TERMS])
        assert advice.allowed
        assert any(word in one for one in advice.to_do)


def test_a_mapped_matter_is_the_same() -> None:
    assert failing(facts(matter_code=OTHER_MATTER, mapped_codes=frozenset({MATTER})), R3) == ([], "")


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"members": frozenset({PINGHU, "330421"})}, "BASIS_MISSING"),
        ({"valid_to": date(2026, 3, 1)}, "AGREEMENT_SCOPE"),
        ({"domains": frozenset({2})}, "AGREEMENT_SCOPE"),
        ({"scopes": frozenset({R1})}, "AGREEMENT_SCOPE"),
        ({"organs": frozenset({ORGAN})}, "AGREEMENT_SCOPE"),
        ({"organs": frozenset({THEIRS})}, "AGREEMENT_SCOPE"),
        ({"regions": frozenset({"330421"})}, "AGREEMENT_SCOPE"),
    ],
)
def test_an_agreement_carries_what_it_says(terms: dict[str, Any], reason: str) -> None:
    """RULES.md §4.1: without a basis it is information only."""
    advice = advise(facts(), R6, agreements=[replace(TERMS, **terms)])
    assert (advice.allowed, advice.basis_id, advice.reason) == (False, "", reason)
    assert [one.name for one in advice.conditions if not one.met] == ["BASIS"]


def test_a_law_carries_its_scope() -> None:
    """行政处罚法 29 forbids a second fine everywhere; nothing else of it is recognised without an agreement."""
    assert advise(facts(), R5, agreements=[]).basis_id == "law:行政处罚法:29"
    assert not advise(facts(), R5, agreements=[TERMS], basis_id="law:行政处罚法:48").allowed
    assert advise(facts(), R2, agreements=[]).reason == "BASIS_MISSING"
