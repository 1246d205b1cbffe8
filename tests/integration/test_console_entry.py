"""The console's door: TLS, log-in by certificate, sessions, headers, requests from other sites."""

from __future__ import annotations

import http.client
import ssl
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from exchange.console.guarding import HEADERS
from exchange.settings import ConsoleSettings, NodeSettings
from tests.support.console import Browser, console_of
from tests.support.federation import SINK, SOURCE, federate, opened


@pytest.fixture(scope="module")
def federation(tmp_path_factory: pytest.TempPathFactory) -> dict[str, NodeSettings]:
    return federate(tmp_path_factory.mktemp("console"), [SOURCE, SINK])


@pytest.fixture(scope="module")
def address(federation: dict[str, NodeSettings]) -> Iterator[str]:
    settings = replace(federation[SOURCE], console=ConsoleSettings(listen="127.0.0.1:0"))
    with opened(settings) as context, console_of(context) as found:
        yield found


def browser(address: str, federation: dict[str, NodeSettings], who: str = "auditor", member: str = SOURCE) -> Browser:
    return Browser(address, federation[SOURCE], who=who, home=federation[member].home)


def test_a_stranger_is_sent_to_log_in(address: str, federation: dict[str, NodeSettings]) -> None:
    answer = browser(address, federation, who="").get("/")

    assert (answer.status, answer.headers["location"]) == (303, "/login")


def test_a_certificate_logs_in_and_the_language_and_purpose_stay(address: str, federation: dict[str, NodeSettings]) -> None:
    visitor = browser(address, federation)
    assert visitor.log_in().headers["location"] == "/"
    assert "退出" in visitor.get("/").text

    assert visitor.post("/language", {"language": "en"}).status == 303

    assert "Log out" in visitor.get("/").text


@pytest.mark.parametrize(("who", "member"), [("", SOURCE), ("node", SOURCE), ("auditor", SINK)])
def test_who_has_no_business_here_stays_outside(address: str, federation: dict[str, NodeSettings], who: str, member: str) -> None:
    visitor = browser(address, federation, who=who, member=member)

    assert visitor.log_in().status == 401
    assert visitor.get("/").status == 303


def test_every_answer_carries_the_headers(address: str, federation: dict[str, NodeSettings]) -> None:
    visitor = browser(address, federation)
    visitor.log_in()
    for path in ("/login", "/", "/static/console.css", "/nowhere"):
        answer = visitor.get(path)
        assert {name: answer.headers[name.lower()] for name in HEADERS} == HEADERS


def test_a_session_token_is_new_at_each_log_in_and_ends_at_log_out(address: str, federation: dict[str, NodeSettings]) -> None:
    visitor = browser(address, federation)
    visitor.cookies["__Host-exchange"] = "fixed"
    visitor.log_in()
    token = visitor.cookies["__Host-exchange"]
    assert token != "fixed"

    visitor.post("/logout", {})
    visitor.cookies["__Host-exchange"] = token

    assert visitor.get("/").status == 303


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"}])
def test_another_site_changes_nothing(address: str, federation: dict[str, NodeSettings], headers: dict[str, str]) -> None:
    visitor = browser(address, federation)
    visitor.log_in()

    assert visitor.post("/language", {"language": "en"}, headers=headers).status == 403


def test_a_form_without_the_sessions_token_changes_nothing(address: str, federation: dict[str, NodeSettings]) -> None:
    visitor = browser(address, federation)
    visitor.log_in()

    assert visitor.send("POST", "/language", urlencode({"language": "en", "csrf": "0" * 64})).status == 403
    assert visitor.send("POST", "/language", urlencode({"language": "en"})).status == 403
    assert "退出" in visitor.get("/").text


def test_tls_1_2_is_refused(address: str, federation: dict[str, NodeSettings]) -> None:
    context = ssl.create_default_context(cafile=str(federation[SOURCE].home / "certs" / "ca.pem"))
    context.check_hostname = False
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    connection = http.client.HTTPSConnection(address, context=context, timeout=10)
    with pytest.raises(ssl.SSLError):
        connection.request("GET", "/login")
