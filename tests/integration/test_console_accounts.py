"""Local accounts over HTTP, on both databases: first log-in, codes, tries in vain, locking, roles, what the log says."""

from __future__ import annotations

import html
import http.client
import re
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from exchange.console import accounts as rules
from exchange.console.accounts import Accounts, check_password
from exchange.settings import ConsoleSettings
from exchange.sync.context import NodeContext, utc_now
from exchange.wire import RefusedError
from tests.support.console import Answer, Browser, console_of
from tests.support.federation import ORGANS, SOURCE, audited, federate, opened

CHOSEN = "四月的河 Kahn 与风铃草"
BY = "test"


@dataclass(slots=True)
class Desk:
    """A console whose clock the test moves."""

    context: NodeContext
    address: str = ""
    ahead: timedelta = timedelta()

    def now(self) -> datetime:
        return utc_now() + self.ahead

    @property
    def accounts(self) -> Accounts:
        return Accounts(self.context)

    def add(self, name: str, role: str = "auditor", organ: str = "", person: str = "") -> str:
        return self.accounts.add(name, role=role, organ=organ, person=person or f"工号-{name}", by=BY)

    def browser(self, who: str = "") -> Browser:
        return Browser(self.address, self.context.settings, who=who)

    def try_in(self, name: str, password: str, code: str = "", browser: Browser | None = None) -> Answer:
        form = urlencode({"name": name, "password": password, "code": code})
        return (browser or self.browser()).send("POST", "/login/account", form)

    def secret(self, page: str) -> bytes:
        found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
        assert found
        import base64

        return base64.b32decode(found[1].replace(" ", ""))

    def code(self, secret: bytes) -> str:
        return TOTP(secret, 6, SHA1(), 30).generate(int(self.now().timestamp())).decode()  # RFC 6238's

    def enrolled(self, name: str, role: str = "auditor", organ: str = "") -> tuple[bytes, Browser]:
        """An account that has been set up, and its browser, logged in."""
        first = self.add(name, role, organ)
        visitor = self.browser()
        secret = self.secret(self.try_in(name, first, browser=visitor).text)
        answer = self.enrol(visitor, name, first, self.code(secret))
        assert answer.status == 303, answer.text
        return secret, visitor

    def enrol(self, visitor: Browser, name: str, first: str, code: str, **given: str) -> Answer:
        form = {"name": name, "password": first, "code": code, "new_password": CHOSEN, "again": given.get("new_password", CHOSEN), **given}
        return visitor.send("POST", "/login/enrol", urlencode(form))


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    with ExitStack() as stack:
        databases = {}
        if request.param == "postgresql":
            databases = {SOURCE: stack.enter_context(request.getfixturevalue("postgresql_server").database())}
        settings = federate(tmp_path, [SOURCE], databases=databases)[SOURCE]
        context = stack.enter_context(opened(replace(settings, console=ConsoleSettings(listen="127.0.0.1:0"))))
        made = Desk(context)
        made.context = replace(context, now=made.now)
        made.address = stack.enter_context(console_of(made.context))
        yield made


def test_the_first_log_in_chooses_a_password_and_sets_up_the_codes(desk: Desk) -> None:
    first = desk.add("li.hua")
    visitor = desk.browser()
    page = desk.try_in("li.hua", first, browser=visitor)
    secret = desk.secret(page.text)
    assert "otpauth" not in visitor.send("GET", "/login").text
    assert visitor.get("/").status == 303  # nobody is in yet

    assert desk.enrol(visitor, "li.hua", first, "000000").status == 400
    assert desk.enrol(visitor, "li.hua", first, desk.code(secret), new_password="password2026").status == 400
    assert desk.enrol(visitor, "li.hua", first, desk.code(secret), again="anders als zuvor").status == 400
    assert desk.enrol(visitor, "li.hua", first, desk.code(secret)).status == 303
    assert visitor.get("/audit").status == 200
    assert "auditor/li.hua#li.hua" in visitor.get("/audit?tag=console:visitor:enter").text
    assert desk.try_in("li.hua", first).status == 401  # the given one is over


def test_a_code_counts_once_and_only_near_its_time(desk: Desk) -> None:
    secret, _visitor = desk.enrolled("li.hua")
    assert desk.try_in("li.hua", CHOSEN, desk.code(secret)).status == 401  # used at the set-up
    desk.ahead += timedelta(seconds=60)
    code = desk.code(secret)

    assert desk.try_in("li.hua", CHOSEN, code).status == 303
    assert desk.try_in("li.hua", CHOSEN, code).status == 401
    desk.ahead += timedelta(seconds=90)
    late = desk.code(secret)
    desk.ahead += timedelta(seconds=120)
    assert desk.try_in("li.hua", CHOSEN, late).status == 401


