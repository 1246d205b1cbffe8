"""Logging in by account: name, password and one-time code in one form; at the first log-in a new password and the codes are set up."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import segno
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from exchange.console import door
from exchange.console.accounts import SHORTEST, Accounts, Gate, Tried
from exchange.console.door import UNAUTHORIZED, login_page, welcome
from exchange.console.rendering import render
from exchange.console.visitors import Visitors
from exchange.domain.audit import AuditTag
from exchange.storage.accounts import StoredAccount
from exchange.texts.i18n import _, language
from exchange.wire import RefusedError

ACCOUNT = "account"
BAD_REQUEST = 400
BUSY = 503
LONGEST_FIELD = 512  # characters taken of a field
MOST_WAITING = 20  # log-ins
_hashing = ThreadPoolExecutor(1, thread_name_prefix="log-in")
_waiting = set[object]()


async def enter(request: Request) -> Response:
    """With name, password and code."""
    given = await _given(request, "name", "password", "code")
    if (tried := await _hashed(partial(_accounts(request).enter, *given, address=door.address(request)))) is None:
        return _busy(request)
    if tried.gate is Gate.ENROL and tried.account:
        return _enrol_page(request, tried.account)
    return await _through(request, tried, given[0])


async def enrol(request: Request) -> Response:
    """The first log-in."""
    name, password, code, new, again = await _given(request, "name", "password", "code", "new_password", "again")
    accounts = _accounts(request)
    try:
        if new != again:
            fault = _("The two new passwords differ.")
            first = await _hashed(partial(accounts.enter, name, password, "", address=door.address(request)))
            account = first.account if first else None
            return _enrol_page(request, account, fault) if account else await _through(request, Tried(gate=Gate.REFUSED), name)
        enrolling = partial(accounts.enrol, name, password, code, new_password=new, address=door.address(request))
        if (tried := await _hashed(enrolling)) is None:
            return _busy(request)
    except RefusedError as refused:
        account = next(one for one in accounts.list() if one.name == name)
        return _enrol_page(request, account, "; ".join(_password_words(one.description) for one in refused.fields))
    if tried.gate is Gate.ENROL and tried.account:
        return _enrol_page(request, tried.account, _("The code isn't right. Is the phone's clock right?"))
    return await _through(request, tried, name)


async def _hashed(work: Callable[[], Tried]) -> Tried | None:
    """The outcome, in the one thread that hashes; None where too many wait already: a hash takes 64 MiB and a good part of a second."""
    if len(_waiting) >= MOST_WAITING:
        return None
    ticket = object()
    _waiting.add(ticket)
    try:
        return await asyncio.get_running_loop().run_in_executor(_hashing, work)
    finally:
        _waiting.discard(ticket)


def _busy(request: Request) -> Response:
    return login_page(request, fault=_("Too many people are logging in. Try again in a minute."), status=BUSY)


def _password_words(fault: str) -> str:
    return _(
        "The new password isn't taken: {fault}. At least {count} characters; a few words that don't belong together are right."
    ).format(fault=fault, count=SHORTEST)


async def _through(request: Request, tried: Tried, name: str) -> Response:
    if tried.gate is Gate.IN and tried.account:
        account, accounts, visitors = tried.account, _accounts(request), _visitors(request)
        token, visitor = visitors.enter(accounts.identity(account), person=account.name, how=ACCOUNT, language=language())
        await door.log(request, AuditTag.LOGGED_IN, how=ACCOUNT, identity=visitor.identity, person=account.name)
        return welcome(token)
    waits = tried.gate is Gate.WAIT
    await door.log(request, AuditTag.LOGIN_REFUSED, how=ACCOUNT, detail=f"{name[:64]}: {tried.gate.value}")
    fault = (
        _("Too many tries in vain. Wait a quarter of an hour, or ask the security administrator.")
        if waits
        else _("Name, password or code is wrong.")
    )
    return login_page(request, fault=fault, status=UNAUTHORIZED, name=name)


def _enrol_page(request: Request, account: StoredAccount, fault: str = "") -> Response:
    """The secret as a QR code and in letters, and what must be entered."""
    uri = _accounts(request).provisioning(account)
    picture = io.BytesIO()
    segno.make(uri, error="m").save(picture, kind="svg", scale=5, xmldecl=False, svgns=True, omitsize=True, border=4)
    values = {"name": account.name, "uri": uri, "secret": _secret_in(uri), "picture": picture.getvalue().decode()}
    return render(request, "enrol.html", status=BAD_REQUEST if fault else 200, fault=fault, shortest=SHORTEST, **values)


def _secret_in(uri: str) -> str:
    """The secret for those who type it, in groups of four."""
    secret = uri.partition("secret=")[2].partition("&")[0]
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


async def _given(request: Request, *names: str) -> tuple[str, ...]:
    form = await request.form()
    return tuple(str(form.get(name, ""))[:LONGEST_FIELD] for name in names)


def _accounts(request: Request) -> Accounts:
    found: Accounts = request.app.state.accounts
    return found


def _visitors(request: Request) -> Visitors:
    found: Visitors = request.app.state.visitors
    return found


ROUTES = [Route("/login/account", enter, methods=["POST"]), Route("/login/enrol", enrol, methods=["POST"])]
