"""A joint inspection plan over HTTP: countersigned, published, carried out, followed up by its organs; read by planners and auditors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from exchange.planning.ledger_draw import fold
from exchange.sync.context import utc_now
from exchange.sync.draw_threads import task_row, thread_of
from exchange.sync.drawing import Drawing
from exchange.v1 import draw_pb2, inspection_pb2, record_pb2
from exchange.v1 import inspection_service_pb2 as pb
from tests.integration.test_draws import made_task
from tests.support.console import Answer, Browser
from tests.support.exchanging import said
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD, publish
from tests.support.inspections import COMPANIES, MATTERS, drawn, made_before, made_plan, replanned
from tests.support.officers import Desks, desks_of, request_id

LEAD, PARTY = ((code, ORGANS[code]) for code in (SOURCE, SINK))
ORDERED = str(inspection_pb2.INSPECTION_RESULT_RECTIFICATION_ORDERED)
NOTHING = str(inspection_pb2.INSPECTION_RESULT_NOTHING_FOUND)
PLACE = "inspection_record"
_HIDDEN = re.compile(r'type="hidden" name="([a-z_.]+)" value="([^"]*)"')


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    with desks_of(tmp_path_factory.mktemp("plans"), [SOURCE, SINK, THIRD]) as found:
        yield found


def put(desks: Desks, member: str, thread_id: str = "", **payload: Any) -> str:
    """A record of a plan's thread, for all to see."""
    made = said(member, thread_id=thread_id, purpose=record_pb2.PURPOSE_JOINT_INSPECTION, **payload)
    record = publish(desks.bench.nodes[member], [made]).appended[0].record_id
    desks.bench.sync()
    return str(record)


def proposed(desks: Desks, title: str) -> tuple[str, inspection_pb2.InspectionPlan]:
    """A plan whose visits lie before today."""
    content = made_before(drawn(made_plan(LEAD, PARTY, title=title)), desks.bench.nodes[SOURCE].today)
    return put(desks, SOURCE, inspection_plan=content), content


def sign(visitor: Browser, place: str, given: Mapping[str, str]) -> Answer:
    """Fills the form in that stands there and sends it."""
    text = visitor.get(place).text
    return visitor.post(place, {**dict(_HIDDEN.findall(text)), "request_id": request_id(text), **given})


def in_force(desks: Desks, title: str) -> tuple[str, inspection_pb2.InspectionPlan]:
    """A plan that both organs have signed by their consoles."""
    plan, content = proposed(desks, title)
    assert sign(desks.officer(SINK), f"/plans/{plan}/answer", {"plan_consent.agreed": "1"}).status == 303
    desks.bench.sync()
    assert sign(desks.officer(SOURCE), f"/plans/{plan}/publish", {}).status == 303
    desks.bench.sync()
    return plan, content


def result(day: str, found: str = NOTHING, **given: str) -> dict[str, str]:
    return {
        f"{PLACE}.started_at": f"{day}T09:30",
        f"{PLACE}.ended_at": f"{day}T11:00",
        f"{PLACE}.results[0].result": found,
        **given,
    }


def officers(member: str) -> dict[str, str]:
    return {f"{PLACE}.officers": f"{member}-a\n{member}-b"}


