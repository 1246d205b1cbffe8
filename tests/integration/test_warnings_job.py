"""Early warning between real nodes: what each rule raises at its threshold, once, signed, and for whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select, update

from exchange.domain.calendar import legal_day
from exchange.storage.tables import entries, sighting_cursors
from exchange.sync.runner import Jobs
from exchange.v1 import outcome_pb2, record_pb2, risk_pb2, risk_service_pb2, risk_service_pb2_grpc, subject_pb2
from tests.support.exchanging import Exchanging, on_each_database, said
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD, audited, draft, federate, opened, publish
from tests.support.identifiers import uscc

TODAY = legal_day(datetime.now(UTC))
REPEAT, CLUSTER, MOVED = (
    risk_pb2.WARNING_RULE_REPEAT_ACROSS_BORDERS,
    risk_pb2.WARNING_RULE_MATTER_CLUSTER,
    risk_pb2.WARNING_RULE_MOVED_AFTER_PENALTY,
)
COMPANIES = (uscc(head="91", region=SOURCE, body=f"{number:08}") for number in count(10_000_000))  # for each test another
_number = iter(range(1, 10_000))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchanging]:
    tables = {SINK: f'[warnings]\norgan = "{ORGANS[SINK]}"\ncluster_outcomes = 3\n'}
    with on_each_database(request, tmp_path_factory.mktemp("warnings"), tables=tables) as made:
        yield made


def _fine(member: str, code: str, day: date = TODAY, *, audience: tuple[str, ...] = (), **changes: object) -> record_pb2.RecordDraft:
    number = next(_number)
    subject = {
        "name": f"上海虚构{number}号化工有限公司",
        "uscc": code,
        "kind": 1,
        **{k: changes.pop(k) for k in list(changes) if k in _SUBJECT},
    }
    made = draft(number, member=member, audience=audience)
    made.outcome.subject.CopyFrom(subject_pb2.Subject(**subject))  # type: ignore[arg-type]  # fields by name
    made.outcome.decided_on = day.isoformat()
    made.outcome.MergeFrom(outcome_pb2.Outcome(**changes))  # type: ignore[arg-type]  # fields by name
    return made


_SUBJECT = {"name", "former_names", "registered_region", "parent_uscc"}


def _run(world: Exchanging, member: str = SINK) -> dict[str, int]:
    world.pull(member)
    counts, error = Jobs(world.nodes[member]).run("warnings")
    assert error == ""
    return counts


def _listed(world: Exchanging, member: str = SINK, **wanted: object) -> list[risk_service_pb2.WarningView]:
    request = risk_service_pb2.ListWarningsRequest(**wanted)
    return list(world.ask(member, risk_service_pb2_grpc.RiskServiceStub, "ListWarnings", request).warnings)


def test_a_company_penalised_across_borders(world: Exchanging) -> None:
    code = next(COMPANIES)
    ids = [world.publish(SOURCE, _fine(SOURCE, code)).record_id]
    ids += [world.publish(THIRD, _fine(THIRD, code)).record_id]
    assert _run(world)["raised"] == 0
    ids += [world.publish(THIRD, _fine(THIRD, code)).record_id]
    assert _run(world)["raised"] == 1
    (view,) = _listed(world, subject=code)
    assert (view.origin, view.organ, view.warning.rule, view.warning.raised_on) == (SINK, ORGANS[SINK], REPEAT, TODAY.isoformat())
    assert set(view.warning.reasons[0].record_ids) == set(ids)
    world.publish(SOURCE, _fine(SOURCE, code))
    assert _run(world)["raised"] == 0
    world.pull(THIRD, SINK)
    assert [one.record_id for one in _listed(world, THIRD, subject=code, rule=REPEAT)] == [view.record_id]
    assert _listed(world, subject=code, raised_from=(TODAY + timedelta(days=1)).isoformat()) == []
    assert view.record_id not in [one.record_id for one in _listed(world, rule=CLUSTER)]


def _repeat(world: Exchanging) -> str:
    """Raises a warning about a company of its own."""
    code = next(COMPANIES)
    for member in (SOURCE, THIRD, THIRD):
        world.publish(member, _fine(member, code))
    assert _run(world)["raised"] >= 1
    return code


def test_nothing_is_raised_twice(world: Exchanging) -> None:
    """Not after a lost cursor, not after a rebuild, not by a process that starts anew."""
    _repeat(world)
    before = [one.record_id for one in _listed(world)]
    assert before
    node = world.nodes[SINK]
    with node.database.durable() as connection:
        connection.execute(update(sighting_cursors).values(judged_index=0))
    counts = _run(world)
    assert (counts["raised"], counts["outcomes"] > 0) == (0, True)
    world.rebuild(SINK)
    counts = _run(world)
    assert (counts["raised"], counts["outcomes"] > 0) == (0, True)
    with opened(world.settings[SINK]) as second:
        assert Jobs(second).run("warnings") == ({"outcomes": 0, "raised": 0, "refused": 0, "without_organ": 0}, "")
    assert [one.record_id for one in _listed(world)] == before
    assert audited(node, "warning:own:raise")


def test_a_decision_that_was_revoked_or_replaced_counts_no_more(world: Exchanging) -> None:
    code = next(COMPANIES)
    first = world.publish(SOURCE, _fine(SOURCE, code)).record_id
    revision = outcome_pb2.OutcomeRevision(
        kind=outcome_pb2.OUTCOME_REVISION_KIND_REVOKED, reason="复议撤销", document_number="复议1号", effective_on=TODAY.isoformat()
    )
    world.publish(SOURCE, said(SOURCE, thread_id=first, outcome_revision=revision, purpose=record_pb2.PURPOSE_OUTCOME_RECOGNITION))
    world.publish(THIRD, _fine(THIRD, code))
    replaced = _fine(THIRD, code)
    record_id = world.publish(THIRD, replaced).record_id
    replaced.supersedes = record_id
    world.publish(THIRD, replaced)
    assert _run(world)["raised"] == 0


def test_what_it_rests_on_is_told_to_nobody_else(world: Exchanging) -> None:
    code = next(COMPANIES)
    world.publish(SOURCE, _fine(SOURCE, code, audience=(SINK,)))
    for _ in range(2):
        world.publish(THIRD, _fine(THIRD, code))
    assert _run(world)["raised"] == 1
    (view,) = _listed(world, subject=code)
    world.pull(THIRD, SINK)
    assert _listed(world, THIRD, subject=code) == []
    with world.nodes[SINK].database.reading() as connection:
        audience = connection.execute(select(entries.c.audience).where(entries.c.record_id == view.record_id)).scalar()
    assert audience == ",".join(sorted([SOURCE, SINK]))


def test_a_cluster_of_one_matter(world: Exchanging) -> None:
    matter = "33013100100001"
    for _ in range(2):
        world.publish(SOURCE, _fine(SOURCE, "", matter_code=matter))
    world.publish(SOURCE, _fine(SOURCE, "", TODAY - timedelta(days=400), matter_code=matter))
    assert _run(world)["raised"] == 0
    world.publish(THIRD, _fine(THIRD, "", matter_code=matter))
    assert _run(world)["raised"] == 1
    (view,) = _listed(world, matter_code=matter)
    assert view.warning.key.startswith(f"cluster:{matter}:{SOURCE}+{THIRD}:")
    assert not view.warning.HasField("subject")


def test_a_company_that_moves_after_a_penalty(world: Exchanging) -> None:
    code = next(COMPANIES)
    later = world.publish(THIRD, _fine(THIRD, code, registered_region=THIRD, name="嘉善测试迁移有限公司")).record_id
    assert _run(world)["raised"] == 0
    earlier = _fine(SOURCE, code, TODAY - timedelta(days=30), name="上海测试迁移有限公司")
    record_id = world.publish(SOURCE, earlier).record_id  # the penalty arrives after the sighting that it explains
    assert _run(world)["raised"] == 1
    (view,) = _listed(world, subject=code)
    assert view.warning.rule == MOVED
    assert [list(one.record_ids) for one in view.warning.reasons] == [[record_id], [later]]


def test_a_neighbour_can_not_silence_a_rule(world: Exchanging) -> None:
    """THIRD raises the key first, with nonsense: SINK's own finding is raised all the same."""
    code = next(COMPANIES)
    key = f"repeat:{code}:{TODAY.year}-01"
    silencing = risk_pb2.Warning(rule=REPEAT, raised_on=TODAY.isoformat(), key=key, reasons=[risk_pb2.WarningReason(text="没事")])
    world.publish(THIRD, said(THIRD, warning=silencing))
    assert world.refused(THIRD, said(THIRD, audience=[SINK], warning=silencing)).fields == ("warning.key",)
    for member in (SOURCE, SOURCE, THIRD):
        world.publish(member, _fine(member, code))
    assert _run(world)["raised"] == 1
    assert {one.origin for one in _listed(world) if one.warning.key == key} == {THIRD, SINK}


