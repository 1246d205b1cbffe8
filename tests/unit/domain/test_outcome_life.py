"""The life of an outcome: each transition by its article, what isn't allowed, what a day means, and any sequence at all (RULES.md §4.3)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.domain.outcomes import Life, Revised, check_revision, content_of, fold, kind_name, standing_on, state_name, tombstone
from exchange.domain.outcomes._life import DECIDED, RULES
from exchange.v1 import outcome_pb2
from exchange.v1 import outcome_service_pb2 as pb

JINSHAN, PINGHU = "310116", "330482"
DAY = date(2026, 3, 2)
Kind = outcome_pb2.OutcomeRevisionKind
RECONSIDERATION, LITIGATION = outcome_pb2.REVIEW_KIND_RECONSIDERATION, outcome_pb2.REVIEW_KIND_LITIGATION


def decision(**given: Any) -> outcome_pb2.Outcome:
    fields: dict[str, Any] = {
        "subject": {"name": "虚构公司", "uscc": "913101166078754287"},
        "domain": 1,
        "step": 4,
        "act": "虚假宣传",
        "decided_on": "2026-01-05",
        "deciding_organ_name": "金山区市场监督管理局",
        "penalties": [{"kind": 3, "amount_fen": 100}],
        "source": {"kind": outcome_pb2.SOURCE_KIND_CASE_STORE},
    }
    return outcome_pb2.Outcome(**{**fields, **given})


def revision(name: str, on: str = "2026-01-10", **given: Any) -> outcome_pb2.OutcomeRevision:
    fields: dict[str, Any] = {"kind": Kind.Value(f"OUTCOME_REVISION_KIND_{name}"), "reason": "理由", "effective_on": on}
    if name in {"REVIEW_OPENED", "REVIEW_CLOSED"}:
        fields["review"] = RECONSIDERATION
    if name in {"CHANGED", "PARTLY_REVOKED"}:
        fields["replacement"] = decision(penalties=[{"kind": 1}])
    if name in {"TEST_DISPUTED", "TEST_CONFIRMED"}:
        fields["report_number"] = "R-1"
    return outcome_pb2.OutcomeRevision(**{**fields, **given})


def lived(*steps: str | outcome_pb2.OutcomeRevision, of: outcome_pb2.Outcome | None = None, member: str = JINSHAN) -> Life:
    revisions = [revision(one) if isinstance(one, str) else one for one in steps]
    named = [Revised(record_id=f"r{at}", member=member, revision=one) for at, one in enumerate(revisions)]
    return fold(of or decision(), named, origin=JINSHAN)


def state(life: Life) -> str:
    return state_name(life.standing.state)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ((), "ISSUED"),
        (("SERVED",), "SERVED"),  # 行政处罚法 61
        (("SERVED", "EFFECTIVE"), "EFFECTIVE"),
        (("SERVED", "EFFECTIVE", "PUBLISHED"), "PUBLISHED"),  # 48
        (("SERVED", "PUBLISHED"), "PUBLISHED"),  # it took effect on service
        (("SERVED", "PUBLISHED", "REPAIRED"), "REPAIRED"),
        (("SERVED", "PUBLISHED", "EXPIRED"), "EXPIRED"),
        (("SERVED", "PUBLISHED", "UNPUBLISHED"), "EFFECTIVE"),
        (("SERVED", "PUBLISHED", "UNPUBLISHED", "PUBLISHED"), "PUBLISHED"),
        (("SERVED", "PERFORMED"), "SERVED"),
        (("CHANGED",), "ISSUED"),
        *(((one,), "REVOKED") for one in ("REVOKED", "CONFIRMED_UNLAWFUL", "CONFIRMED_VOID", "SELF_CORRECTED")),
        (("SERVED", "PUBLISHED", "REPAIRED", "REVOKED"), "REVOKED"),
    ],
)
def test_where_steps_lead(steps: tuple[str, ...], expected: str) -> None:
    life = lived(*steps)
    assert (state(life), len(life.applied)) == (expected, len(steps))
    assert not life.standing.refused


@pytest.mark.parametrize(
    ("before", "step"),
    [
        ((), "EFFECTIVE"),
        ((), "PUBLISHED"),
        ((), "PERFORMED"),
        (("SERVED",), "SERVED"),
        (("SERVED",), "REPAIRED"),
        (("SERVED",), "EXPIRED"),
        (("SERVED", "PUBLISHED"), "PUBLISHED"),
        (("SERVED", "PUBLISHED", "EXPIRED"), "REPAIRED"),
        ((), "REVIEW_CLOSED"),
        (("REVIEW_OPENED",), "REVIEW_OPENED"),
        ((), "STAY_LIFTED"),
        (("EXECUTION_STAYED",), "EXECUTION_STAYED"),
        ((), "TEST_CONFIRMED"),
        (("TEST_DISPUTED",), "TEST_DISPUTED"),
        *((("REVOKED",), kind_name(one)) for one in RULES if one != Kind.OUTCOME_REVISION_KIND_UNPUBLISHED),
    ],
)
def test_a_step_the_state_does_not_allow_changes_nothing(before: tuple[str, ...], step: str) -> None:
    """It stays listed, with the reason and with what would be right."""
    life, without = lived(*before, step), lived(*before)
    (refused,) = life.standing.refused
    assert (refused.record_id, refused.reason) == (f"r{len(before)}", "REVISION_NOT_ALLOWED")
    assert refused.explanation
    del life.standing.refused[:]
    assert life == without


def test_only_the_origin_revises() -> None:
    life = lived("REVOKED", member=PINGHU)
    assert (state(life), [one.reason for one in life.standing.refused], life.applied) == ("ISSUED", ["NOT_ORIGIN"], ())


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, "ISSUED"),
        ({"published_on": "2026-01-20"}, "PUBLISHED"),
        ({"publish_until": "2027-01-20"}, "PUBLISHED"),
        ({"source": {"kind": outcome_pb2.SOURCE_KIND_PUBLICATION}}, "PUBLISHED"),
        ({"procedure": outcome_pb2.PROCEDURE_SIMPLE}, "SERVED"),  # 行政处罚法 52: handed over on the spot
        ({"step": 1, "penalties": (), "check": {"trigger": 1, "checked_on": "2026-01-04"}}, "EFFECTIVE"),
        ({"step": 5}, "PUBLISHED"),
    ],
)
def test_without_milestones_the_dates_speak(given: dict[str, Any], expected: str) -> None:
    assert state(lived(of=decision(**given))) == expected


@pytest.mark.parametrize(("day", "expected"), [(date(2026, 1, 13), "ISSUED"), (date(2026, 1, 14), "EFFECTIVE")])
def test_service_that_nobody_recorded_is_presumed_after_seven_working_days(day: date, expected: str) -> None:
    """2026-01-05 is a Monday; the seventh working day after it is Wednesday 14 January (行政处罚法 61, 85)."""
    assert state_name(standing_on(lived(), decision(), day=day, origin=JINSHAN).state) == expected


def test_review_does_not_stop_execution_but_a_stay_does() -> None:
    """行政处罚法 73; what stays it ends with the review."""
    pending = lived("SERVED", "REVIEW_OPENED").standing
    assert (pending.under_review, pending.execution_stayed) == (RECONSIDERATION, False)
    stayed = lived("SERVED", "REVIEW_OPENED", "EXECUTION_STAYED").standing
    assert (stayed.under_review, stayed.execution_stayed) == (RECONSIDERATION, True)
    upheld = lived("SERVED", "REVIEW_OPENED", "EXECUTION_STAYED", "REVIEW_CLOSED").standing
    assert (upheld.under_review, upheld.execution_stayed, upheld.state) == (0, False, pb.OUTCOME_STATE_SERVED)
    lifted = lived("SERVED", "REVIEW_OPENED", "EXECUTION_STAYED", "STAY_LIFTED").standing
    assert (lifted.under_review, lifted.execution_stayed) == (RECONSIDERATION, False)


def test_a_review_of_another_kind_cannot_be_closed() -> None:
    life = lived("REVIEW_OPENED", revision("REVIEW_CLOSED", review=LITIGATION))
    assert [one.reason for one in life.standing.refused] == ["REVISION_NOT_ALLOWED"]


def test_what_was_on_display_stays_there_until_it_is_taken_down() -> None:
    """Within three days (行政处罚法 48): until then it is published though revoked."""
    revoked = lived("SERVED", "PUBLISHED", "REVOKED").standing
    assert (revoked.published, revoked.revoked_by, revoked.revoked_on) == (True, Kind.OUTCOME_REVISION_KIND_REVOKED, "2026-01-10")
    down = lived("SERVED", "PUBLISHED", "REVOKED", "UNPUBLISHED").standing
    assert (state_name(down.state), down.published) == ("REVOKED", False)


@pytest.mark.parametrize(
    ("until", "day", "published"),
    [("2026-03-02", DAY, True), ("2026-03-01", DAY, False), ("", DAY, True), ("", date(2029, 1, 11), False)],
)
def test_publication_ends_by_itself(until: str, day: date, published: bool) -> None:
    """Its last day counts; where nobody said until when, what the law allows: three years (公示规定 13)."""
    life = lived("SERVED", revision("PUBLISHED", publish_until=until))
    standing = standing_on(life, decision(), day=day, origin=JINSHAN)
    assert (standing.published, state_name(standing.state)) == (published, "PUBLISHED" if published else "EXPIRED")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (("SERVED",), "2026-07-10"),  # six months (行政诉讼法 46)
        (("SERVED", "REVIEW_OPENED"), ""),
        (("SERVED", "REVIEW_OPENED", revision("REVIEW_CLOSED", on="2026-02-27")), "2026-03-16"),  # 15 days (45); the 14th is a Saturday
        (("SERVED", revision("REVIEW_OPENED", review=LITIGATION), revision("REVIEW_CLOSED", review=LITIGATION)), ""),
        (("REVOKED",), ""),
    ],
)
def test_until_when_it_can_be_contested(steps: tuple[Any, ...], expected: str) -> None:
    assert standing_on(lived(*steps), decision(), day=DAY, origin=JINSHAN).contestable_until == expected


def test_a_change_is_another_version_and_a_revocation_a_tombstone() -> None:
    changed = lived("SERVED", "CHANGED")
    assert content_of(decision(), changed.applied).penalties[0].kind == outcome_pb2.PENALTY_KIND_WARNING
    bare = tombstone(decision(document_number="金市监处罚〔2026〕1号", facts="事实"))
    assert (bare.document_number, bare.decided_on) == ("金市监处罚〔2026〕1号", "2026-01-05")
    assert not bare.HasField("subject")
    assert (bare.act, bare.facts, list(bare.penalties)) == ("", "", [])


def test_a_disputed_test_is_named() -> None:
    assert list(lived("TEST_DISPUTED").standing.disputed_reports) == ["R-1"]
    assert list(lived("TEST_DISPUTED", "TEST_CONFIRMED").standing.disputed_reports) == []


REVISIONS = st.builds(
    lambda kind, days, review: revision(kind_name(kind), (DAY + timedelta(days)).isoformat(), **({"review": review} if review else {})),
    st.sampled_from(sorted(RULES)),
    st.integers(0, 400),
    st.sampled_from([0, RECONSIDERATION, LITIGATION]),
)


@given(st.lists(st.tuples(REVISIONS, st.sampled_from([JINSHAN, PINGHU])), max_size=30))
def test_any_sequence_obeys_the_table(sequence: list[tuple[outcome_pb2.OutcomeRevision, str]]) -> None:
    """Whatever comes: each record either takes effect or is listed, what is listed changes nothing, and nothing follows an end."""
    named = [Revised(record_id=f"r{at}", member=member, revision=one) for at, (one, member) in enumerate(sequence)]
    life = fold(decision(), named, origin=JINSHAN)
    standing = fold(decision(), (), origin=JINSHAN).standing
    for one in life.applied:
        assert one.member == JINSHAN
        assert check_revision(standing, one.revision) == ""
        standing = fold(decision(), life.applied[: life.applied.index(one) + 1], origin=JINSHAN).standing
    assert {one.record_id for one in life.applied} | {one.record_id for one in life.standing.refused} == {one.record_id for one in named}
    assert len(life.applied) + len(life.standing.refused) == len(named)
    del life.standing.refused[:]
    assert life.standing == standing
    if life.standing.state not in DECIDED:
        assert life.standing.revoked_by
        assert not life.standing.under_review


@given(st.lists(REVISIONS, max_size=12), st.randoms())
def test_batches_may_come_in_any_order(revisions: list[outcome_pb2.OutcomeRevision], random: Any) -> None:
    """A node folds by the ledger's index: whatever order batches were stored in, the standing is the same."""
    named = [(at, Revised(record_id=f"r{at}", member=JINSHAN, revision=one)) for at, one in enumerate(revisions)]
    shuffled = random.sample(named, len(named))
    again = [one for _at, one in sorted(shuffled, key=lambda pair: pair[0])]
    assert fold(decision(), again, origin=JINSHAN) == fold(decision(), [one for _at, one in named], origin=JINSHAN)