def test_tries_in_vain_are_held_back_and_a_name_nobody_has_is_treated_alike(desk: Desk) -> None:
    secret, _visitor = desk.enrolled("li.hua")
    desk.ahead += timedelta(seconds=60)
    known = [desk.try_in("li.hua", "wrong wrong wrong") for _try in range(rules.NAME_LIMIT + 1)]
    unknown = [desk.try_in("nobody", "wrong wrong wrong") for _try in range(rules.NAME_LIMIT + 1)]

    assert [one.status for one in known] == [401] * len(known)
    assert [one.text.replace("li.hua", "NAME") for one in known] == [one.text.replace("nobody", "NAME") for one in unknown]
    assert desk.try_in("li.hua", CHOSEN, desk.code(secret)).status == 401  # right, and too early
    desk.ahead += timedelta(microseconds=rules.WAIT_US * 2) + timedelta(seconds=60)
    assert desk.try_in("li.hua", CHOSEN, desk.code(secret)).status == 303
    assert audited(desk.context, "console:visitor:refuse") == ["LOGIN_REFUSED"] * (2 * rules.NAME_LIMIT + 3)


def test_an_address_that_tries_many_names_is_held_back(desk: Desk) -> None:
    for number in range(rules.ADDRESS_LIMIT):
        desk.try_in(f"guess{number}", "wrong wrong wrong")

    assert "15" in desk.try_in("another", "wrong").text


def test_a_name_nobody_has_costs_the_same_work(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.add("li.hua")
    compared: list[bool] = []
    monkeypatch.setattr(rules, "_verify", lambda _password, phc: compared.append(phc.startswith("$argon2id$")) or False)

    desk.accounts.enter("li.hua", "x", "", address="a")
    desk.accounts.enter("nobody", "x", "", address="a")

    assert compared == [True, True]


def test_a_locked_account_is_out_at_once(desk: Desk) -> None:
    secret, visitor = desk.enrolled("li.hua")
    assert visitor.get("/").status == 200

    desk.accounts.set_locked("li.hua", locked=True, by=BY)

    assert visitor.get("/").status == 303
    desk.ahead += timedelta(seconds=60)
    assert desk.try_in("li.hua", CHOSEN, desk.code(secret)).status == 401
    desk.accounts.set_locked("li.hua", locked=False, by=BY)
    assert desk.try_in("li.hua", CHOSEN, desk.code(secret)).status == 303


def test_a_session_fixed_before_the_log_in_is_not_taken(desk: Desk) -> None:
    first = desk.add("li.hua")
    visitor = desk.browser()
    visitor.cookies["__Host-exchange"] = "fixed"
    secret = desk.secret(desk.try_in("li.hua", first, browser=visitor).text)
    desk.enrol(visitor, "li.hua", first, desk.code(secret))

    assert visitor.cookies["__Host-exchange"] != "fixed"
    thief = desk.browser()
    thief.cookies["__Host-exchange"] = "fixed"
    assert thief.get("/").status == 303


def test_another_site_logs_nobody_in(desk: Desk) -> None:
    first = desk.add("li.hua")
    form = urlencode({"name": "li.hua", "password": first, "code": ""})

    assert desk.browser().send("POST", "/login/account", form, headers={"sec-fetch-site": "cross-site"}).status == 403


def test_an_officer_acts_for_the_organ(desk: Desk) -> None:
    _secret, visitor = desk.enrolled("wang", "organ", ORGANS[SOURCE])

    assert visitor.get("/leads/new").status == 200
    assert visitor.get("/audit").status == 403
    actors = desk.browser("auditor")
    actors.log_in()
    assert f"organ/{ORGANS[SOURCE]}#wang" in actors.get("/audit?tag=console:visitor:enter").text


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"role": "king"}, "role"),
        ({"role": "node"}, "role"),
        ({"role": "organ"}, "organ"),
        ({"role": "organ", "organ": ORGANS["330482"]}, "organ"),
        ({"role": "auditor", "organ": ORGANS[SOURCE]}, "organ"),
        ({"name": "张三"}, "name"),
        ({"name": "li.hua"}, "name"),
        ({"person": ""}, "person"),
        ({"role": "system-admin", "person": "工号-li.hua"}, "person"),
    ],
)
def test_an_account_that_cannot_be_is_refused_by_field(desk: Desk, given: dict[str, str], field: str) -> None:
    desk.add("li.hua")
    values = {"name": "new", "role": "auditor", "organ": "", "person": "工号-9", **given}

    with pytest.raises(RefusedError) as refused:
        desk.accounts.add(values.pop("name"), **values, by=BY)

    assert [one.field for one in refused.value.fields] == [field]
    assert [one.name for one in desk.accounts.list()] == ["li.hua"]


