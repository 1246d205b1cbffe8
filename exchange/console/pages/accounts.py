"""Accounts and sessions, for the security administrator: who may log in here, who is in now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.accounts import ROLES, Accounts
from exchange.console.asking import visitor_of
from exchange.console.pages.base import page
from exchange.console.pages.names import context_of, organ_name
from exchange.console.rendering import render, see_other
from exchange.console.tables import Cell, Table, cell
from exchange.console.visitors import Visitors
from exchange.storage.accounts import StoredAccount
from exchange.storage.reading.base import timestamp
from exchange.storage.sessions import StoredSession
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import role_word
from exchange.trust.identity import Identity, Role
from exchange.wire import RefusedError

BAD_REQUEST = 400
HOWS = {"certificate": N_("certificate"), "account": N_("account"), "oidc": N_("single sign-on")}
FIELDS = ("name", "role", "organ", "person")


async def show_accounts(request: Request) -> Response:
    """Both tables."""
    return _page(request)


def _page(
    request: Request, *, given: dict[str, str] | None = None, faults: dict[str, str] | None = None, shown: tuple[str, str] = ("", "")
) -> Response:
    accounts, sessions = _accounts(request).list(), _visitors(request).list()
    organs = [one.uscc for one in context_of(request).trust.membership.member(context_of(request).member).organs]
    return render(
        request,
        "accounts.html",
        status=BAD_REQUEST if faults else 200,
        accounts=accounts,
        accounts_table=_accounts_table(request, accounts),
        sessions=[one for one in sessions if one.token_digest != visitor_of(request).token_digest],
        sessions_table=_sessions_table(sessions),
        roles=[(one.value, role_word(one.value)) for one in ROLES],
        organs=[(one, organ_name(request, one)) for one in organs],
        given=given or dict.fromkeys(FIELDS, ""),
        faults=faults or {},
        shown=shown,
        session_words=_session_words,
    )


def _accounts_table(request: Request, accounts: Sequence[StoredAccount]) -> Table:
    return Table(
        columns=[_("Name"), _("Role"), _("Organ"), _("Held by"), _("State"), _("Last log-in"), _("Made by")],
        rows=[
            [
                cell(one.name, code=True),
                cell(role_word(one.role)),
                cell(organ_name(request, one.organ) if one.organ else ""),
                cell(one.person),
                _state(one),
                cell(moment(at) if (at := timestamp(one.used_at)) else ""),
                cell(one.created_by, code=True),
            ]
            for one in accounts
        ],
    )


def _state(one: StoredAccount) -> Cell:
    if one.locked:
        return cell(_("locked"), tone="bad")
    return cell(_("in use"), tone="good") if one.enrolled else cell(_("not set up yet"), tone="warn")


def _sessions_table(sessions: Sequence[StoredSession]) -> Table:
    return Table(
        columns=[_("Who"), _("Role"), _("By"), _("Since"), _("Last seen")],
        rows=[
            [
                cell(_session_words(one)),
                cell(role_word(Identity.parse(one.identity).role.value)),
                cell(_(HOWS.get(one.how, one.how))),
                cell(moment(at) if (at := timestamp(one.created_at)) else ""),
                cell(moment(at) if (at := timestamp(one.seen_at)) else ""),
            ]
            for one in sessions
        ],
    )


def _session_words(one: StoredSession) -> str:
    return Identity.parse(one.identity).acting(one.person)


async def add(request: Request) -> Response:
    """A new account; its one-time password is shown once, on this answer alone."""
    form = await request.form()
    given = {name: str(form.get(name, "")).strip() for name in FIELDS}
    try:
        password = await asyncio.to_thread(
            partial(_accounts(request).add, given["name"], **{name: given[name] for name in FIELDS[1:]}, by=_by(request))
        )
    except RefusedError as refused:
        return _page(request, given=given, faults={one.field: one.description for one in refused.fields})
    return _page(request, shown=(given["name"], password))


async def change(request: Request) -> Response:
    """Lock, unlock, reset or remove."""
    form = await request.form()
    name, what = str(form.get("name", "")), str(form.get("what", ""))
    accounts, by = _accounts(request), _by(request)
    acts: dict[str, Callable[[], str | None]] = {
        "lock": lambda: accounts.set_locked(name, locked=True, by=by),
        "unlock": lambda: accounts.set_locked(name, locked=False, by=by),
        "reset": lambda: accounts.reset(name, by=by),
        "remove": lambda: accounts.remove(name, by=by),
    }
    if what not in acts:
        return _page(request, faults={"what": _("{what} isn't known").format(what=repr(what))})
    try:
        password = await asyncio.to_thread(acts[what])
    except RefusedError as refused:
        return _page(request, faults={one.field: one.description for one in refused.fields})
    return _page(request, shown=(name, password)) if password else see_other("/accounts")


async def end_session(request: Request) -> Response:
    """Somebody's session ends at once."""
    digest = str((await request.form()).get("session", ""))
    await asyncio.to_thread(_visitors(request).end, digest, by=_by(request))
    return see_other("/accounts")


def _by(request: Request) -> str:
    visitor = visitor_of(request)
    return visitor.identity.acting(visitor.person)


def _accounts(request: Request) -> Accounts:
    found: Accounts = request.app.state.accounts
    return found


def _visitors(request: Request) -> Visitors:
    found: Visitors = request.app.state.visitors
    return found


PAGE = page(
    path="/accounts",
    title=N_("Accounts"),
    roles=frozenset({Role.SECURITY_ADMIN}),
    handlers={
        "GET /accounts": show_accounts,
        "POST /accounts/add": add,
        "POST /accounts/change": change,
        "POST /accounts/sessions/end": end_session,
    },
)
