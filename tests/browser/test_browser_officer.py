"""An officer's main tasks in a real browser, by mouse and by keyboard; screenshots in both languages; no accessibility fault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import SHOTS
from tests.support.browser import shoot, visit
from tests.support.federation import ORGANS, SINK, SOURCE, SUBJECT, THIRD, publish
from tests.support.leads import RECEIVER, SENDER, made_lead
from tests.support.officers import Desks, desks_of
from tests.support.recognition import R6, agreement, outcome_draft
from tests.support.standards import MATTER, example_benchmark, standard_draft

MEMBERS = (SOURCE, SINK, THIRD)


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desks]:
    with desks_of(tmp_path_factory.mktemp("officer")) as found:
        for code in MEMBERS:
            publish(found.bench.nodes[code], [agreement(code, MEMBERS)])
        publish(found.bench.nodes[SOURCE], [outcome_draft(1)])
        mild = example_benchmark(standard_id="示例-平湖", title="平湖裁量基准（示例）")
        mild.items[0].discretion.starting_bp = 500
        publish(found.bench.nodes[SOURCE], [standard_draft(SOURCE, example_benchmark(standard_id="示例-金山"))])
        publish(found.bench.nodes[SINK], [standard_draft(SINK, mild)])
        thread = found.bench.send(SENDER, made_lead(subject={"name": "虚构公司1", "uscc": SUBJECT}))
        found.bench.sync(*MEMBERS)
        found.bench.answer(RECEIVER, thread, "RECEIVE")
        yield found


def look(page: Page, name: str) -> None:
    """Takes a screenshot; nothing overflows the window, and axe finds nothing serious."""
    shoot(page, SHOTS, name)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in {"serious", "critical"}] == []


def officer(browser: Browser, desks: Desks, member: str, language: str = "zh-CN") -> object:
    """The member's organ at its console."""
    return visit(browser, desks.addresses[member], desks.bench.settings[member], who=f"organ-{ORGANS[member]}", language=language)


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_every_page_is_whole_and_accessible(browser: Browser, desks: Desks, language: str) -> None:
    (outcome,) = re.findall(r"/outcomes/([0-9a-f-]{36})", desks.officer(SINK).get(f"/outcomes?subject={SUBJECT}").text)[:1]
    (lead,) = re.findall(r"/leads/([0-9a-f-]{36})", desks.officer(SINK).get("/leads").text)[:1]
    pages = {
        "leads": "/leads?box=in",
        "lead": f"/leads/{lead}",
        "lead-answer": f"/leads/{lead}/answer/RETURN",
        "lead-send": "/leads/new?kind=2",
        "tasks": "/tasks",
        "companies": "/companies?q=虚构公司1",
        "company": f"/companies/{SUBJECT}",
        "outcomes": "/outcomes",
        "outcome": f"/outcomes/{outcome}",
        "recognise": f"/outcomes/{outcome}/recognise/1",
        "reliance": "/reliance",
        "withdrawals": f"/reliance/withdrawals?origin={SOURCE}",
        "standards": "/standards",
        "standard": f"/standards/version?id=示例-金山&member={SOURCE}&on=2026-01-01",
        "applicable": f"/standards/applicable?matter_code={MATTER}&act_on=2026-01-01",
        "compare": f"/standards/compare?matter_code={MATTER}&first_member={SOURCE}&second_member={SINK}&on=2026-01-01",
        "fine": f"/standards/fine?id=示例-金山&member={SOURCE}&on=2026-01-01&item=1&factor.A=2&factor.B=B2&factor.C=0&count=1",
    }
    with officer(browser, desks, SINK, language) as page:  # type: ignore[attr-defined]
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        for name, path in pages.items():
            answer = page.goto(f"https://{desks.addresses[SINK]}{path}")
            assert answer.status == 200, name
            look(page, f"{name}-{language[:2]}")
        assert faults == []


def test_a_lead_with_a_file_is_sent_by_mouse(browser: Browser, desks: Desks, tmp_path: Path) -> None:
    paper = tmp_path / "现场照片.pdf"
    paper.write_bytes(b"%PDF-1.7\n" + bytes(3 << 20))  # three pieces
    with officer(browser, desks, SOURCE) as page:  # type: ignore[attr-defined]
        page.get_by_role("link", name="线索").first.click()
        page.get_by_role("link", name="移送线索").click()
        page.get_by_label("移送至").or_(page.locator("#e-lead-to_organ")).first.select_option(ORGANS[SINK])
        page.locator("#e-lead-title").fill("浏览器里移送")
        page.locator("#e-lead-domain").select_option("1")
        page.locator("#e-lead-facts").fill("夜间倾倒")
        page.locator("#e-lead-reason").fill("发生地在贵方")
        page.locator("#e-lead-handlers").fill("09010001\n09010002")
        page.locator("#e-lead-attachments").set_input_files(paper)
        expect(page.locator(".uploads li")).to_contain_text("✓")
        page.get_by_role("button", name="签名并发送").click()  # the approver is missing
        expect(page.locator("#e-lead-approver-said")).to_have_class("said bad")
        look(page, "lead-send-wrong")
        page.locator("#e-lead-approver").fill("09010003")

        page.get_by_role("button", name="签名并发送").dblclick()

        expect(page.get_by_role("status")).to_be_visible()
        expect(page.get_by_role("link", name="现场照片.pdf")).to_be_visible()
        with page.expect_download() as download:
            page.get_by_role("link", name="现场照片.pdf").click()
        assert Path(download.value.path()).read_bytes() == paper.read_bytes()
        page.goto(f"https://{desks.addresses[SOURCE]}/leads?box=out")
        expect(page.get_by_role("link", name="浏览器里移送")).to_have_count(1)


def test_a_lead_is_received_by_keyboard_alone(browser: Browser, desks: Desks) -> None:
    thread = desks.bench.send(SENDER, made_lead(title="键盘签收"))
    desks.bench.sync(*MEMBERS)
    with officer(browser, desks, SINK) as page:  # type: ignore[attr-defined]
        page.goto(f"https://{desks.addresses[SINK]}/leads?box=in")
        by_keyboard(page, f"a[href='/leads/{thread.lead_record_id}']")
        by_keyboard(page, "a[href$='/answer/RECEIVE']")
        by_keyboard(page, ".entries button")

        expect(page.get_by_role("status")).to_be_visible()
    assert desks.bench.get(RECEIVER, thread).steps[0].refused_reason == ""


def by_keyboard(page: Page, target: str) -> None:
    """Tabs until the element has the focus, then presses Enter."""
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.locator(target).first.evaluate("one => one === document.activeElement"):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"{target} can't be reached by keyboard")


def test_an_outcome_is_recognised_by_mouse(browser: Browser, desks: Desks) -> None:
    with officer(browser, desks, SINK) as page:  # type: ignore[attr-defined]
        page.goto(f"https://{desks.addresses[SINK]}/companies?q={SUBJECT}")
        page.locator(f"tbody a[href='/companies/{SUBJECT}']").first.click()
        page.locator("a[href^='/outcomes/']").first.click()
        page.locator(f"a[href$='/recognise/{R6}']").click()
        page.locator("#e-recognition-decision-kind").select_option("credit")
        page.locator("#e-recognition-reason").fill("依据互认协议采用")
        page.locator("#e-recognition-officer").fill("L1")

        page.get_by_role("button", name="签署互认").click()

        expect(page.get_by_role("status")).to_be_visible()