def test_the_security_administrator_adds_resets_locks_and_ends_sessions(desk: Desk) -> None:
    admin = desk.browser("security-admin")
    admin.log_in()

    page = admin.post("/accounts/add", {"name": "zhao", "role": "planner", "organ": "", "person": "工号-7"})
    first = html.unescape(re.findall(r'role="status">.*?<code>([^<]+)</code>', page.text)[0])
    assert first not in admin.get("/accounts").text
    visitor = desk.browser()
    secret = desk.secret(desk.try_in("zhao", first, browser=visitor).text)
    assert desk.enrol(visitor, "zhao", first, desk.code(secret)).status == 303
    session = re.findall(r'<option value="([0-9a-f]{64})">[^<]*#zhao', admin.get("/accounts").text)[0]
    assert admin.post("/accounts/sessions/end", {"session": session}).status == 303
    assert visitor.get("/").status == 303
    assert admin.post("/accounts/change", {"name": "zhao", "what": "lock"}).status == 303
    assert "已锁定" in admin.get("/accounts").text
    assert admin.post("/accounts/change", {"name": "zhao", "what": "dance"}).status == 400
    assert admin.post("/accounts/change", {"name": "nobody", "what": "lock"}).status == 400
    assert admin.post("/accounts/add", {"name": "zhao", "role": "planner", "person": "x"}).status == 400
    assert admin.post("/accounts/change", {"name": "zhao", "what": "remove"}).status == 303
    assert len(audited(desk.context, "console:account:change")) == 4  # added, set up, locked, removed
    for who in ("auditor", "system-admin", f"organ-{ORGANS[SOURCE]}"):
        other = desk.browser(who)
        other.log_in()
        assert other.get("/accounts").status == 403


def test_secrets_lie_sealed_and_hashed(desk: Desk) -> None:
    secret, _visitor = desk.enrolled("li.hua")
    (stored,) = desk.accounts.list()

    assert secret not in stored.secret
    assert CHOSEN not in stored.password
    assert stored.password.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    key = desk.context.settings.home / "keys" / "accounts.key"
    assert key.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "weak", ["short", "passwordpassword", "123456123456", "li.hua310116li", "aaaaaaaaaaaaaaa", "x" * 129, "jinshan-shanghai"]
)
def test_weak_passwords_are_refused(weak: str) -> None:
    with pytest.raises(RefusedError):
        check_password(weak, name="li.hua", old="was anders", member=SOURCE)


@pytest.mark.parametrize("strong", [CHOSEN, "correct horse battery staple", "qz7!mK2#vR9x"])
def test_strong_passwords_are_taken(strong: str) -> None:
    check_password(strong, name="li.hua", old="was anders", member=SOURCE)
    with pytest.raises(RefusedError):
        check_password(strong, name="li.hua", old=strong, member=SOURCE)


def test_many_log_ins_at_once_are_all_answered(desk: Desk) -> None:
    secret, _visitor = desk.enrolled("li.hua")
    with ThreadPoolExecutor(40) as visitors:
        answers = list(visitors.map(lambda number: desk.try_in(f"guess{number}", "wrong wrong wrong").status, range(40)))

    assert set(answers) <= {401, 503}
    assert 401 in answers
    desk.ahead += timedelta(microseconds=rules.WAIT_US * 5)
    assert desk.try_in("li.hua", CHOSEN, desk.code(secret)).status == 303


@pytest.mark.parametrize(
    ("kind", "size", "status"),
    [
        ("multipart/form-data; boundary=XX; charset=punycode", 300, 415),
        ("multipart/form-data; boundary=XX", 300, 415),
        ("application/x-www-form-urlencoded; charset=unicode_escape", 300, 415),
        ("text/plain", 300, 415),
        ("application/x-www-form-urlencoded", 17 << 10, 413),
    ],
)
def test_a_body_that_is_no_log_in_is_not_read(desk: Desk, kind: str, size: int, status: int) -> None:
    connection = http.client.HTTPSConnection(desk.address, context=ssl._create_unverified_context(), timeout=10)  # ours
    connection.request("POST", "/login/account", body=b"a" * size, headers={"content-type": kind})

    assert connection.getresponse().status == status
    connection.close()
