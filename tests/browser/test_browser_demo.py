"""Each role's main tasks at the consoles of `exchange demo`'s three nodes, done by mouse and by keyboard alone."""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import grpc
import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import Browser, Page, expect

from exchange.cli.demo.processes import run_command
from exchange.v1.outcome_service_pb2 import ListPriorOutcomesRequest
from exchange.v1.outcome_service_pb2_grpc import OutcomeServiceStub
from tests.browser.staging import COMPANY, stage
from tests.support.browser import visit
from tests.support.demo import Demo, running_demo
from tests.support.federation import channel_to
from tests.support.hands import Hand, Keyboard, Mouse

CHOSEN = "四月的河 Kahn 与风铃草"
LIMIT_S = 60.0
RECORDS = 30  # generated decisions


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with running_demo(tmp_path_factory.mktemp("demo") / "demo", count=RECORDS) as found:
        stage(found)
        yield found


@pytest.fixture(params=[Mouse(), Keyboard()], ids=["mouse", "keyboard"])
def hand(request: pytest.FixtureRequest) -> Hand:
    found: Hand = request.param
    return found


def at_receiver(browser: Browser, demo: Demo, who: str = "") -> AbstractContextManager[Page]:
    """Somebody at the receiver's console; its organ unless `who` says otherwise."""
    code = list(demo.settings)[1]
    settings = demo.settings[code]
    return visit(browser, settings.console.listen, settings, who=who or f"organ-{demo.organs[code]}")


def test_an_officer_receives_and_accepts_a_lead_and_answers_it_in_time(browser: Browser, demo: Demo, hand: Hand) -> None:
    with at_receiver(browser, demo) as page:
        hand.press(page, "section a[href^='/leads/']")  # the first that waits
        hand.press(page, "a[href$='/answer/RECEIVE']")
        hand.press(page, "form.entries > button")
        expect(page.get_by_role("status")).to_be_visible()
        hand.press(page, "a[href$='/answer/ACCEPT']")
        hand.press(page, "form.entries > button")
        expect(page.get_by_role("status")).to_be_visible()

        hand.press(page, "nav.menu a[href='/tasks']")

        expect(page.locator("tbody")).to_contain_text("剩余")  # the case's clock runs


def test_an_officer_finds_a_company_and_what_was_decided_across_the_border(browser: Browser, demo: Demo, hand: Hand) -> None:
    with at_receiver(browser, demo) as page:
        hand.press(page, "nav.menu a[href='/companies']")
        hand.write(page, "#f-q", COMPANY)
        hand.press(page, ".filters button")
        hand.press(page, f"tbody a[href='/companies/{COMPANY}']")
        hand.press(page, "a[href^='/outcomes/']")

        expect(page.locator("h1")).to_contain_text("金市监处罚")


def test_an_auditor_finds_who_looked_proves_the_log_complete_and_signs_off(browser: Browser, demo: Demo, hand: Hand) -> None:
    with at_receiver(browser, demo, "auditor") as page:
        hand.press(page, "nav.menu a[href='/audit']")
        hand.write(page, "#f-subject", COMPANY)
        hand.press(page, ".filters button")
        expect(page.locator("tbody tr").first).to_contain_text("执法机关")
        hand.press(page, "a[href^='/audit/completeness']")
        expect(page.get_by_role("status")).to_be_visible()
        hand.write(page, "textarea[name='note']", f"已核查（{type(hand).__name__}）")
        hand.press(page, "form:has(textarea[name='note']) button")

        expect(page.locator("tbody").first).to_contain_text(f"已核查（{type(hand).__name__}）")


def test_an_auditors_hour(browser: Browser, demo: Demo, hand: Hand, tmp_path: Path) -> None:
    """As the README tells it: who looked without purpose, the log proved complete, the evidence taken away and verified elsewhere."""
    receiver = list(demo.settings)[1]
    settings = demo.settings[receiver]
    with channel_to(settings, f"organ-{demo.organs[receiver]}") as channel, pytest.raises(grpc.RpcError):
        OutcomeServiceStub(channel).ListPriorOutcomes(ListPriorOutcomesRequest(subject=COMPANY))  # for no purpose
    with at_receiver(browser, demo, "auditor") as page:
        hand.press(page, "nav.menu a[href='/audit']")
        hand.press(page, ".tabs a[href='/audit/statistics']")
        hand.press(page, f"section:has(h2:text('目的缺失')) a[href*='{demo.organs[receiver]}']")
        expect(page.locator("tbody")).to_contain_text(demo.organs[receiver])
        bundle = tmp_path / "evidence.jsonl"
        with page.expect_download() as download:
            page.get_by_role("link", name="签名证据包").click()
        download.value.save_as(bundle)
        hand.press(page, "a[href^='/audit/completeness']")
        expect(page.get_by_role("status")).to_contain_text("不符：0")
        hand.write(page, "textarea[name='note']", f"一小时（{type(hand).__name__}）")
        hand.press(page, "form:has(textarea[name='note']) button")
        expect(page.locator("tbody").first).to_contain_text(f"一小时（{type(hand).__name__}）")
    keys = tmp_path / "keys"
    listed = run_command(["member", "keys", str(settings.home / "node.toml")], timeout_s=LIMIT_S)
    keys.write_text(listed.stdout)

    verified = run_command(["audit", "verify", str(bundle), "--key", str(keys), "--json"], timeout_s=LIMIT_S)

    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_a_planner_sees_a_draw_computed_anew(browser: Browser, demo: Demo, hand: Hand) -> None:
    with at_receiver(browser, demo, "planner") as page:
        hand.press(page, "nav.menu a[href='/draws']")
        hand.press(page, "tbody a[href^='/draws/']")

        expect(page.get_by_role("status")).to_contain_text("结果一致")
        expect(page.locator("dl code").first).to_be_visible()


