"""Outcomes, companies and recognition over HTTP: found, judged, relied on, withdrawn, reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

import pytest

from exchange.v1 import outcome_pb2
from tests.support.federation import ORGANS, SINK, SOURCE, SUBJECT, THIRD, publish
from tests.support.officers import Desks, desks_of, request_id
from tests.support.recognition import BASIS, R2, R6, agreement, outcome_draft, revision_draft

MEMBERS = (SOURCE, SINK, THIRD)
DECISION = {
    "basis_id": BASIS,
    "recognition.decision.kind": "penalty",
    "recognition.decision.document_number": "平市监罚〔2026〕9号",
    "recognition.reason": "依据互认协议采用",
    "recognition.officer": "L1",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """An agreement that all have signed, and an outcome of SOURCE that meets its conditions."""

    desks: Desks
    outcome: str


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with desks_of(tmp_path_factory.mktemp("outcomes")) as desks:
        for code in MEMBERS:
            publish(desks.bench.nodes[code], [agreement(code, MEMBERS)])
        yield Scene(desks=desks, outcome=published(desks, 1))


def published(desks: Desks, number: int) -> str:
    """An outcome of SOURCE that everybody has; its record id."""
    receipt = publish(desks.bench.nodes[SOURCE], [outcome_draft(number)])
    desks.bench.sync(*MEMBERS)
    return receipt.appended[0].record_id


def test_an_outcome_is_listed_and_shown_with_its_standing_and_every_scope(scene: Scene) -> None:
    officer = scene.desks.officer(SINK)

    assert f'href="/outcomes/{scene.outcome}"' in officer.get(f"/outcomes?subject={SUBJECT}").text
    page = officer.get(f"/outcomes/{scene.outcome}").text

    assert "虚构公司1" in page
    for scope in range(1, 7):
        assert f"/outcomes/{scene.outcome}/recognise/{scope}" in page
    assert "可以互认" in page


@pytest.mark.parametrize("who", ["planner", "auditor"])
def test_others_read_and_can_t_recognise(scene: Scene, who: str) -> None:
    reader = scene.desks.officer(SINK, who)

    assert "虚构公司1" in reader.get(f"/outcomes/{scene.outcome}").text
    assert "recognise" not in reader.get(f"/outcomes/{scene.outcome}").text
    assert reader.get(f"/outcomes/{scene.outcome}/recognise/6").status == 403
    assert reader.post(f"/outcomes/{scene.outcome}/recognise/6", DECISION).status == 403


def test_a_company_s_page_answers_from_every_source(scene: Scene) -> None:
    officer = scene.desks.officer(SINK)

    page = officer.get(f"/companies/{SUBJECT}?act_on=2026-11-01&domain=1").text

    assert f'href="/outcomes/{scene.outcome}"' in page
    for code in MEMBERS:
        assert f"测试成员{code}" in page
    assert officer.get(f"/companies/{SUBJECT}?act_on=never").text.count("act_on") > 0


def test_a_company_is_found_by_name_and_by_code(scene: Scene) -> None:
    officer = scene.desks.officer(SINK)

    for asked in ("虚构公司1", SUBJECT):
        assert f'href="/companies/{SUBJECT}"' in officer.get(f"/companies?q={quote(asked)}").text


def test_an_outcome_is_recognised_withdrawn_and_reviewed(scene: Scene) -> None:
    outcome = published(scene.desks, 7)
    officer = scene.desks.officer(SINK)
    place = f"/outcomes/{outcome}/recognise/{R6}"

    signed = officer.post(place, DECISION | {"request_id": request_id(officer.get(place).text)})

    assert signed.status == 303, signed.text
    record = signed.headers["location"].partition("?done=")[2]
    assert record in officer.get(f"/reliance?outcome_record_id={outcome}").text
    publish(scene.desks.bench.nodes[SOURCE], [revision_draft(outcome, outcome_pb2.OUTCOME_REVISION_KIND_REVOKED)])
    scene.desks.bench.sync(*MEMBERS)
    review = f"/outcomes/{outcome}/review/{record}"
    assert f'href="{review}"' in officer.get("/reliance").text
    wrong = officer.post(review, {"review.verdict": "1", "request_id": request_id(officer.get(review).text)})
    assert wrong.status == 400
    assert 'id="e-review-reason-said" class="said bad"' in wrong.text
    given = {"review.verdict": "1", "review.reason": "另有证据", "review.officer": "L4", "request_id": request_id(wrong.text)}
    reviewed = officer.post(review, given)
    assert reviewed.status == 303, reviewed.text
    assert f'href="{review}"' not in officer.get("/reliance").text
    assert outcome in officer.get(f"/reliance/withdrawals?origin={SOURCE}").text


def test_a_recognition_without_what_its_scope_asks_is_refused_at_the_form(scene: Scene) -> None:
    officer = scene.desks.officer(SINK)
    place = f"/outcomes/{scene.outcome}/recognise/{R2}"
    given = DECISION | {"recognition.reason": "", "request_id": request_id(officer.get(place).text)}

    answer = officer.post(place, given)

    assert answer.status in {400, 409}
    assert 'id="e-recognition-reason-said" class="said bad"' in answer.text
    assert "平市监罚〔2026〕9号" in answer.text
    assert ORGANS[SINK] not in officer.get(f"/reliance?outcome_record_id={scene.outcome}&format=csv").text