def test_a_plan_is_countersigned_published_carried_out_and_followed_up(desks: Desks) -> None:
    lead, party, third = (desks.officer(code) for code in (SOURCE, SINK, THIRD))
    plan, content = proposed(desks, "一路到底")
    place, today = f"/plans/{plan}", desks.bench.nodes[SINK].today
    assert f'href="{place}"' in party.get("/plans").text
    page = party.get(place).text
    assert f'href="{place}/answer"' in page
    assert f'href="{place}/publish"' not in page
    assert f'href="/companies/{COMPANIES[0]}"' in page
    assert f'href="/draws/{content.draw_task_record_ids[0]}"' in page
    assert f'href="{place}/withdraw"' in lead.get(place).text

    assert sign(party, f"{place}/answer", {"plan_consent.agreed": "1"}).status == 303
    desks.bench.sync()
    assert f'href="{place}/publish"' in lead.get(place).text
    assert sign(lead, f"{place}/publish", {}).status == 303
    desks.bench.sync()

    day, by = content.visits[0].day, (today + timedelta(days=30)).isoformat()
    form = party.get(f"{place}/results/V1").text
    assert f"{SINK}-a\n{SINK}-b" in form  # as the plan names them
    ordered = result(day, ORDERED, **{f"{PLACE}.results[0].rectify_by": by}, **officers(SINK))
    done = sign(party, f"{place}/results/V1", ordered)
    assert done.status == 303, done.text
    assert sign(lead, f"{place}/results/V1", {**result(day), **officers(SOURCE)}).status == 303
    desks.bench.sync()

    record = done.headers["location"].partition("?done=")[2]
    page = party.get(place).text
    assert f'href="{place}/checks/{record}/{MATTERS[0]}"' in page
    assert f'href="{place}/checks/{record}/{MATTERS[0]}"' not in lead.get(place).text
    check = f"{place}/checks/{record}/{MATTERS[0]}"
    checked = {"rectification_check.checked_on": today.isoformat(), "rectification_check.rectified": "1"}
    assert sign(party, check, checked).status == 303
    desks.bench.sync()
    assert check not in party.get(place).text
    visits = lead.get(f"{place}?table=visits&format=csv").text
    assert [row.rsplit(",", 1)[1] for row in visits.splitlines()[1:]] == ["未发现问题", "责令限期改正", "录入结果", "等待中"]

    (recognise,) = re.findall(rf'href="({place}/recognitions/[^"]+)"', third.get(place).text)  # the lead's clean result alone
    taken = {"inspection_recognition.until": (today + timedelta(days=90)).isoformat(), "inspection_recognition.reason": "互认"}
    assert sign(third, recognise, taken).status == 303
    assert f'href="{recognise}/end"' in third.get(place).text
    desks.bench.sync()
    assert "互认" in lead.get(place).text
    assert sign(third, f"{recognise}/end", {"inspection_recognition.reason": "到期"}).status == 303
    assert f'href="{recognise}"' in third.get(place).text


def test_what_was_shown_is_signed_or_nothing(desks: Desks) -> None:
    party = desks.officer(SINK)
    plan, content = proposed(desks, "换版")
    place = f"/plans/{plan}/answer"
    text = party.get(place).text
    shown = {**dict(_HIDDEN.findall(text)), "request_id": request_id(text), "plan_consent.agreed": "1"}
    assert shown["plan_consent.plan_record_id"] == plan
    after = replanned(content)
    after.visits[0].CopyFrom(content.visits[0])
    after.visits[0].inspection_code = "JCM-0001"
    newest = put(desks, SOURCE, plan, inspection_plan=after, supersedes=plan)

    answer = party.post(place, shown)

    assert answer.status == 409
    assert "重新" in answer.text or "Another version" in answer.text
    fresh = dict(_HIDDEN.findall(answer.text))
    assert fresh["plan_consent.plan_record_id"] == newest  # what now stands there
    assert f'href="{place}"' in party.get(f"/plans/{plan}").text  # nothing was signed
    forged = {**shown, **fresh, "plan_consent.plan_digest": "00" * 32}
    assert party.post(place, forged).status == 409
    assert party.post(place, {**shown, **fresh}).status == 303


def test_a_refusal_says_why_and_the_lead_withdraws(desks: Desks) -> None:
    lead, party = desks.officer(SOURCE), desks.officer(SINK)
    plan, _content = proposed(desks, "不同意")
    place = f"/plans/{plan}"
    for given, field in (
        ({}, "agreed"),
        ({"plan_consent.agreed": "0"}, "reason"),
        ({"plan_consent.agreed": "1", "plan_consent.reason": "好"}, "reason"),
    ):
        answer = sign(party, f"{place}/answer", given)
        assert (answer.status, f'id="e-plan_consent-{field}-said" class="said bad"' in answer.text) == (400, True), given
    assert sign(party, f"{place}/answer", {"plan_consent.agreed": "0", "plan_consent.reason": "日期冲突"}).status == 303
    desks.bench.sync()
    assert "日期冲突" in lead.get(place).text
    assert '<form class="entries"' not in lead.get(f"{place}/publish").text
    assert sign(lead, f"{place}/withdraw", {}).status == 400
    assert sign(lead, f"{place}/withdraw", {"plan_withdrawal.reason": "另行安排"}).status == 303
    assert "/withdraw" not in lead.get(place).text
    assert "已撤回" in lead.get("/plans").text


