"""校核纠错 between real nodes: who may ask, who may answer, what hostile answers come to.

政务数据共享条例 26 (number [C]); 个保法 8, 46; 公示规定 10 to 12.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from exchange.domain.calendar import legal_day
from exchange.storage import corrections
from exchange.storage.tables import outcomes, projection_cursors
from exchange.v1 import duty_pb2, outcome_pb2, record_pb2, risk_service_pb2, risk_service_pb2_grpc, subject_pb2
from tests.support.exchanging import Exchanging, on_each_database, said
from tests.support.federation import SINK, SOURCE, THIRD, draft, federate, opened, publish

MISSING = "01900000-0000-7000-8000-000000000000"
V = duty_pb2.CorrectionVerdict


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchanging]:
    with on_each_database(request, tmp_path_factory.mktemp("corrections")) as made:
        yield made


_number = iter(range(1, 10_000))


def _outcome(world: Exchanging, **given: object) -> str:
    """A decision of SOURCE that SINK has pulled."""
    record_id = world.publish(SOURCE, draft(next(_number), **given)).record_id
    world.pull(SINK, SOURCE)
    return record_id


def _request(record_id: str, **changes: object) -> record_pb2.RecordDraft:
    values = {"origin": SOURCE, "field": "outcome.decided_on", "found": "2025-03-13", "proposed": "2025-03-12", "reason": "决定书日期不符"}
    content = duty_pb2.CorrectionRequest(record_id=record_id, **{**values, **changes})
    return said(SINK, audience=[SOURCE], correction_request=content)


def _asked(world: Exchanging) -> tuple[str, str]:
    """A decision, and a request about it that has reached SOURCE."""
    outcome = _outcome(world)
    request = world.publish(SINK, _request(outcome)).record_id
    world.pull(SOURCE, SINK)
    return outcome, request


def _answer(request: str, verdict: int, *, by: str = SOURCE, to: str = SINK, corrected: str = "") -> record_pb2.RecordDraft:
    content = duty_pb2.CorrectionAnswer(verdict=verdict, reason="已核查", corrected_record_id=corrected)
    return said(by, audience=[to], thread_id=request, correction_answer=content)


def _listed(world: Exchanging, member: str, about: str, **wanted: object) -> list[risk_service_pb2.CorrectionView]:
    asked = risk_service_pb2.ListCorrectionsRequest(record_id=about, **wanted)
    return list(world.ask(member, risk_service_pb2_grpc.RiskServiceStub, "ListCorrections", asked).corrections)


def test_a_field_is_corrected(world: Exchanging) -> None:
    outcome, request = _asked(world)
    assert [one.record_id for one in _listed(world, SOURCE, outcome, open_only=True)] == [request]
    world.publish(SOURCE, _answer(request, V.CORRECTION_VERDICT_UNDER_CHECK))
    better = draft(next(_number), supersedes=outcome)
    better.outcome.decided_on = "2025-03-12"
    corrected = world.publish(SOURCE, better).record_id
    world.publish(SOURCE, _answer(request, V.CORRECTION_VERDICT_CORRECTED, corrected=corrected))
    world.pull(SINK, SOURCE)
    for member in (SOURCE, SINK):
        (view,) = _listed(world, member, outcome)
        assert [one.verdict for one in view.answers] == [V.CORRECTION_VERDICT_UNDER_CHECK, V.CORRECTION_VERDICT_CORRECTED]
        assert (view.from_member, view.answers[-1].corrected_record_id) == (SINK, corrected)
        assert _listed(world, member, outcome, open_only=True) == []
        world.rebuild(member)
        assert list(_listed(world, member, outcome)) == [view]
    world.pull(THIRD)
    assert _listed(world, THIRD, outcome) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"field": "outcome.nonsense"}, "correction_request.field"),
        ({"field": "outcome.penalties[3].amount_fen"}, "correction_request.field"),
        ({"field": "outcome.subject"}, "correction_request.field"),
        ({"found": "2025-03-14"}, "correction_request.found"),
        ({"proposed": "2025-03-13"}, "correction_request.proposed"),
        ({"origin": THIRD}, "correction_request.origin"),
    ],
)
def test_a_request_says_what_the_record_says(world: Exchanging, changes: dict[str, object], field: str) -> None:
    refusal = world.refused(SINK, _request(_outcome(world), **changes))
    assert (refusal.reason, refusal.fields) == ("FIELD_INVALID", (field,))


def test_a_request_is_about_a_record_that_may_be_seen(world: Exchanging) -> None:
    for_sink = _outcome(world, audience=[SINK])
    world.pull(THIRD)
    content = _request(for_sink).correction_request
    assert world.refused(THIRD, said(THIRD, audience=[SOURCE], correction_request=content)).reason == "NOT_FOUND"
    assert world.refused(SINK, _request(MISSING)).reason == "NOT_FOUND"
    own = _request(for_sink).correction_request
    assert world.refused(SOURCE, said(SOURCE, audience=[SINK], correction_request=own)).fields == ("correction_request.record_id",)


def test_what_is_said_to_a_member_reaches_it(world: Exchanging) -> None:
    outcome = _outcome(world)
    astray = _request(outcome)
    astray.audience[:] = [THIRD]
    assert world.refused(SINK, astray).reason == "NOT_IN_AUDIENCE"
    hidden = _request(outcome)
    hidden.sharing_class = record_pb2.SHARING_CLASS_WITHHELD
    assert world.refused(SINK, hidden).reason == "CLASS_NOT_ALLOWED"
    _, request = _asked(world)
    assert world.refused(SOURCE, _answer(request, V.CORRECTION_VERDICT_CONFIRMED, to=THIRD)).reason == "ONWARD_TRANSFER"


def test_only_the_origin_answers_and_once(world: Exchanging) -> None:
    outcome, request = _asked(world)
    assert world.refused(SINK, _answer(request, V.CORRECTION_VERDICT_CONFIRMED, by=SINK, to=SOURCE)).reason == "NOT_ORIGIN"
    assert world.refused(SOURCE, _answer(MISSING, V.CORRECTION_VERDICT_CONFIRMED)).reason == "THREAD_UNKNOWN"
    assert world.refused(SOURCE, _answer(request, V.CORRECTION_VERDICT_CORRECTED)).fields == ("correction_answer.corrected_record_id",)
    unrelated = _outcome(world)
    wrong = _answer(request, V.CORRECTION_VERDICT_CORRECTED, corrected=unrelated)
    assert world.refused(SOURCE, wrong).fields == ("correction_answer.corrected_record_id",)
    final = _answer(request, V.CORRECTION_VERDICT_CONFIRMED)
    first = world.publish(SOURCE, final, key=request)
    again = world.publish(SOURCE, final, key=request)
    assert (again.record_id, again.repeated_request) == (first.record_id, True)
    assert world.refused(SOURCE, _answer(request, V.CORRECTION_VERDICT_UNDER_CHECK)).reason == "ACTION_NOT_ALLOWED"
    assert _listed(world, SOURCE, outcome)[0].answers[0].verdict == V.CORRECTION_VERDICT_CONFIRMED


def test_a_revision_corrects_too(world: Exchanging) -> None:
    outcome, request = _asked(world)
    revision = outcome_pb2.OutcomeRevision(kind=outcome_pb2.OUTCOME_REVISION_KIND_SELF_CORRECTED, reason="日期", effective_on="2026-01-05")
    corrected = world.publish(SOURCE, said(SOURCE, thread_id=outcome, outcome_revision=revision)).record_id
    world.publish(SOURCE, _answer(request, V.CORRECTION_VERDICT_CORRECTED, corrected=corrected))
    assert _listed(world, SOURCE, outcome, open_only=True) == []


def test_a_hostile_answer_changes_nothing_wherever_it_is_pulled(world: Exchanging, monkeypatch: pytest.MonkeyPatch) -> None:
    """THIRD's node publishes an answer though it isn't the origin; it is pulled, kept, and has no effect."""
    outcome = _outcome(world)
    asked = _request(outcome)
    asked.audience[:] = sorted([SOURCE, THIRD])
    request = world.publish(SINK, asked).record_id
    for check in ("admission.check", "publisher.check_sharing"):
        monkeypatch.setattr(f"exchange.sync.{check}", lambda *_: None)
    hostile = _answer(request, V.CORRECTION_VERDICT_CONFIRMED, by=THIRD, to=SINK)
    hostile.audience[:] = sorted([SOURCE, SINK])
    answer = world.publish(THIRD, hostile).record_id
    world.pull_all()
    for member in (SOURCE, SINK):
        (view,) = _listed(world, member, outcome, open_only=True)
        assert not view.answers
        with world.nodes[member].database.reading() as connection:
            folded = corrections.load(connection, request)
        assert folded is not None
        assert [(one, int(reason)) for one, reason in folded.refused] == [(answer, 72)]  # NOT_ORIGIN


def _pushed(world: Exchanging) -> str:
    """A decision of SOURCE (上海) against a company registered at SINK (浙江)."""
    pushed = draft(next(_number))
    pushed.outcome.subject.CopyFrom(subject_pb2.Subject(name="平湖虚构公司", uscc="91330482MA29GEU99P", kind=1))
    record_id = world.publish(SOURCE, pushed).record_id
    world.pull_all()
    return record_id


def _notice(outcome: str, *, by: str = SINK, published_on: str = "", **changes: object) -> record_pb2.RecordDraft:
    today = legal_day(datetime.now(UTC)).isoformat()
    content = duty_pb2.PublicationNotice(
        outcome_record_id=outcome, outcome_origin=SOURCE, published_on=published_on or today, medium="https://gsxt.example/1", **changes
    )
    return said(by, audience=[SOURCE], thread_id=outcome, publication_notice=content)


def test_the_place_of_registration_says_that_it_published(world: Exchanging) -> None:
    outcome = _pushed(world)
    world.publish(SINK, _notice(outcome))
    today = legal_day(datetime.now(UTC))
    for day in (today - timedelta(days=1), today + timedelta(days=1)):
        refusal = world.refused(SINK, _notice(outcome, published_on=day.isoformat()))
        assert refusal.fields == ("publication_notice.published_on",)
    assert world.refused(SINK, _notice(outcome, publish_until="2020-01-01")).fields == ("publication_notice.publish_until",)
    assert world.refused(THIRD, _notice(outcome, by=THIRD)).reason == "NOT_RECEIVER"
    revision = outcome_pb2.OutcomeRevision(kind=outcome_pb2.OUTCOME_REVISION_KIND_REVOKED, reason="复议撤销", effective_on="2026-01-05")
    world.publish(SOURCE, said(SOURCE, thread_id=outcome, outcome_revision=revision))
    world.pull(SINK, SOURCE)
    again = _notice(outcome)
    again.publication_notice.medium = "https://gsxt.example/2"
    assert world.refused(SINK, again).reason == "WITHDRAWN"


def test_a_node_that_starts_projects_what_it_has(tmp_path: Path) -> None:
    """After a migration that emptied the projections nobody is told that a company has a clean record."""
    settings = federate(tmp_path, [SOURCE])[SOURCE]
    with opened(settings) as node:
        publish(node, [draft(1)])
        with node.database.durable() as connection:
            connection.execute(delete(outcomes))
            connection.execute(delete(projection_cursors))
    with opened(settings) as node, node.database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(outcomes)).scalar() == 1
