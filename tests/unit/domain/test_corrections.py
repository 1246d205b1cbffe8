"""校核纠错: a field's value by its path; what answers add up to, whoever gives them and in whatever order they come."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.domain.corrections import Answer, Correction, CorrectionState, FieldPathError, check_answer, check_request, fold, value_at
from exchange.domain.policy import PolicyError
from exchange.v1 import duty_pb2, error_pb2, outcome_pb2, record_pb2, subject_pb2

ORIGIN, ASKER, THIRD = "310116", "330482", "330421"
V = duty_pb2.CorrectionVerdict


def _body() -> record_pb2.RecordBody:
    outcome = outcome_pb2.Outcome(
        subject=subject_pb2.Subject(name="虚构公司", former_names=["旧名"]),
        decided_on="2026-01-05",
        step=outcome_pb2.OUTCOME_STEP_PENALISED,
        safety_field=True,
        penalties=[outcome_pb2.Penalty(kind=outcome_pb2.PENALTY_KIND_FINE, amount_fen=5000)],
        evidence=[outcome_pb2.EvidenceItem(name="照片", custody_digests=[b"\x01\x02"])],
    )
    outcome.evidence[0].collected_at.FromJsonString("2026-01-01T00:00:00Z")
    return record_pb2.RecordBody(salt=bytes(16), outcome=outcome)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("outcome.decided_on", "2026-01-05"),
        ("outcome.act", ""),
        ("outcome.subject.name", "虚构公司"),
        ("outcome.subject.former_names[0]", "旧名"),
        ("outcome.step", "OUTCOME_STEP_PENALISED"),
        ("outcome.safety_field", "true"),
        ("outcome.penalties[0].amount_fen", "5000"),
        ("outcome.penalties[0].kind", "PENALTY_KIND_FINE"),
        ("outcome.evidence[0].custody_digests[0]", "0102"),
        ("outcome.evidence[0].collected_at", "2026-01-01T00:00:00Z"),
        ("outcome.check.passed", "false"),
    ],
)
def test_the_value_at_a_path(path: str, value: str) -> None:
    assert value_at(_body(), path) == value


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("decided_on", "begins with `outcome.`"),
        ("lead.title", "begins with `outcome.`"),
        ("outcome", "begins with `outcome.`"),
        ("outcome.", "begins with `outcome.`"),
        ("outcome.nonsense", "has no field nonsense"),
        ("outcome.subject", "fields of its own"),
        ("outcome.penalties", "list of 1"),
        ("outcome.penalties[1].kind", "list of 1"),
        ("outcome.decided_on[0]", "no list"),
        ("outcome.decided_on.year", "no fields of its own"),
        ("outcome.evidence[0].collected_at.seconds", "no fields of its own"),
        ("outcome.DESCRIPTOR", "has no field"),
        ("outcome.penalties[-1].kind", "has no field"),
    ],
)
def test_a_path_that_leads_nowhere_says_why(path: str, fault: str) -> None:
    with pytest.raises(FieldPathError, match=fault.replace("`", ".").replace("[", r"\[")):
        value_at(_body(), path)


@given(st.text(alphabet="abcdefgilmnopstu_.[]0123456789", max_size=60))
def test_no_path_does_worse_than_lead_nowhere(text: str) -> None:
    with suppress(FieldPathError):
        assert isinstance(value_at(_body(), f"outcome.{text}"), str)


def _request(**changes: str) -> duty_pb2.CorrectionRequest:
    values = {"record_id": "r", "origin": ORIGIN, "field": "outcome.decided_on", "found": "2026-01-05", "proposed": "2026-01-04"}
    return duty_pb2.CorrectionRequest(**{**values, **changes})


def test_a_request_that_says_what_the_record_says() -> None:
    check_request(_request(), body=_body(), origin=ORIGIN, own=ASKER)


@pytest.mark.parametrize(
    ("request_", "own", "field"),
    [
        (_request(), ORIGIN, "record_id"),
        (_request(origin=THIRD), ASKER, "origin"),
        (_request(field="outcome.nothing"), ASKER, "field"),
        (_request(found=""), ASKER, "found"),
        (_request(proposed="2026-01-05"), ASKER, "proposed"),
    ],
    ids=["own", "origin", "field", "found", "proposed"],
)
def test_a_request_that_does_not(request_: duty_pb2.CorrectionRequest, own: str, field: str) -> None:
    with pytest.raises(PolicyError) as caught:
        check_request(request_, body=_body(), origin=ORIGIN, own=own)
    assert (caught.value.reason, caught.value.field) == (error_pb2.ERROR_REASON_FIELD_INVALID, f"correction_request.{field}")


ASKED = Correction(record_id="q", from_member=ASKER, request=_request())


def _answer(index: int, verdict: int, *, member: str = ORIGIN, corrected: str = "", corrects: bool = False) -> Answer:
    content = duty_pb2.CorrectionAnswer(verdict=verdict, reason="已核查", corrected_record_id=corrected)  # type: ignore[arg-type]  # a number
    return Answer(record_id=f"{member}-{index:04}", member=member, index=index, content=content, corrects=corrects)


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ([], CorrectionState.OPEN),
        ([_answer(1, V.CORRECTION_VERDICT_UNDER_CHECK)], CorrectionState.UNDER_CHECK),
        ([_answer(1, V.CORRECTION_VERDICT_CONFIRMED)], CorrectionState.CONFIRMED),
        ([_answer(1, V.CORRECTION_VERDICT_UNDER_CHECK), _answer(2, V.CORRECTION_VERDICT_CONFIRMED)], CorrectionState.CONFIRMED),
        ([_answer(1, V.CORRECTION_VERDICT_CORRECTED, corrected="c", corrects=True)], CorrectionState.CORRECTED),
        ([_answer(1, V.CORRECTION_VERDICT_CORRECTED, corrected="c")], CorrectionState.OPEN),
        ([_answer(1, V.CORRECTION_VERDICT_CONFIRMED, corrected="c")], CorrectionState.OPEN),
        ([_answer(1, V.CORRECTION_VERDICT_CONFIRMED, member=ASKER)], CorrectionState.OPEN),
        ([_answer(1, V.CORRECTION_VERDICT_CONFIRMED), _answer(2, V.CORRECTION_VERDICT_UNDER_CHECK)], CorrectionState.CONFIRMED),
    ],
)
def test_what_answers_add_up_to(answers: list[Answer], state: CorrectionState) -> None:
    assert fold(ASKED, answers).state is state


def test_refusals_say_which_rule() -> None:
    folded = fold(
        ASKED,
        [
            _answer(1, V.CORRECTION_VERDICT_CONFIRMED, member=THIRD),
            _answer(2, V.CORRECTION_VERDICT_UNSPECIFIED),
            _answer(3, V.CORRECTION_VERDICT_CONFIRMED),
            _answer(4, V.CORRECTION_VERDICT_CONFIRMED),
        ],
    )
    assert [reason for _id, reason in folded.refused] == [
        error_pb2.ERROR_REASON_NOT_ORIGIN,
        error_pb2.ERROR_REASON_FIELD_INVALID,
        error_pb2.ERROR_REASON_ACTION_NOT_ALLOWED,
    ]


ANSWERS = st.lists(
    st.builds(
        _answer,
        st.integers(0, 50),
        st.sampled_from(V.values()),
        member=st.sampled_from([ORIGIN, ASKER, THIRD]),
        corrected=st.sampled_from(["", "c"]),
        corrects=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda one: one.record_id,
)


@given(ANSWERS, st.randoms())
def test_any_order_of_arrival_folds_to_the_same_state(answers: list[Answer], random: object) -> None:
    shuffled = list(answers)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    assert fold(ASKED, shuffled) == fold(ASKED, answers)


@given(ANSWERS)
def test_nobody_else_moves_a_request_and_nothing_follows_the_end(answers: list[Answer]) -> None:
    folded = fold(ASKED, answers)
    assert {one.member for one in folded.answers} <= {ORIGIN}
    assert len(folded.answers) + len(folded.refused) == len(answers)
    final = [one.content.verdict != V.CORRECTION_VERDICT_UNDER_CHECK for one in folded.answers]
    assert final.count(True) <= 1
    assert not any(final[:-1])
    if folded.state.is_final:
        with pytest.raises(PolicyError):
            check_answer(folded, _answer(99, V.CORRECTION_VERDICT_CONFIRMED))