def test_the_same_form_sent_twice_signs_once(desks: Desks) -> None:
    party = desks.officer(SINK)
    plan, _content = proposed(desks, "双击")
    text = party.get(f"/plans/{plan}/answer").text
    once = {**dict(_HIDDEN.findall(text)), "request_id": request_id(text), "plan_consent.agreed": "1"}

    places = {party.post(f"/plans/{plan}/answer", once).headers["location"] for _ in range(2)}

    assert len(places) == 1
    again = party.post(f"/plans/{plan}/answer", {**once, "request_id": "01900000-0000-4000-8000-000000000001"})
    assert again.status == 400  # its first answer counts


WRONG: Mapping[str, tuple[dict[str, str], str]] = {
    "no result": ({f"{PLACE}.results[0].result": ""}, "results[0]-result"),
    "ends before it begins": ({f"{PLACE}.ended_at": "2026-01-05T08:00"}, "ended_at"),
    "a rectification without a day": ({f"{PLACE}.results[0].result": ORDERED}, "results[0]-rectify_by"),
    "a day without a rectification": ({f"{PLACE}.results[0].rectify_by": "2099-01-05"}, "results[0]-rectify_by"),
    "no time": ({f"{PLACE}.started_at": "gestern"}, "started_at"),
    "no officers": ({f"{PLACE}.officers": ""}, "officers"),
    "strangers": ({f"{PLACE}.officers": "fremd-1\nfremd-2"}, "officers"),
}


def test_a_wrong_result_stands_at_its_field_and_nothing_was_entered(desks: Desks) -> None:
    plan, content = in_force(desks, "写错")
    party, place = desks.officer(SINK), f"/plans/{plan}/results/V1"
    right = {**result(content.visits[0].day), **officers(SINK)}

    for name, (wrong, field) in WRONG.items():
        answer = sign(party, place, {**right, **wrong})
        assert answer.status == 400, name
        assert f'id="e-{PLACE}-{field}-said" class="said bad"' in answer.text, name
    assert f'href="{place}"' in party.get(f"/plans/{plan}").text
    assert sign(party, place, right).status == 303
    assert f'href="{place}"' not in party.get(f"/plans/{plan}").text


def test_a_step_that_isn_t_open_says_why(desks: Desks) -> None:
    plan, content = in_force(desks, "不可")
    lead, third, place = desks.officer(SOURCE), desks.officer(THIRD), f"/plans/{plan}"
    done = sign(lead, f"{place}/results/V1", {**result(content.visits[0].day), **officers(SOURCE)})
    record = done.headers["location"].partition("?done=")[2]
    desks.bench.sync()

    for visitor, step in (
        (lead, "answer"),
        (lead, "publish"),
        (third, "publish"),
        (third, "withdraw"),
        (third, "results/V1"),
        (lead, "results/V1"),
        (lead, f"recognitions/{record}/{MATTERS[0]}"),
        (third, f"recognitions/{record}/{MATTERS[0]}/end"),
    ):
        page = visitor.get(f"{place}/{step}")
        assert page.status == 200
        assert '<form class="entries"' not in page.text, step
        assert 'role="alert"' in page.text, step
    for step in ("results/V9", f"checks/{record}/{MATTERS[0]}", f"recognitions/{plan}/{MATTERS[0]}"):
        assert lead.get(f"{place}/{step}").status == 404, step


def test_a_version_in_the_making_leaves_the_visits_in_force_open(desks: Desks) -> None:
    plan, content = in_force(desks, "改版")
    after = replanned(content)
    after.visits[0].day = content.visits[0].day
    after.visits[0].inspection_code = "JCM-0002"
    put(desks, SOURCE, plan, inspection_plan=after, supersedes=plan)
    party, place = desks.officer(SINK), f"/plans/{plan}"

    page = party.get(place).text
    assert "V1 *" in page
    assert f'href="{place}/results/V1"' in page
    assert f'href="{place}/answer"' in page
    for who in ("planner", "auditor"):
        read = desks.officer(SINK, who).get(place).text
        assert "生效版本（第1版）的检查" in read
        assert f'href="{place}/results/V1"' not in read
    assert sign(party, f"{place}/results/V1", {**result(content.visits[0].day), **officers(SINK)}).status == 303


