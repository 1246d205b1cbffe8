"""Logging in by single sign-on: OpenID Connect, authorization code with PKCE (RFC 7636), state and nonce (Authlib).

`[console.oidc]` in node.toml names the provider and says which of its groups is which role here; what no line names doesn't get in. The
node calls that provider and no other. The way there and back is tied to the browser by a signed cookie of its own, which lives ten minutes
and is "lax": a strict one wouldn't come back with the provider's redirect.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from joserfc.errors import JoseError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from exchange.console import door
from exchange.console.accounts import ADMINISTRATORS
from exchange.console.door import UNAUTHORIZED, login_page
from exchange.console.rendering import render
from exchange.console.visitors import PURPOSES, Visitors
from exchange.domain.audit import AuditTag
from exchange.settings import OidcSettings
from exchange.sync.context import NodeContext
from exchange.texts.i18n import _, language
from exchange.trust.errors import IdentityError, UnknownMemberError
from exchange.trust.identity import Identity, Role

OIDC = "oidc"
COOKIE, LIFE_S = "__Host-login", 600
ALGORITHMS = ("RS256", "PS256", "ES256", "EdDSA", "Ed25519")
"""Signatures of ID tokens that are taken, whatever the provider offers: none that a client secret, or nothing, could make."""
LEEWAY_S = 60
LONGEST_PERSON = 64
_FAULTS = (AuthlibBaseError, JoseError, httpx2.HTTPError, ValueError, KeyError, RuntimeError, TypeError)


class NotMappedError(ValueError):
    """The provider knows the person, this console doesn't; the message says what was looked for."""


def make_client(settings: OidcSettings) -> Any:
    """Authlib's client of the provider."""
    options: dict[str, Any] = {"scope": settings.scope, "code_challenge_method": "S256"}
    if settings.ca is not None:
        options["verify"] = str(settings.ca)
    oauth = OAuth()
    oauth.register(
        OIDC,
        client_id=settings.client_id,
        client_secret=settings.client_secret_file.read_text(encoding="utf-8").strip(),
        server_metadata_url=f"{settings.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs=options,
    )
    return oauth.create_client(OIDC)


async def depart(request: Request) -> Response:
    """To the provider."""
    settings = _settings(request)
    if settings is None:
        return login_page(request, fault=_("Single sign-on isn't set up here."), status=UNAUTHORIZED)
    try:
        client = request.app.state.oidc
        await _checked_metadata(client, settings)
        answer: Response = await client.authorize_redirect(request, settings.redirect_uri)
    except _FAULTS as error:
        return await _refused(request, error)
    return answer


async def arrive(request: Request) -> Response:
    """Back from it."""
    settings = _settings(request)
    if settings is None:
        return login_page(request, fault=_("Single sign-on isn't set up here."), status=UNAUTHORIZED)
    claims_options = {
        "iss": {"essential": True, "values": [settings.issuer]},
        "aud": {"essential": True, "values": [settings.client_id]},
        "sub": {"essential": True},
        "exp": {"essential": True},
        "nonce": {"essential": True},
    }
    try:
        client = request.app.state.oidc
        await _checked_metadata(client, settings)
        token = await client.authorize_access_token(request, claims_options=claims_options, leeway=LEEWAY_S)
        claims = token.get("userinfo")
        if not claims:
            raise ValueError("the provider gave no ID token")
        identity, person = _mapped(request.app.state.context, settings, claims)
    except _FAULTS as error:
        return await _refused(request, error)
    visitors: Visitors = request.app.state.visitors
    token_text, _visitor = visitors.enter(identity, person=person, how=OIDC, language=language())
    await door.log(request, AuditTag.LOGGED_IN, how=OIDC, identity=identity, person=person)
    # A page of our own goes on: a strict cookie doesn't go with a redirect that another site began.
    answer = render(request, "arrived.html")
    door.keep_token(answer, token_text)
    return answer


async def _checked_metadata(client: Any, settings: OidcSettings) -> None:
    """The provider's own description, held to what was configured.

    Raises:
        ValueError: it describes another issuer (a mix-up, RFC 9207), or signs with nothing that is taken.
    """
    metadata = await client.load_server_metadata()
    if metadata.get("issuer") != settings.issuer:
        raise ValueError(f"the provider calls itself {metadata.get('issuer')!r}; {settings.issuer!r} is configured")
    offered: Sequence[str] = metadata.get("id_token_signing_alg_values_supported") or ("RS256",)
    metadata["id_token_signing_alg_values_supported"] = [one for one in offered if one in ALGORITHMS]
    if not metadata["id_token_signing_alg_values_supported"]:
        raise ValueError(f"the provider signs with {', '.join(offered)}; {', '.join(ALGORITHMS)} are taken")


def _mapped(context: NodeContext, settings: OidcSettings, claims: Any) -> tuple[Identity, str]:
    """Who the person is here.

    Raises:
        NotMappedError: no role, several roles, or a name that can't be logged.
    """
    held = claims.get(settings.claim, [])
    groups = [held] if isinstance(held, str) else [str(one) for one in held]
    found = sorted({settings.roles[one] for one in groups if one in settings.roles})
    if not found:
        raise NotMappedError(f"none of {settings.claim}={groups} is a role here")
    if len(found) > 1:
        words = ", ".join(found)
        several = len(set(found) & ADMINISTRATORS) > 1
        raise NotMappedError(f"{words}: " + ("nobody holds two of these" if several else "one role at a time; the provider must send one"))
    role, _slash, organ = found[0].partition("/")
    person = str(claims.get(settings.person_claim) or "")
    if not 0 < len(person) <= LONGEST_PERSON or not person.isprintable():
        raise NotMappedError(f"{settings.person_claim} is {person!r}; 1 to {LONGEST_PERSON} printable characters are right")
    if Role(role) not in PURPOSES:
        raise NotMappedError(f"role {role!r} isn't one for people")
    if organ:
        try:
            member, _descriptor = context.trust.membership.organ(organ)
        except UnknownMemberError:
            member = ""
        if member != context.member:
            raise NotMappedError(f"{organ!r} isn't an organ of {context.member}")
    try:
        return Identity(member=context.member, role=Role(role), name=organ or OIDC), person
    except IdentityError as error:
        raise NotMappedError(str(error)) from error


async def _refused(request: Request, error: Exception) -> Response:
    await door.log(request, AuditTag.LOGIN_REFUSED, how=OIDC, detail=f"{type(error).__name__}: {error}")
    if isinstance(error, NotMappedError):
        fault = _("You are known there, and have no role here: {fault}").format(fault=error)
    elif isinstance(error, httpx2.HTTPError):
        fault = _("The log-in service can't be reached. Try again later, or log in another way.")
    else:
        fault = _("The log-in service's answer isn't accepted. Begin again; if that doesn't help, ask the administrator.")
    return login_page(request, fault=fault, status=UNAUTHORIZED)


def _settings(request: Request) -> OidcSettings | None:
    context: NodeContext = request.app.state.context
    return context.settings.console.oidc


ROUTES = [Route("/login/oidc", depart, methods=["GET"]), Route("/login/oidc/back", arrive, methods=["GET"])]