def test_what_a_hostile_peer_writes_stops_nothing(world: Exchanging, monkeypatch: pytest.MonkeyPatch) -> None:
    for check in ("publisher._check_content", "publisher.check_sharing", "admission.check"):
        monkeypatch.setattr(f"exchange.sync.{check}", lambda *_, **__: None)
    with opened(world.settings[THIRD]) as hostile:
        wild = _fine(THIRD, "x" * 18, name="甲" * 5000, matter_code="九" * 14, region_code="不是代码", registered_region="\x00")
        grade = {"subject": {"name": "乙" * 300}, "scheme": "丙" * 300, "level": 99_999, "graded_on": "昨天" * 20}
        case = {"title": "\x00标题", "domain": 99_999, "matter_codes": ["1", "1", "2" * 40], "decided_on": "x"}
        warning = {"key": "k" * 500, "rule": 70_000, "raised_on": "明天" * 20}
        request = said(THIRD, correction_request={"record_id": "x" * 90, "origin": "y" * 9, "field": "\x00"})
        answer = said(THIRD, thread_id=_some_id(), correction_answer={"verdict": 77, "corrected_record_id": "z" * 99})
        said_of_risk = [said(THIRD, risk_grade=grade), said(THIRD, guidance_case=case), said(THIRD, warning=warning)]
        publish(hostile, [wild, *said_of_risk, request, answer])
    assert _run(world)["refused"] == 0
    monkeypatch.undo()
    assert len(_listed(world, subject=_repeat(world))) == 1


