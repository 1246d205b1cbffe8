"""Standards: what is in force where, what applies to an act, two places side by side."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask
from exchange.console.pages.base import page
from exchange.console.pages.items import Pair, item_facts
from exchange.console.pages.names import choices, context_of, member_choices, member_name, put, said, sources_table
from exchange.console.rendering import render, shown
from exchange.console.tables import Cell, Filter, Table, address_of, cell, given, page_token
from exchange.ledger.checkpoints import member_of
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word
from exchange.trust.identity import Role
from exchange.v1 import error_pb2, standard_pb2, standard_service_pb2, subject_pb2
from exchange.v1.standard_service_pb2 import ApplicableStandard, ComparedItem, StandardView
from exchange.wire import RefusedError

PAGE_SIZE = 50
SEEN_BY = frozenset({Role.ORGAN, Role.PLANNER, Role.AUDITOR})
TONES = {
    standard_service_pb2.COMPARISON_SAME: "good",
    standard_service_pb2.COMPARISON_STRICTER: "warn",
    standard_service_pb2.COMPARISON_MILDER: "warn",
    standard_service_pb2.COMPARISON_DIFFERENT_FACTORS: "warn",
    standard_service_pb2.COMPARISON_MISSING: "bad",
}


async def list_standards(request: Request) -> Response:
    """Every version that is held here."""
    filters = [
        Filter(name="member", label=_("Issuing member"), kind="select", choices=member_choices(request)),
        Filter(name="domain", label=_("Domain"), kind="select", choices=choices(subject_pb2.EnforcementDomain)),
        Filter(name="kind", label=_("Kind"), kind="select", choices=choices(standard_pb2.StandardKind)),
    ]
    message = standard_service_pb2.ListStandardsRequest(page_size=PAGE_SIZE, page_token=page_token(request))
    put(message, given(request, filters))
    answer = await ask(request, "StandardService/ListStandards", message)
    table = standards_table(answer.standards, next_token=answer.next_page_token)
    return shown(request, "standards.html", table, name="standards", filters=filters)


def standards_table(views: Iterable[StandardView], *, next_token: str = "") -> Table:
    """Standards as a table; the title leads to the version."""
    return Table(
        columns=[_("Title"), _("Standard"), _("Version"), _("Kind"), _("Domain"), _("In force"), _("Issuer"), _("State")],
        rows=[_row(one) for one in views],
        next_token=next_token,
    )


def _row(view: StandardView) -> list[Cell]:
    one = view.standard
    return [
        cell(one.title, href=place_of(view)),
        cell(one.standard_id, code=True),
        cell(one.version),
        cell(word(standard_pb2.StandardKind, one.kind)),
        cell(word(subject_pb2.EnforcementDomain, one.domain)),
        cell(_("{first} to {last}").format(first=one.valid_from, last=one.valid_to or _("open"))),
        cell(one.issuer_name),
        cell(_("replaced by a newer version"), tone="warn") if view.superseded_by else cell(_("newest"), tone="good"),
    ]


def place_of(view: StandardView, folder: str = "version", **more: str) -> str:
    """The address of a version: the standard, its issuer, and its first day in force."""
    return address_of(
        f"/standards/{folder}", id=view.standard.standard_id, member=member_of(view.ledger), on=view.standard.valid_from, **more
    )


async def version(request: Request) -> StandardView:
    """The version in the address: of a standard (`id`) of a member on a day (`on`; empty: today).

    Raises:
        RefusedError: NOT_FOUND, where none was in force then.
    """
    asked = request.query_params
    on = asked.get("on", "") or context_of(request).today.isoformat()
    message = standard_service_pb2.GetStandardInForceRequest(standard_id=asked.get("id", ""), member=asked.get("member", ""), on=on)
    answer = await ask(request, "StandardService/GetStandardInForce", message)
    if not answer.standards:
        raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, _("No version of this standard was in force on {day}.").format(day=on))
    view: StandardView = answer.standards[0]
    return view


async def show_standard(request: Request) -> Response:
    """One version, item by item."""
    view = await version(request)
    one = view.standard
    known = [
        (_("Standard"), cell(f"{one.standard_id} · {one.version}", code=True)),
        (_("Kind"), cell(word(standard_pb2.StandardKind, one.kind))),
        (_("Domain"), cell(word(subject_pb2.EnforcementDomain, one.domain))),
        (_("In force"), cell(_("{first} to {last}").format(first=one.valid_from, last=one.valid_to or _("open")))),
        (_("Issuer"), cell(one.issuer_name)),
        (_("Document number"), cell(one.document_number)),
        (_("Legal basis"), cell("; ".join(f"{each.law} {each.article} {each.paragraph}".strip() for each in one.legal_basis))),
        (_("Matters"), cell(", ".join(one.matter_codes))),
        (_("Issued"), cell(moment(view.issued_at))),
        (_("Superseded by"), cell(view.superseded_by, code=bool(view.superseded_by))),
        (_("Record"), cell(view.record_id, code=True)),
        (_("Digest of the text"), cell(one.text_digest.hex(), code=True)),
    ]
    items = [(each, item_facts(each), place_of(view, "fine", item=each.code) if each.HasField("discretion") else "") for each in one.items]
    return render(request, "standard.html", view=view, facts=[(label, value) for label, value in known if value.text], items=items)


async def applicable(request: Request) -> Response:
    """What applies to a matter in each place, by the days of act and decision."""
    filters = [
        Filter(name="matter_code", label=_("Matter"), hint=_("14 digits")),
        Filter(name="act_on", label=_("Day of the act"), kind="date"),
        Filter(name="decided_on", label=_("Day of the decision"), kind="date"),
        Filter(name="kind", label=_("Kind"), kind="select", choices=choices(standard_pb2.StandardKind)),
        Filter(name="place", label=_("Place"), kind="select", choices=member_choices(request)),
    ]
    wanted = given(request, filters)
    table, sources = Table(columns=[], rows=[]), None
    if wanted["matter_code"]:
        message = standard_service_pb2.GetApplicableStandardsRequest()
        put(message, wanted | {"act_on": wanted["act_on"] or context_of(request).today.isoformat()})
        answer = await ask(request, "StandardService/GetApplicableStandards", message)
        table, sources = _applicable_table(request, answer.standards), sources_table(request, answer.sources)
    return shown(request, "applicable.html", table, name="applicable", filters=filters, asked=wanted["matter_code"], sources=sources)


def _applicable_table(request: Request, found: Iterable[ApplicableStandard]) -> Table:
    return Table(
        columns=[_("Place"), _("Matter there"), _("Relation"), _("Version that applies"), _("Why"), _("Other version"), _("Person needed")],
        rows=[
            [
                cell(member_name(request, one.member)),
                cell(one.matter_code, code=True),
                cell(word(standard_pb2.MappingRelation, one.relation)),
                _version(one.standard, is_there=one.HasField("standard")),
                cell(said(one.reason, one.reason_en)),
                _version(one.other_version, is_there=one.HasField("other_version")),
                cell(_("a person must choose"), tone="warn") if one.needs_person else cell(""),
            ]
            for one in found
        ],
    )


def _version(view: StandardView, *, is_there: bool) -> Cell:
    return cell(f"{view.standard.title} ({view.standard.version})", href=place_of(view)) if is_there else cell("")


async def compare(request: Request) -> Response:
    """Two members' standards on one matter, item by item, with what differs."""
    members = member_choices(request)
    filters = [
        Filter(name="matter_code", label=_("Matter"), hint=_("14 digits")),
        Filter(name="first_member", label=_("First member"), kind="select", choices=members),
        Filter(name="second_member", label=_("Second member"), kind="select", choices=members),
        Filter(name="on", label=_("On"), kind="date"),
        Filter(name="kind", label=_("Kind"), kind="select", choices=choices(standard_pb2.StandardKind)),
    ]
    wanted = given(request, filters)
    answer, pairs, table, sources = None, [], Table(columns=[], rows=[]), None
    if wanted["matter_code"]:
        message = standard_service_pb2.CompareStandardsRequest()
        put(message, wanted | {"on": wanted["on"] or context_of(request).today.isoformat()})
        answer = await ask(request, "StandardService/CompareStandards", message)
        pairs = [Pair.of(one) for one in answer.items]
        table, sources = _differences(answer.items), sources_table(request, answer.sources)
    return shown(
        request,
        "compare.html",
        table,
        name="comparison",
        filters=filters,
        answer=answer,
        pairs=pairs,
        sources=sources,
        tones=TONES,
        sides=(member_name(request, wanted["first_member"]), member_name(request, wanted["second_member"])),
        place_of=place_of,
    )


def _differences(items: Iterable[ComparedItem]) -> Table:
    return Table(
        columns=[_("Item"), _("Kind"), _("Comparison"), _("Differences")],
        rows=[
            [
                cell(one.first.act or one.second.act),
                cell(word(standard_pb2.StandardKind, one.kind)),
                cell(word(standard_service_pb2.Comparison, one.comparison), tone=TONES.get(one.comparison, "")),
                cell(said("；".join(one.differences), "; ".join(one.differences_en))),
            ]
            for one in items
        ],
    )


PAGE = page(
    path="/standards",
    title=N_("Standards"),
    roles=SEEN_BY,
    handlers={
        "GET /standards": list_standards,
        "GET /standards/version": show_standard,
        "GET /standards/applicable": applicable,
        "GET /standards/compare": compare,
    },
)
