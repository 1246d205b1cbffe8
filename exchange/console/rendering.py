"""Templates and what they may use: texts in the visitor's language, times, amounts, words of the wire's values."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib import import_module, resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from exchange.console.tables import CSV, FORMAT, TABLE, TOKEN, Filter, Table, address, csv_answer, given, page_token
from exchange.console.visitors import PURPOSES, Visitor
from exchange.texts import i18n, terms
from exchange.texts.formats import moment, yuan
from exchange.trust.errors import UnknownMemberError
from exchange.trust.identity import Role
from exchange.trust.membership import Membership
from exchange.v1 import record_pb2

SHORT = 8  # characters
SEE_OTHER = 303
_TIME = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?")


def environment() -> Environment:
    """Templates escape what they print, and fail on a name that isn't there."""
    made = Environment(
        loader=PackageLoader("exchange.console"),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        _=i18n._, word=_word, role_word=terms.role_word, tag_word=terms.tag_word, reason_word=terms.reason_word, purpose_word=_purpose_word
    )
    made.globals.update(language=i18n.language, file_name=_file_name)
    made.filters.update(moment=moment, yuan=yuan)
    made.globals.update(csv_of=_csv_of)
    made.tests.update(short=_is_short)
    return made


def _word(enum: str, value: int) -> str:
    """`word("lead.LeadState", 4)`: a wire value in words."""
    module, _dot, name = enum.partition(".")
    return terms.word(getattr(import_module(f"exchange.v1.{module}_pb2"), name), value)


def _file_name(line: str) -> str:
    """The name of an uploaded file as a form carries it (console.js)."""
    return str(json.loads(line)["name"])


def _csv_of(request: Request, name: str) -> str:
    """The address of one of a page's side tables as CSV."""
    return address(request, **{TABLE: name, FORMAT: CSV})


def _is_short(text: str) -> bool:
    """Whether a table's cell keeps the text on one line: a word or two, a day, a time."""
    return len(text) <= SHORT or _TIME.fullmatch(text) is not None


def _purpose_word(code: str) -> str:
    return terms.word(record_pb2.Purpose, record_pb2.Purpose.Value(f"PURPOSE_{code}"))


def shown(request: Request, template: str, table: Table, *, name: str, filters: Sequence[Filter] = (), **values: Any) -> Response:
    """The page, or the table as CSV where the address asks for it (`name` becomes the file's)."""
    if request.query_params.get(FORMAT) == CSV and not request.query_params.get(TABLE):
        return csv_answer(table, name=name)
    links = {
        "csv": address(request, **{FORMAT: CSV}),
        "next": address(request, **{TOKEN: table.next_token}) if table.next_token else "",
        "first": address(request, **{TOKEN: ""}) if page_token(request) else "",
    }
    return render(request, template, table=table, filters=filters, given=given(request, filters), links=links, **values)


def render(request: Request, template: str, /, *, status: int = 200, **values: Any) -> Response:
    """A page, or with htmx's request header the part of it that the template defines as such; or one of its side tables as CSV."""
    side = request.query_params.get(TABLE, "")
    found = {**values, **values.get("side_tables", {})}.get(side)
    if request.query_params.get(FORMAT) == CSV and isinstance(found, Table):
        return csv_answer(found, name=side)
    visitor: Visitor | None = getattr(request.state, "visitor", None)
    page = request.app.state.templates.get_template(template)
    menu = request.app.state.menu(request) if visitor else ()
    content = page.render(
        request=request,
        visitor=visitor,
        who=_who(request, visitor) if visitor else "",
        purposes=PURPOSES[visitor.role] if visitor else (),
        menu=menu,
        help_anchor=_help_anchor(request, menu),
        node=request.app.state.context.settings,
        is_part="hx-request" in request.headers,
        **values,
    )
    return HTMLResponse(content, status_code=status)


def see_other(place: str) -> Response:
    """To another page, which is then asked for: what a form that was taken is answered with."""
    return RedirectResponse(place, status_code=SEE_OTHER)


def _help_anchor(request: Request, menu: Sequence[Any]) -> str:
    """Where the help says what the page is for: the menu's page that it belongs to."""
    here = request.url.path
    paths = [one.path for one in menu if here == one.path or (one.path != "/" and here.startswith(one.path + "/"))]
    return (paths[0] if paths else "/").strip("/") or "start"


def _who(request: Request, visitor: Visitor) -> str:
    """The person; an organ by its name."""
    if visitor.person or visitor.role is not Role.ORGAN:
        return visitor.person or visitor.identity.name
    membership: Membership = request.app.state.context.trust.membership
    try:
        return membership.organ(visitor.identity.name)[1].name
    except UnknownMemberError:
        return visitor.identity.name


def static_folder() -> str:
    """Where the assets lie."""
    return str(resources.files("exchange.console") / "static")
