"""Logging in and out. By client certificate: TLS has proved who holds it, the membership says whose it is."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from exchange.console.certificates import client_certificate
from exchange.console.rendering import render
from exchange.console.visitors import COOKIE, PURPOSES, Visitors
from exchange.sync.context import NodeContext
from exchange.texts.i18n import _, language
from exchange.trust.certificates import identity_of
from exchange.trust.errors import CertificateError, IdentityError
from exchange.trust.identity import Identity

SEE_OTHER = 303
UNAUTHORIZED = 401


async def show(request: Request) -> Response:
    """The ways in."""
    identity, _fault = certificate_identity(request)
    return render(request, "login.html", identity=identity, fault="")


async def by_certificate(request: Request) -> Response:
    """With the certificate that the browser has shown."""
    identity, fault = certificate_identity(request)
    if identity is None:
        return render(request, "login.html", status=UNAUTHORIZED, identity=None, fault=fault)
    certificate = x509.load_pem_x509_certificate(client_certificate(request.scope) or b"")
    visitors: Visitors = request.app.state.visitors
    token, _visitor = visitors.enter(
        identity, person="", how="certificate", language=language(), certificate=certificate.fingerprint(hashes.SHA256()).hex()
    )
    return welcome(token)


def certificate_identity(request: Request) -> tuple[Identity | None, str]:
    """Who the client certificate names, or why it lets nobody in."""
    pem = client_certificate(request.scope)
    if pem is None:
        return None, _("The browser showed no certificate. Import yours into it, then open this page again.")
    context: NodeContext = request.app.state.context
    certificate = x509.load_pem_x509_certificate(pem)
    try:
        identity = identity_of(certificate)
        context.trust.membership.authenticate(certificate, now=context.now())
    except (IdentityError, CertificateError) as error:
        return None, _("The certificate isn't accepted: {reason}").format(reason=error)
    if identity.member != context.member or identity.role not in PURPOSES:
        return None, _("The certificate is {identity}'s; this console is for people of {member}").format(
            identity=identity.uri, member=context.member
        )
    return identity, ""


def welcome(token: str) -> Response:
    """To the first page, with the session's cookie."""
    answer = RedirectResponse("/", status_code=SEE_OTHER)
    answer.set_cookie(COOKIE, token, secure=True, httponly=True, samesite="strict", path="/")
    return answer


async def leave(request: Request) -> Response:
    """Ends the session."""
    visitors: Visitors = request.app.state.visitors
    visitors.leave(request.state.visitor)
    answer = RedirectResponse("/login", status_code=SEE_OTHER)
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="strict", path="/")
    return answer


ROUTES = [
    Route("/login", show, methods=["GET"]),
    Route("/login/certificate", by_certificate, methods=["POST"]),
    Route("/logout", leave, methods=["POST"]),
]
OPEN_PATHS = ("/login", "/static/")
"""What is shown to anybody."""
