"""An officer's leads over HTTP: boxes, a thread with both sides' steps, answers, forms that name what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from exchange.v1 import lead_pb2
from tests.support.federation import ORGANS, SINK, SOURCE
from tests.support.leads import RECEIVER, SENDER, made_lead
from tests.support.officers import Desks, desks_of, request_id

SEND = {
    "lead.to_organ": ORGANS[SINK],
    "lead.title": "跨界倾倒",
    "lead.domain": "1",
    "lead.facts": "夜间倾倒",
    "lead.reason": "发生地在贵方",
    "basis_id": "law:优化营商环境条例:57",
    "lead.handlers": "09010001\n09010002",
    "lead.approver": "09010003",
}


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    with desks_of(tmp_path_factory.mktemp("desks")) as found:
        yield found


def test_a_lead_is_sent_received_and_accepted_with_both_sides_signatures(desks: Desks) -> None:
    sender, receiver = desks.officer(SOURCE), desks.officer(SINK)
    form = sender.get("/leads/new").text

    sent = sender.post("/leads/new?kind=1", {**SEND, "request_id": request_id(form)})

    assert sent.status == 303, sent.text
    place = sent.headers["location"].partition("?")[0]
    assert "跨界倾倒" in sender.get("/leads?box=out").text
    desks.bench.sync(SOURCE, SINK)
    assert "跨界倾倒" in receiver.get("/leads?box=in").text
    assert "跨界倾倒" not in receiver.get("/leads?box=out").text
    assert f'href="{place}"' in receiver.get("/").text  # waits on the first page
    assert f"{place}/answer/RECEIVE" in receiver.get(place).text
    page = receiver.get(f"{place}/answer/RECEIVE").text
    occurred = re.search(r'name="event.occurred_at"[^>]* value="([^"]+)"', page)
    assert occurred

    answered = receiver.post(f"{place}/answer/RECEIVE", {"request_id": request_id(page), "event.occurred_at": occurred[1]})

    assert answered.status == 303, answered.text
    desks.bench.sync(SOURCE, SINK)
    thread = sender.get(place).text
    assert f"测试机关{SINK}" in thread
    assert "签收" in thread
    assert answered.headers["location"].partition("?done=")[2] in thread
    first = receiver.get("/").text
    assert f'href="{place}"' not in first.partition("即将到期")[0]  # received
    assert "剩余" in first  # the clock of its acceptance runs


def test_the_same_form_sent_twice_sends_one_lead(desks: Desks) -> None:
    sender = desks.officer(SOURCE)
    once = {**SEND, "lead.title": "双击", "request_id": request_id(sender.get("/leads/new").text)}

    places = {sender.post("/leads/new?kind=1", once).headers["location"] for _ in range(2)}

    assert len(places) == 1
    assert sender.get("/leads?box=out&format=csv").text.count("双击") == 1


def test_what_is_wrong_stands_at_its_field_and_nothing_was_sent(desks: Desks) -> None:
    sender = desks.officer(SOURCE)
    wrong = {**SEND, "lead.title": "写错", "lead.matter_code": "12", "lead.handlers": "09010001", "lead.act_from": "昨天"}

    answer = sender.post("/leads/new?kind=1", wrong | {"request_id": request_id(sender.get("/leads/new").text)})

    assert answer.status == 400
    assert 'id="e-lead-act_from-said" class="said bad"' in answer.text
    assert 'value="写错"' in answer.text
    del wrong["lead.act_from"]
    answer = sender.post("/leads/new?kind=1", wrong | {"request_id": request_id(answer.text)})
    assert answer.status == 400
    assert 'id="e-lead-matter_code-said" class="said bad"' in answer.text
    assert 'id="e-lead-handlers-said" class="said bad"' in answer.text
    assert "写错" not in sender.get("/leads?box=out").text


@pytest.mark.parametrize("kind", [number for number in lead_pb2.LeadKind.values() if number])
def test_every_kind_has_its_form(desks: Desks, kind: int) -> None:
    page = desks.officer(SOURCE).get(f"/leads/new?kind={kind}").text

    assert ("lead.case_number" in page) == (kind == lead_pb2.LEAD_KIND_CASE)


def test_every_open_step_has_a_form_and_a_shut_one_says_why(desks: Desks) -> None:
    thread = desks.bench.send(SENDER, made_lead(title="逐步"))
    desks.bench.sync(SOURCE, SINK)
    receiver = desks.officer(SINK)
    place = f"/leads/{thread.lead_record_id}"
    for number in desks.bench.get(RECEIVER, thread).allowed_actions:
        name = lead_pb2.LeadAction.Name(number).removeprefix("LEAD_ACTION_")
        assert 'name="event.occurred_at"' in receiver.get(f"{place}/answer/{name}").text

    shut = receiver.get(f"{place}/answer/CLOSE").text

    assert 'name="event.occurred_at"' not in shut
    assert "ACTION_NOT_ALLOWED" in shut
    assert receiver.get(f"{place}/answer/NONSENSE").status == 404


def test_a_refused_step_is_explained_at_its_field(desks: Desks) -> None:
    thread = desks.bench.send(SENDER, made_lead(title="缺理由"))
    desks.bench.sync(SOURCE, SINK)
    desks.bench.answer(RECEIVER, thread, "RECEIVE")
    receiver = desks.officer(SINK)
    page = f"/leads/{thread.lead_record_id}/answer/RETURN"

    answer = receiver.post(page, {"request_id": request_id(receiver.get(page).text), "event.occurred_at": "2026-09-21T10:00"})

    assert answer.status in {400, 409}
    assert 'id="e-event-ground-said" class="said bad"' in answer.text
    assert len(desks.bench.get(RECEIVER, thread).steps) == 1


def test_filters_are_the_address_s(desks: Desks) -> None:
    desks.bench.send(SENDER, made_lead(lead_pb2.LEAD_KIND_CASE, title="已立案的"))
    sender = desks.officer(SOURCE)

    assert "已立案的" in sender.get(f"/leads?box=out&kind={lead_pb2.LEAD_KIND_CASE}&member={SINK}").text
    assert "已立案的" not in sender.get(f"/leads?kind={lead_pb2.LEAD_KIND_ASSIST}").text
    assert "已立案的" not in sender.get("/leads?subject=913101166078754287").text


def test_tasks_show_clocks_and_lead_to_their_threads(desks: Desks) -> None:
    thread = desks.bench.send(SENDER, made_lead(title="有期限"))
    desks.bench.sync(SOURCE, SINK)
    desks.bench.answer(RECEIVER, thread, "RECEIVE")
    receiver = desks.officer(SINK)

    page = receiver.get("/tasks").text

    assert f'href="/leads/{thread.lead_record_id}"' in page
    assert "个工作日" in page
    assert "个工作日" in receiver.get(f"/leads/{thread.lead_record_id}").text


@pytest.mark.parametrize(("who", "path"), [("auditor", "/leads/new"), ("planner", "/leads"), ("planner", "/leads/new")])
def test_what_a_role_may_not_see_it_can_t_reach_by_address(desks: Desks, who: str, path: str) -> None:
    assert desks.officer(SOURCE, who).get(path).status == 403
