"""Help inside: what each page is for, what one does there, and the law behind each clock (from the table the clocks themselves read)."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from exchange.console.pages.base import page
from exchange.console.rendering import shown
from exchange.console.tables import Filter, Table, cell, given
from exchange.domain.clocks import ClockRule, rules
from exchange.domain.periods import Unit
from exchange.texts.i18n import N_, _
from exchange.trust.identity import Role

SEEN_BY = frozenset(Role) - {Role.NODE}
HELP: Mapping[str, tuple[str, ...]] = {
    "/": (
        N_(
            "The first page shows what waits for you: leads that nobody has received yet, clocks that run out next. Below stands "
            "every page of yours."
        ),
        N_("The purpose at the top goes into the audit log with everything you look at; choose the one that you are here for."),
    ),
    "/leads": (
        N_(
            "Leads, cases handed over, requests for assistance and suspected crimes, in both directions. A lead is a record signed "
            "by its sender's organ; receipt, acceptance or return are records of the receiver's."
        ),
        N_(
            "A lead's page shows both sides' signed steps, its clocks with the working days that are left, its files, and the steps "
            "that the law leaves open now; those that are shut say why."
        ),
        N_("Nothing is sent until it is signed: the form names each fault, and what you have filled in stays."),
    ),
    "/tasks": (
        N_(
            "Every duty whose time runs: what must be done, by whom, until when, under which rule. Most urgent first; red is "
            "overdue, amber due within the days that the node's settings name."
        ),
        N_("Days are counted as the law of each rule counts them; the table of clocks below names it."),
    ),
    "/companies": (
        N_(
            "Look a company up by code, or by a name that is only half remembered. Each hit says how sure it is and why; nothing is "
            "merged by itself."
        ),
        N_(
            "A company's page shows what every member of the Delta has published about it, how fresh each source is, open leads, "
            "risk, warnings, and whether a violation would be its first (行政处罚法 33)."
        ),
    ),
    "/outcomes": (
        N_(
            "Decisions and other outcomes of all members that are for this one: in force, repaired, revoked or taken down, each "
            "with its whole life."
        ),
        N_(
            "An outcome's page says, scope by scope, whether your organ may rely on it, which conditions hold, and what you must "
            "still do (RULES R1 to R6)."
        ),
    ),
    "/reliance": (
        N_(
            "What rests on which outcome: your organ's decisions, and neighbours' on yours. When an outcome is withdrawn, each "
            "reliance shows red until a person has reviewed it."
        ),
    ),
    "/standards": (
        N_(
            "Supervision standards, discretion benchmarks and no-penalty lists of all members, version by version: what was in "
            "force on a day, what applies to an act (从旧兼从轻, 行政处罚法 37), two places side by side, and how a fine is reached "
            "step by step."
        ),
    ),
    "/draws": (
        N_(
            "Who is inspected, and which officers inspect, drawn by chance that nobody holds alone (优化营商环境条例 54). Each draw shows "
            "what every party committed to and revealed, the seed, and whether this node computes the same lists."
        ),
    ),
    "/plans": (
        N_(
            "Joint inspections: whom two or more organs visit together, when, and who comes. The lead organ proposes a version; it is in "
            "force once every party has countersigned it and the lead has published it."
        ),
        N_(
            "A plan's page says whose step is awaited. Organs sign here: countersign or refuse, publish, withdraw, enter results, check a "
            "rectification, recognise a neighbour's result. What you countersign is the version that you were shown; if a newer one has "
            "come meanwhile, nothing is signed."
        ),
    ),
    "/corrections": (
        N_(
            "A neighbour's record has a mistake? Ask its origin to correct it: name the field, the right value and the reason. The "
            "origin must answer; both sides' steps stand in the ledgers (政务数据共享条例; 个人信息保护法 8, 46)."
        ),
    ),
    "/warnings": (
        N_(
            "What transparent rules noticed: the same company penalised again across the border, a cluster of one matter, a company that "
            "moved after a penalty. A hint to look, never a finding about a company."
        ),
    ),
    "/guidance": (
        N_("How cases of a kind were decided, published so that like cases are decided alike. Search by words, domain or matter."),
    ),
    "/audit": (
        N_(
            "Everything that was looked at, sent, refused or changed on this node, by whom, for what purpose. Nobody can change it: "
            "each row is proved against a root that neighbours have witnessed; a row that doesn't hold is red and says why."
        ),
        N_(
            "To review a month: filter, look at what is unusual, prove the time complete, export the evidence, sign the review off. "
            "The sign-off is itself an entry."
        ),
    ),
    "/federation": (
        N_(
            "Every member as this node knows it: how many records behind and for how long, who has cosigned its latest checkpoint, "
            "which key or certificate ends next."
        ),
        N_(
            "A ledger that has shown two histories is frozen, with both signed notes as evidence. Only a security administrator "
            "lifts that, with a reason."
        ),
    ),
    "/accounts": (
        N_(
            "Accounts for people without a certificate or single sign-on: name, password, one-time code. One role each; nobody "
            "holds two of auditor, system administrator and security administrator."
        ),
        N_("Locking or resetting an account ends its sessions at once."),
    ),
    "/jobs": (
        N_(
            "What the node does by itself: pulling neighbours' ledgers, having its own witnessed, collecting from and delivering "
            "into case stores. Each run with its counts and its error; one can be run now."
        ),
    ),
    "/deliveries": (
        N_(
            "Records that a case store hasn't taken: tried again by themselves, then parked with the reason until a person replays "
            "them. One bad record never holds up the others."
        ),
    ),
    "/why": (
        N_(
            "A neighbour says it sent a record, and you don't have it? Its number, or its place in the neighbour's ledger, answers: "
            "withheld by rule, refused and why, parked, awaiting review, or not pulled yet."
        ),
    ),
    "/help": (N_("What each page is for, and the law behind each clock. The key ? opens the help of the page you are on."),),
}
"""By the page's address; a test holds that every page in a menu stands here."""