def test_plans_are_listed_with_their_period_by_state(desks: Desks) -> None:
    plan, content = proposed(desks, "列表")
    reader = desks.officer(SINK, "auditor")

    row = next(one for one in reader.get("/plans?format=csv").text.splitlines() if one.startswith("列表,"))
    assert [f"{content.first_day} 至 {content.last_day}", "2", "0"] == row.split(",")[-3:]
    assert f'href="/plans/{plan}"' in reader.get(f"/plans?state={pb.PLAN_STATE_PROPOSED}").text
    assert f'href="/plans/{plan}"' not in reader.get(f"/plans?state={pb.PLAN_STATE_PUBLISHED}").text


def announced(desks: Desks, title: str) -> tuple[str, draw_pb2.DrawResult]:
    """A draw of two nodes, to its result."""
    task = made_task(title=title)
    task.reveal_by.FromDatetime(utc_now() + timedelta(hours=1))
    record = put(desks, SOURCE, draw_task=task)
    for _round in range(3):
        for code in (SOURCE, SINK):
            Drawing(desks.bench.nodes[code]).run()
        desks.bench.sync()
    with desks.bench.nodes[SINK].database.reading() as connection:
        row = task_row(connection, record)
        assert row is not None
        found = fold(thread_of(connection, row)).result
    assert found is not None
    return record, found.content


def test_a_draw_leads_to_its_plans_which_are_set_against_it(desks: Desks) -> None:
    task, result = announced(desks, "由抽取到计划")
    reader = desks.officer(SINK, "planner")
    assert f"exchange inspection propose --draw {task}" in reader.get(f"/draws/{task}").text
    content = made_before(made_plan(LEAD, PARTY, title="少了一户", draw_task_record_ids=[task]), desks.bench.nodes[SOURCE].today)
    for visit, code in zip(content.visits, result.full, strict=True):
        visit.uscc = code
    plan = put(desks, SOURCE, inspection_plan=content)

    draw = reader.get(f"/draws/{task}").text
    assert f'href="/plans/{plan}"' in draw
    assert "inspection propose --draw" not in draw
    page = reader.get(f"/plans/{plan}").text
    assert page.count('<tr class="broken">') == len(result.drawn)  # none of whom is visited
    assert all(code in page for code in result.drawn)
    assert f'href="/draws/{task}"' in page


@pytest.mark.parametrize("who", ["planner", "auditor"])
def test_planners_and_auditors_read_and_sign_nothing(desks: Desks, who: str) -> None:
    plan, _content = proposed(desks, f"只读{who}")
    visitor = desks.officer(SINK, who)

    assert f"只读{who}" in visitor.get("/plans").text
    page = visitor.get(f"/plans/{plan}").text
    assert COMPANIES[0] in page
    assert "/answer" not in page
    assert visitor.get(f"/plans/{plan}?table=visits&format=csv").text.count("V1") == 2  # a row for each organ's part
    assert visitor.get(f"/plans/{plan}/answer").status == 403


def test_without_a_plan_the_list_says_how_one_is_proposed(tmp_path_factory: pytest.TempPathFactory) -> None:
    with desks_of(tmp_path_factory.mktemp("none"), [SOURCE]) as found:
        assert "exchange inspection propose" in found.officer(SOURCE).get("/plans").text


def test_a_rectification_past_its_day_is_overdue(desks: Desks) -> None:
    plan, content = in_force(desks, "逾期")
    today: date = desks.bench.nodes[SINK].today
    party, by = desks.officer(SINK), today - timedelta(days=1)
    visit = next(one for one in content.visits if one.day <= by.isoformat())
    given = result(visit.day, ORDERED, **{f"{PLACE}.results[0].rectify_by": by.isoformat()}, **officers(SINK))

    assert sign(party, f"/plans/{plan}/results/{visit.visit_id}", given).status == 303

    assert 'class="tag bad"' in party.get(f"/plans/{plan}").text.partition("V1")[2]
    assert f'href="/plans/{plan}"' in party.get("/tasks").text  # a duty of the organ
