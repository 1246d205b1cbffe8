"""Logging in and out. By client certificate: TLS has proved who holds it, the membership says whose it is. By account: login_account.py."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from exchange.console import door, login_account, login_oidc
from exchange.console.certificates import client_certificate
from exchange.console.door import UNAUTHORIZED, login_page, welcome
from exchange.console.rendering import see_other
from exchange.console.visitors import COOKIE, PURPOSES, Visitors
from exchange.domain.audit import AuditTag
from exchange.sync.context import NodeContext
from exchange.texts.i18n import _, language
from exchange.trust.certificates import identity_of
from exchange.trust.errors import CertificateError, IdentityError
from exchange.trust.identity import Identity

CERTIFICATE = "certificate"


async def show(request: Request) -> Response:
    """The ways in."""
    identity, _fault = certificate_identity(request)
    return login_page(request, identity=identity)


async def by_certificate(request: Request) -> Response:
    """With the certificate that the browser has shown."""
    identity, fault = certificate_identity(request)
    if identity is None:
        await door.log(request, AuditTag.LOGIN_REFUSED, how=CERTIFICATE, detail=fault)
        return login_page(request, fault=fault, status=UNAUTHORIZED)
    certificate = x509.load_pem_x509_certificate(client_certificate(request.scope) or b"")
    visitors: Visitors = request.app.state.visitors
    token, _visitor = visitors.enter(
        identity, person="", how=CERTIFICATE, language=language(), certificate=certificate.fingerprint(hashes.SHA256()).hex()
    )
    await door.log(request, AuditTag.LOGGED_IN, how=CERTIFICATE, identity=identity)
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


async def leave(request: Request) -> Response:
    """Ends the session."""
    visitors: Visitors = request.app.state.visitors
    visitor = request.state.visitor
    visitors.leave(visitor)
    await door.log(request, AuditTag.LOGGED_OUT, how=visitor.how, identity=visitor.identity, person=visitor.person)
    answer = see_other("/login")
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="strict", path="/")
    return answer


ROUTES = [
    Route("/login", show, methods=["GET"]),
    Route("/login/certificate", by_certificate, methods=["POST"]),
    *login_account.ROUTES,
    *login_oidc.ROUTES,
    Route("/logout", leave, methods=["POST"]),
]
OPEN_PATHS = ("/login", "/static/")
"""What is shown to anybody."""
