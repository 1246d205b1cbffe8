"""Single sign-on against a real provider on loopback: who gets in as whom, and what a provider, or a thief, can't get past."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from joserfc.jwk import OctKey

from exchange.settings import ConsoleSettings, NodeSettings, OidcSettings, SettingsError
from exchange.sync.context import NodeContext
from tests.support.console import Answer, Browser, console_of
from tests.support.federation import ORGANS, SOURCE, audited, federate, opened
from tests.support.provider import CLIENT, SECRET, Provider, providing

BACK = "https://console.example/login/oidc/back"


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """A console and its provider."""

    context: NodeContext
    provider: Provider
    address: str

    def visitor(self) -> Browser:
        return Browser(self.address, self.context.settings, who="")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    settings = federate(tmp_path, [SOURCE])[SOURCE]
    secret = settings.home / "keys" / "oidc.secret"
    secret.write_text(f"{SECRET}\n")
    with providing() as provider:
        roles = {"audit-office": "auditor", "admins": "system-admin", "market": f"organ/{ORGANS[SOURCE]}"}
        oidc = OidcSettings(issuer=provider.issuer, client_id=CLIENT, client_secret_file=secret, redirect_uri=BACK, roles=roles)
        console = ConsoleSettings(listen="127.0.0.1:0", oidc=oidc)
        with opened(replace(settings, console=console)) as context, console_of(context) as address:
            yield Scene(context=context, provider=provider, address=address)


def to_provider(scene: Scene, visitor: Browser) -> str:
    """The console sends the browser there, the provider sends it back: the path it comes back with."""
    away = visitor.get("/login/oidc")
    assert away.status == 302, away.text
    target = urlsplit(away.headers["location"])
    connection = http.client.HTTPConnection(target.netloc, timeout=10)
    connection.request("GET", f"{target.path}?{target.query}")
    back = urlsplit(connection.getresponse().getheader("Location") or "")
    connection.close()
    return f"{back.path}?{back.query}"


def log_in(scene: Scene, visitor: Browser) -> Answer:
    return visitor.get(to_provider(scene, visitor))


def test_a_known_group_gets_in_as_its_role_and_the_log_names_the_person(scene: Scene) -> None:
    visitor = scene.visitor()

    assert log_in(scene, visitor).status == 200
    assert "zhang-01" in visitor.get("/").text
    assert visitor.get("/audit").status == 200
    assert visitor.get("/leads/new").status == 403
    entered = visitor.get("/audit?tag=console:visitor:enter").text
    assert f"exchange://{SOURCE}/auditor/oidc#zhang-01" in entered


def test_an_officer_acts_for_the_organ_that_the_group_names(scene: Scene) -> None:
    scene.provider.claims["groups"] = "market"
    visitor = scene.visitor()

    assert log_in(scene, visitor).status == 200
    assert visitor.get("/leads/new").status == 200


@pytest.mark.parametrize(
    ("groups", "words"),
    [([], "无角色"), (["strangers"], "无角色"), (["audit-office", "admins"], "auditor"), (["audit-office", "market"], "auditor")],
)
def test_no_role_or_two_get_nobody_in(scene: Scene, groups: list[str], words: str) -> None:
    scene.provider.claims["groups"] = groups
    visitor = scene.visitor()
    answer = log_in(scene, visitor)

    assert answer.status == 401
    assert words in answer.text
    assert visitor.get("/").status == 303


LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://evil.example"},
    "another audience": {"aud": "somebody-else"},
    "expired": {"exp": 1_700_000_000},
    "another nonce": {"nonce": "of another log-in"},
    "no nonce": {"nonce": None},
    "no subject": {"sub": None},
    "a person that can't be logged": {"sub": "x" * 65},
    "a person with control characters": {"sub": "zhang\n01"},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_token_that_lies_gets_nobody_in(scene: Scene, lie: str) -> None:
    scene.provider.lies = LIES[lie]
    visitor = scene.visitor()

    assert log_in(scene, visitor).status == 401
    assert visitor.get("/").status == 303
    assert audited(scene.context, "console:visitor:refuse") == ["LOGIN_REFUSED"]


def test_a_token_signed_by_another_key_by_the_client_secret_or_by_none_gets_nobody_in(scene: Scene) -> None:
    scene.provider.sign_with = scene.provider.strange
    assert log_in(scene, scene.visitor()).status == 401
    scene.provider.sign_with, scene.provider.header = OctKey.import_key(SECRET), {"alg": "HS256"}
    scene.provider.algorithms = ["RS256", "HS256", "none"]
    assert log_in(scene, scene.visitor()).status == 401


def test_a_key_that_was_rotated_is_fetched_anew(scene: Scene) -> None:
    assert log_in(scene, scene.visitor()).status == 200
    scene.provider.rotate()

    assert log_in(scene, scene.visitor()).status == 200


def test_a_provider_that_calls_itself_otherwise_is_not_asked(scene: Scene) -> None:
    scene.provider.claimed_issuer = "https://evil.example"

    assert scene.visitor().get("/login/oidc").status == 401


def test_what_another_browser_began_is_not_ended_here(scene: Scene) -> None:
    """Log-in CSRF: a thief's code in a victim's browser."""
    path = to_provider(scene, scene.visitor())
    victim = scene.visitor()

    assert victim.get(path).status == 401
    assert victim.get("/").status == 303


def test_a_code_is_taken_once(scene: Scene) -> None:
    visitor = scene.visitor()
    path = to_provider(scene, visitor)
    assert visitor.get(path).status == 200
    visitor.cookies.pop("__Host-exchange")

    assert visitor.get(path).status == 401


def test_cookies_are_for_this_host_alone_and_never_for_scripts(scene: Scene) -> None:
    visitor = scene.visitor()
    away = visitor.get("/login/oidc").headers["set-cookie"].lower()
    assert all(one in away for one in ("__host-login=", "httponly", "secure", "samesite=lax", "path=/"))
    assert "domain" not in away


def test_a_provider_that_is_away_is_said_so(tmp_path: Path, scene: Scene) -> None:
    console = scene.context.settings.console
    assert console.oidc is not None
    away = replace(console, oidc=replace(console.oidc, issuer="http://127.0.0.1:1"))
    with console_of(replace(scene.context, settings=replace(scene.context.settings, console=away))) as address:
        answer = Browser(address, scene.context.settings, who="").get("/login/oidc")
    assert answer.status == 401
    assert "无法连接" in answer.text


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"issuer": "http://login.example"}, "issuer"),
        ({"roles": {}}, "roles"),
        ({"roles": {"a": "king"}}, "roles.a"),
        ({"roles": {"a": "organ"}}, "roles.a"),
        ({"colour": "red"}, "colour"),
        ({"client_id": None}, "client_id missing"),
    ],
)
def test_settings_that_are_wrong_are_named(tmp_path: Path, change: dict[str, Any], named: str) -> None:
    settings = federate(tmp_path, [SOURCE])[SOURCE]
    values: dict[str, Any] = {
        "issuer": "https://login.example",
        "client_id": "c",
        "client_secret_file": "keys/s",
        "redirect_uri": BACK,
        "roles": {"a": "auditor"},
    }
    values |= change
    lines = [f'{name} = "{value}"' for name, value in values.items() if isinstance(value, str)]
    table = ", ".join(f'"{group}" = "{role}"' for group, role in values["roles"].items())
    path = settings.home / "node.toml"
    path.write_text("\n".join([path.read_text(), "[console.oidc]", *lines, f"roles = {{ {table} }}", ""]))

    with pytest.raises(SettingsError, match=named):
        NodeSettings.load(path)