def test_a_planner_compares_two_places_standards(browser: Browser, demo: Demo, hand: Hand) -> None:
    sender, receiver, _reader = demo.settings
    with at_receiver(browser, demo, "planner") as page:
        hand.press(page, "nav.menu a[href='/standards']")
        hand.press(page, "a[href='/standards/compare']")
        hand.write(page, "#f-matter_code", "33002000000001")
        hand.choose(page, "#f-first_member", sender)
        hand.choose(page, "#f-second_member", receiver)
        hand.press(page, ".filters button")

        expect(page.locator(".sides")).to_contain_text("起始比例")


def test_a_system_administrator_tests_a_connection_runs_a_job_and_finds_a_record(browser: Browser, demo: Demo, hand: Hand) -> None:
    sender = next(iter(demo.settings))
    with at_receiver(browser, demo, "system-admin") as page:
        hand.press(page, "nav.menu a[href='/federation']")
        hand.press(page, f"tbody a[href='/federation/{sender}']")
        hand.press(page, "form[action$='/test'] button")
        expect(page.get_by_role("status").locator(".tag.good")).to_have_count(4)

        hand.press(page, "nav.menu a[href='/jobs']")
        hand.choose(page, "#name", f"pull {sender}")
        hand.press(page, "form[action='/jobs/run'] button")
        expect(page.get_by_role("status")).to_contain_text(f"收取账本 {sender}")

        hand.press(page, "nav.menu a[href='/why']")
        hand.choose(page, "#f-member", sender)
        hand.write(page, "#f-index", "0")
        hand.press(page, ".filters button")
        expect(page.get_by_role("status")).to_contain_text("已在本节点")


def test_a_security_administrator_gives_an_account_that_logs_in_with_a_code(browser: Browser, demo: Demo, hand: Hand) -> None:
    name = f"li.hua.{type(hand).__name__.lower()}"
    with at_receiver(browser, demo, "security-admin") as page:
        hand.press(page, "nav.menu a[href='/accounts']")
        hand.write(page, "#a-name", name)
        hand.choose(page, "#a-role", "planner")
        hand.write(page, "#a-person", f"工号-{name}")
        hand.press(page, "form[action='/accounts/add'] button")
        first = page.get_by_role("status").locator("code").inner_text()
    code = list(demo.settings)[1]
    with visit(browser, demo.settings[code].console.listen, demo.settings[code]) as page:
        hand.write(page, "#name", name)
        hand.write(page, "#password", first)
        hand.press(page, "form[action='/login/account'] button")
        secret = base64.b32decode(page.locator("main code").inner_text().replace(" ", ""))
        hand.write(page, "#password", first)
        hand.write(page, "#new_password", CHOSEN)
        hand.write(page, "#again", CHOSEN)
        hand.write(page, "#code", TOTP(secret, 6, SHA1(), 30).generate(int(time.time())).decode())  # RFC 6238's
        hand.press(page, "form[action='/login/enrol'] button")

        expect(page.locator("header")).to_contain_text(name)


def test_a_security_administrator_sees_the_federation_and_no_case(browser: Browser, demo: Demo, hand: Hand) -> None:
    with at_receiver(browser, demo, "security-admin") as page:
        hand.press(page, "nav.menu a[href='/federation']")
        expect(page.locator("tbody tr")).to_have_count(3)
        address = demo.settings[list(demo.settings)[1]].console.listen
        for path in ("/leads", "/outcomes", "/audit", "/jobs", f"/companies/{COMPANY}"):
            answer = page.goto(f"https://{address}{path}")
            assert answer is not None
            assert answer.status == 403, path