def _some_id() -> str:
    return "01900000-0000-7000-8000-000000000000"


def test_a_finding_that_policy_forbids_holds_up_no_other(world: Exchanging, monkeypatch: pytest.MonkeyPatch) -> None:
    """A peer's record names a company by an identity number (GB 11643's own example): that isn't repeated, and the next company is."""
    monkeypatch.setattr("exchange.sync.publisher.check_sharing", lambda *_, **__: None)
    bad, good = next(COMPANIES), next(COMPANIES)
    for member in (SOURCE, THIRD, THIRD):
        world.publish(member, _fine(member, bad, name="虚构11010519491231002X有限公司"))
        world.publish(member, _fine(member, good))
    monkeypatch.undo()
    counts = _run(world)
    assert counts["raised"] == 1
    assert counts["refused"] >= 1  # once for each ledger that brought something new about it
    assert _listed(world, subject=bad) == []
    assert len(_listed(world, subject=good)) == 1
    assert "IDENTITY_NUMBER" in audited(world.nodes[SINK], "warning:own:raise")


def test_pages_of_warnings(world: Exchanging) -> None:
    for _ in range(3):
        _repeat(world)
    whole = _listed(world)
    token, found = "", []
    while True:
        request = risk_service_pb2.ListWarningsRequest(page_size=2, page_token=token)
        answer = world.ask(SINK, risk_service_pb2_grpc.RiskServiceStub, "ListWarnings", request)
        found += answer.warnings
        token = answer.next_page_token
        if not token:
            break
    assert found == whole
    assert len(found) >= 3
    assert {one.member for one in answer.sources} == {SOURCE, SINK, THIRD}


def test_without_an_organ_nothing_is_raised_and_the_job_says_so(tmp_path: Path) -> None:
    with opened(federate(tmp_path, [SOURCE])[SOURCE]) as node:
        publish(node, [_fine(SOURCE, "913101166078754287")])
        assert Jobs(node).run("warnings") == ({"outcomes": 0, "raised": 0, "refused": 0, "without_organ": 1}, "")


def test_an_organ_that_the_node_may_not_sign_for_is_an_error(tmp_path: Path) -> None:
    table = f'[warnings]\norgan = "{ORGANS[SINK]}"\nrepeat_members = 2\nrepeat_penalties = 2\n'
    with opened(federate(tmp_path, [SOURCE], case_stores={SOURCE: table})[SOURCE]) as node:
        publish(node, [_fine(SOURCE, "913101166078754287"), _fine(SOURCE, "913101166078754287", region_code=THIRD)])
        counts, error = Jobs(node).run("warnings")
        assert (counts, "11330482MB1C456662" in error) == ({}, True)
        assert Jobs(node).run("warnings")[1] == error  # nothing was passed over
