"""Standards over HTTP: found, what applies on two days, two places side by side, a fine explained; and the files of leads."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.support.federation import ORGANS, SINK, SOURCE, publish
from tests.support.officers import Desks, desks_of, request_id
from tests.support.standards import MATTER, example_benchmark, standard_draft

MEMBERS = (SOURCE, SINK)


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    with desks_of(tmp_path_factory.mktemp("standards")) as found:
        mild = example_benchmark(standard_id="示例-平湖", title="平湖裁量基准（示例）")
        mild.items[0].discretion.starting_bp = 500
        publish(
            found.bench.nodes[SOURCE], [standard_draft(SOURCE, example_benchmark(standard_id="示例-金山", title="金山裁量基准（示例）"))]
        )
        publish(found.bench.nodes[SINK], [standard_draft(SINK, mild)])
        found.bench.sync(*MEMBERS)
        yield found


def fine(**given: str) -> str:
    known = {"id": "示例-金山", "member": SOURCE, "on": "2021-03-01", "item": "1"}
    return f"/standards/fine?{urlencode(known | given)}"


@pytest.mark.parametrize("who", ["", "planner", "auditor"])
def test_standards_are_listed_and_shown_item_by_item(desks: Desks, who: str) -> None:
    reader = desks.officer(SINK, who)

    assert "金山裁量基准" in reader.get(f"/standards?member={SOURCE}").text
    assert "平湖裁量基准" not in reader.get(f"/standards?member={SOURCE}").text
    (link,) = re.findall(r'href="(/standards/version\?[^"]+)"', reader.get(f"/standards?member={SOURCE}").text)
    page = reader.get(html.unescape(link)).text
    assert "1倍以上不足3倍 15 %" in page
    assert reader.get(f"/standards/version?{urlencode({'id': '示例-金山', 'member': SOURCE, 'on': '2020-01-01'})}").status == 404


def test_what_applies_names_the_version_and_why(desks: Desks) -> None:
    page = desks.officer(SINK).get(f"/standards/applicable?matter_code={MATTER}&act_on=2026-01-01&decided_on=2026-02-01").text

    assert "平湖裁量基准" in page


def test_two_places_stand_side_by_side_with_what_differs_marked(desks: Desks) -> None:
    query = urlencode({"matter_code": MATTER, "first_member": SOURCE, "second_member": SINK, "on": "2026-01-01"})
    page = desks.officer(SINK).get(f"/standards/compare?{query}").text

    marked = re.findall(r'<tr class="differs"><th scope="row">([^<]+?) <', page)
    assert marked == ["起始比例"]
    assert "<td>10 %</td><td>5 %</td>" in page


def test_a_fine_is_explained_factor_by_factor(desks: Desks) -> None:
    officer = desks.officer(SINK)
    assert 'name="factor.A"' in officer.get(fine()).text

    page = officer.get(fine(**{"factor.A": "2", "factor.B": "B2", "factor.C": "0", "count": "1"})).text

    assert "500,000" in page  # 10 % + 15 % + 25 % + 0 % of a million


@pytest.mark.parametrize(("factor", "text"), [("A", "x"), ("A", ""), ("C", "-1"), ("A", "NaN"), ("A", "1e400000")])
def test_a_figure_that_can_t_be_read_is_named_at_its_field(desks: Desks, factor: str, text: str) -> None:
    answer = desks.officer(SINK).get(fine(**{"factor.A": "2", "factor.B": "B2", "factor.C": "0", "count": "1", f"factor.{factor}": text}))

    assert answer.status == 400
    assert 'role="alert"' in answer.text


def test_a_file_goes_up_in_pieces_travels_with_its_lead_and_comes_down(desks: Desks) -> None:
    sender = desks.officer(SOURCE)
    data = b"%PDF-1.7\n" + b"x" * 100
    digest = hashlib.sha256(data).hexdigest()
    page = sender.get("/leads/new").text
    token = {"x-csrf-token": re.findall(r'data-csrf="([0-9a-f]+)"', page)[0]}
    about = {"size": str(len(data)), "type": "application/pdf", "name": "照片.pdf"}
    for offset, piece in ((0, data[:50]), (50, data[50:])):
        place = f"/attachments/{digest}?{urlencode(about | {'offset': str(offset)})}"
        answer = sender.send("POST", place, piece.decode(), headers=token)
        assert answer.status == 200, answer.text
    assert json.loads(sender.get(f"/attachments/{digest}/status").text) == {"received": len(data), "complete": True}
    lead = {
        "lead.to_organ": ORGANS[SINK], "lead.title": "带附件", "lead.domain": "1", "lead.facts": "夜间倾倒", "lead.reason": "发生地在贵方",
        "basis_id": "law:优化营商环境条例:57", "lead.handlers": "09010001\n09010002", "lead.approver": "09010003",
        "request_id": request_id(page),
        "lead.attachments": json.dumps({"name": "照片.pdf", "media_type": "application/pdf", "size": len(data), "digest": digest}),
    }  # fmt: skip

    sent = sender.post("/leads/new?kind=1", lead)

    assert sent.status == 303, sent.text
    assert "照片.pdf" in sender.get(sent.headers["location"]).text
    down = sender.get(f"/attachments/{digest}")
    assert down.text.encode() == data
    assert down.headers["content-type"] == "application/octet-stream"


def test_a_piece_at_the_wrong_place_is_refused(desks: Desks) -> None:
    sender = desks.officer(SOURCE)
    token = {"x-csrf-token": re.findall(r'data-csrf="([0-9a-f]+)"', sender.get("/").text)[0]}
    about = {"size": "9", "type": "application/pdf", "name": "a.pdf", "offset": "5"}

    answer = sender.send("POST", f"/attachments/{'0' * 64}?{urlencode(about)}", "1234", headers=token)

    assert answer.status == 409
    assert json.loads(answer.text)["reason"] == "OFFSET_MISMATCH"