_UNITS = {
    Unit.WORKING_DAY: N_("{count} working days"),
    Unit.NATURAL_DAY: N_("{count} calendar days"),
    Unit.DAY: N_("{count} days (日, counted as calendar days)"),
    Unit.HOUR: N_("{count} hours"),
    Unit.MONTH: N_("{count} months"),
    Unit.YEAR: N_("{count} years"),
}


def _time(one: ClockRule) -> str:
    """`15 working days`; a minimum keeping time says so."""
    text = _(_UNITS[one.unit]).format(count=one.amount)
    return _("at least {time}").format(time=text) if one.minimum else text


async def show_help(request: Request) -> Response:
    """All that concerns the visitor's role, and the clocks."""
    filters = [Filter(name="q", label=_("Words"), hint=_("rule, matter or law"))]
    words = given(request, filters)["q"]
    found = [one for one in rules() if words.casefold() in f"{one.rule_id} {one.process} {one.basis}".casefold()]
    table = Table(
        columns=[_("Rule"), _("What"), _("Begins with"), _("Time"), _("Who"), _("Law"), _("Extension, effect"), _("Confidence")],
        rows=[
            [
                cell(one.rule_id, code=True),
                cell(one.process),
                cell(one.starts),
                cell(_time(one)),
                cell(one.actor),
                cell(one.basis),
                cell(one.effect),
                cell(one.confidence),
            ]
            for one in found
        ],
    )
    pages = [one for one in request.app.state.menu(request) if one.path in HELP]
    texts = {one.path: [_(text) for text in HELP[one.path]] for one in pages}
    return shown(request, "help.html", table, name="clocks", filters=filters, pages=pages, texts=texts)


PAGE = page(path="/help", title=N_("Help"), roles=SEEN_BY, handlers={"GET /help": show_help})
