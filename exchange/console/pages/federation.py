"""The federation: every member on a sketch of the Delta and in a table; one member with its checkpoint, ends of keys, and forks."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.asking import ask, may
from exchange.console.map import HEIGHT, WIDTH, Place, drawn
from exchange.console.pages.base import page
from exchange.console.pages.names import member_name
from exchange.console.rendering import render, see_other, shown
from exchange.console.tables import Cell, Table, cell
from exchange.texts.formats import moment
from exchange.texts.i18n import N_, _
from exchange.texts.terms import word
from exchange.trust.identity import Role
from exchange.v1 import error_pb2
from exchange.v1 import operations_service_pb2 as pb
from exchange.wire import FieldFault, RefusedError, invalid

SEEN_BY = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
SOON_DAYS = 30  # an end nearer than this is marked
DAY_S = 86_400
TEST = "OperationsService/TestConnection"
LIFT = "OperationsService/LiftFreeze"


async def show_federation(request: Request) -> Response:
    """All members."""
    answer = await ask(request, "OperationsService/GetFederation", pb.GetFederationRequest())
    now = answer.as_of.ToMicroseconds()
    table = Table(
        columns=[
            _("Member"), _("State"), _("Entries here"), _("Lag, records"), _("Lag, seconds"), _("Last success"), _("Software"),
            _("Witnessed up to"), _("Cosigned by"), _("Next end"),
        ],
        rows=[_row(request, one, now) for one in answer.members],
    )  # fmt: skip
    places = [_place(one) for one in answer.members]
    ends = answer.membership_expires_at
    return shown(
        request,
        "federation.html",
        table,
        name="federation",
        places=drawn(places),
        size=(WIDTH, HEIGHT),
        membership=cell(moment(ends), tone=_tone_of_end(ends.ToMicroseconds(), now)),
    )


def _row(request: Request, one: pb.MemberStanding, now: int) -> list[Cell]:
    text, tone = standing(one)
    end = min(one.expiries, key=lambda each: each.not_after.ToMicroseconds(), default=None)
    behind = "" if one.own or not one.HasField("verified_at") else f"{max(0, now - one.verified_at.ToMicroseconds()) // 1_000_000}"
    return [
        cell(member_name(request, one.member), href=f"/federation/{one.member}"),
        cell(text, tone=tone, title=one.last_error),
        cell(one.size),
        cell("" if one.own else one.lag),
        cell(behind),
        cell("" if one.own else moment(one.verified_at)),
        cell(one.software, code=True),
        cell(one.witnessed_size),
        cell("; ".join(one.witnesses)),
        cell(moment(end.not_after)[:10], tone=_tone_of_end(end.not_after.ToMicroseconds(), now)) if end else cell(""),
    ]


def standing(one: pb.MemberStanding) -> tuple[str, str]:
    """How a member stands, in a word and a colour."""
    if any(not fork.HasField("lifted_at") for fork in one.forks):
        return _("frozen"), "bad"
    if one.own:
        return _("this node"), "good"
    if not one.HasField("verified_at"):
        return _("never read"), "bad"
    if one.last_error:
        return _("pull fails"), "bad"
    return (_("behind"), "warn") if one.lag else (_("up to date"), "good")


def _tone_of_end(end: int, now: int) -> str:
    left = (end - now) / 1_000_000 / DAY_S
    return "bad" if left <= 0 else "warn" if left < SOON_DAYS else ""


def _place(one: pb.MemberStanding) -> Place:
    state, tone = standing(one)
    return Place(code=one.member, name=one.name, state=state, tone=tone, href=f"/federation/{one.member}", own=one.own)


async def show_member(request: Request) -> Response:
    """One member."""
    return await _member_page(request)


async def _member_page(
    request: Request, *, tested: pb.TestConnectionResponse | None = None, fault: str = "", status: int = 200
) -> Response:
    answer = await ask(request, "OperationsService/GetFederation", pb.GetFederationRequest())
    code = str(request.path_params["member"])
    one = next((each for each in answer.members if each.member == code), None)
    if one is None:
        raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, _("{code} isn't a member.").format(code=code))
    now = answer.as_of.ToMicroseconds()
    return render(
        request,
        "member.html",
        status=status,
        one=one,
        facts=_facts(one),
        ends=_ends(one, now),
        tested=_stages(tested) if tested else None,
        may_test=may(request, TEST) and not one.own,
        may_lift=may(request, LIFT) and any(not fork.HasField("lifted_at") for fork in one.forks),
        fault=fault,
        done=request.query_params.get("done", ""),
    )


def _facts(one: pb.MemberStanding) -> list[tuple[str, Cell]]:
    text, tone = standing(one)
    facts = [
        (_("State"), cell(text, tone=tone)),
        (_("Address"), cell("; ".join(one.endpoints), code=True)),
        (_("Software"), cell(one.software, code=True)),
        (_("Entries here"), cell(one.size)),
        (_("Lag, records"), cell("" if one.own else one.lag)),
        (_("Last success"), cell("" if one.own else moment(one.verified_at))),
        (_("Last error"), cell(one.last_error, code=True)),
        (_("Witnessed up to"), cell(one.witnessed_size)),
        (_("Cosigned by"), cell("; ".join(one.witnesses))),
        (_("Root"), cell(one.root.hex(), code=True)),
    ]
    return [(label, value) for label, value in facts if value.text]


def _ends(one: pb.MemberStanding, now: int) -> Table:
    return Table(
        columns=[_("Key or certificate"), _("Holder"), _("Ends")],
        rows=[
            [
                cell(word(pb.ExpiryKind, each.kind)),
                cell(each.of, code=True),
                cell(moment(each.not_after), tone=_tone_of_end(each.not_after.ToMicroseconds(), now)),
            ]
            for each in sorted(one.expiries, key=lambda each: each.not_after.ToMicroseconds())
        ],
    )


def _stages(found: pb.TestConnectionResponse) -> Table:
    return Table(
        columns=[_("Stage"), _("Result"), _("Found"), _("Seconds")],
        rows=[
            [
                cell(word(pb.ConnectionStep, one.step)),
                cell(_("passed"), tone="good") if one.passed else cell(_("failed"), tone="bad"),
                cell(one.detail, code=True),
                cell(f"{one.seconds:.2f}"),
            ]
            for one in found.stages
        ],
    )


async def test_connection(request: Request) -> Response:
    """Tries it now; the result stands on the page."""
    found = await ask(request, TEST, pb.TestConnectionRequest(member=str(request.path_params["member"])))
    return await _member_page(request, tested=found)


async def lift(request: Request) -> Response:
    """A person's decision: it needs a reason, and the member's code once more."""
    form = await request.form()
    code, reason = str(request.path_params["member"]), str(form.get("reason", "")).strip()
    try:
        if str(form.get("code", "")).strip() != code:
            raise invalid("code", _("type {code} to confirm").format(code=code))
        await ask(request, LIFT, pb.LiftFreezeRequest(member=code, reason=reason))
    except RefusedError as refused:
        fields: list[FieldFault] = list(refused.fields)
        return await _member_page(request, fault="; ".join(one.description for one in fields) or str(refused), status=400)
    return see_other(f"/federation/{code}?done=1")


PAGE = page(
    path="/federation",
    title=N_("Federation"),
    roles=SEEN_BY,
    handlers={
        "GET /federation": show_federation,
        "GET /federation/{member}": show_member,
    },
)
TESTING = page(
    path="/federation",
    title=N_("Test the connection"),
    roles=frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN}),
    handlers={"POST /federation/{member}/test": test_connection},
    in_menu=False,
)
LIFTING = page(
    path="/federation",
    title=N_("Lift the freeze"),
    roles=frozenset({Role.SECURITY_ADMIN}),
    handlers={"POST /federation/{member}/lift": lift},
    in_menu=False,
)
