"""Corrections, warnings and guidance cases over HTTP: asked, answered by the origin alone, read by both sides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from exchange.v1 import record_pb2, risk_pb2, subject_pb2
from tests.support.exchanging import said
from tests.support.federation import SINK, SOURCE, draft, publish
from tests.support.officers import Desks, desks_of, request_id

FIELD = "correction_request.field"
REASON = "correction_request.reason"
ASKED = {FIELD: "outcome.decided_on", "correction_request.proposed": "2025-03-14", REASON: "决定书载明3月14日"}


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    with desks_of(tmp_path_factory.mktemp("corrections")) as found:
        yield found


@pytest.fixture
def record(desks: Desks, request: pytest.FixtureRequest) -> str:
    """A decision of SOURCE that SINK holds."""
    made = publish(desks.bench.nodes[SOURCE], [draft(sum(map(ord, request.node.name)))]).appended[0].record_id
    desks.bench.sync(SOURCE, SINK)
    return made


def test_a_wrong_field_is_asked_about_and_its_origin_answers(desks: Desks, record: str) -> None:
    asker, origin = desks.officer(SINK), desks.officer(SOURCE)
    assert f"/corrections/{record}/new" in asker.get(f"/outcomes/{record}").text
    assert f"/corrections/{record}/new" not in origin.get(f"/outcomes/{record}").text  # its own is revised, not asked about
    form = asker.get(f"/corrections/{record}/new").text

    sent = asker.post(f"/corrections/{record}/new", {**ASKED, "request_id": request_id(form)})

    assert sent.status == 303, sent.text
    place = sent.headers["location"].partition("?")[0]
    desks.bench.sync(SOURCE, SINK)
    thread = origin.get(place).text
    assert "2025-03-13" in thread  # as it stands, read from the record
    assert "2025-03-14" in thread
    assert 'name="correction_answer.verdict"' not in asker.get(place).text  # who asks doesn't answer
    checking = {"correction_answer.verdict": "3", "correction_answer.reason": "正在核查", "request_id": request_id(thread)}
    assert origin.post(place, checking).status == 303
    final = {"correction_answer.verdict": "2", "correction_answer.reason": "原件为13日", "request_id": request_id(origin.get(place).text)}
    assert origin.post(place, final).status == 303
    assert 'name="correction_answer.verdict"' not in origin.get(place).text
    desks.bench.sync(SOURCE, SINK)
    assert "原件为13日" in asker.get(place).text
    assert record not in asker.get(f"/corrections?state=open&record={record}").text.partition("<tbody>")[2]
    assert place in asker.get(f"/corrections?record={record}").text


@pytest.mark.parametrize(("wrong", "named"), [({FIELD: "outcome.colour"}, FIELD), ({FIELD: ""}, FIELD), ({REASON: ""}, REASON)])
def test_a_request_that_cannot_be_is_shown_again_with_its_fault(desks: Desks, record: str, wrong: dict[str, str], named: str) -> None:
    asker = desks.officer(SINK)
    form = asker.get(f"/corrections/{record}/new").text

    answer = asker.post(f"/corrections/{record}/new", {**ASKED, **wrong, "request_id": request_id(form)})

    assert answer.status == 400
    assert re.search(f'name="{named}"[^>]*aria-invalid="true"', answer.text)
    assert "<tbody>" not in asker.get(f"/corrections?record={record}").text


def test_an_auditor_reads_and_signs_nothing(desks: Desks, record: str) -> None:
    auditor = desks.officer(SINK, "auditor")

    assert auditor.get("/corrections").status == 200
    assert auditor.get(f"/corrections/{record}/new").status == 403
    assert auditor.get(f"/corrections/{record}/{record}").status == 404


def test_warnings_and_guidance_cases_are_found_by_their_filters(desks: Desks) -> None:
    law = subject_pb2.LegalReference(law="中华人民共和国食品安全法", article="第一百二十四条")
    case = risk_pb2.GuidanceCase(
        title="跨省销售过期糕点案", domain=1, facts="事实甲", ruling="罚款", issue="如何认定", decided_on="2026-01-02", legal_basis=[law],
        keywords=["糕点"],
    )  # fmt: skip
    hint = risk_pb2.Warning(
        rule=1, subject={"name": "虚构公司9", "uscc": "913101166078754287"}, raised_on="2026-10-01",
        reasons=[risk_pb2.WarningReason(text="一年内三次")], settings="count=3", key="k",
    )  # fmt: skip
    purpose = record_pb2.PURPOSE_CASE_HANDLING
    publish(
        desks.bench.nodes[SOURCE],
        [said(SOURCE, guidance_case=case, purpose=record_pb2.PURPOSE_STANDARD_ALIGNMENT), said(SOURCE, warning=hint, purpose=purpose)],
    )
    desks.bench.sync(SOURCE, SINK)
    officer = desks.officer(SINK)

    assert "第一百二十四条" in officer.get("/guidance?" + urlencode({"text": "糕点"})).text
    assert "跨省销售过期糕点案" not in officer.get("/guidance?domain=2").text
    assert "一年内三次" in officer.get("/warnings?subject=913101166078754287").text
    assert "一年内三次" not in officer.get("/warnings?raised_from=2026-10-02").text
