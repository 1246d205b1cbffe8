"""What is shown for codes, and words for why a check is made and how a company came onto the list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from exchange.planning.model import Half, Problem, Selection, Trigger
from exchange.planning.outputs.checklist import Line
from exchange.planning.outputs.revisions import checks_of
from exchange.planning.plan import LeftOut, Visit
from exchange.planning.rules import rule_text
from exchange.texts.formats import printable
from exchange.texts.i18n import CHINESE, N_, _, language

_NOTHING: Mapping[str, str] = MappingProxyType({})
_HALVES = {Half.MORNING: N_("morning"), Half.AFTERNOON: N_("afternoon")}
_TRIGGERS = {
    Trigger.ROUTINE: N_("routine check"),
    Trigger.CASE: N_("check in a case"),
    Trigger.SPECIAL: N_("special check"),
    Trigger.SPECIAL_FROM_ABOVE: N_("special check ordered from above"),
    Trigger.COMPLAINT: N_("complaint"),
    Trigger.TRANSFER: N_("handed over by another organ"),
    Trigger.MONITORING: N_("monitoring gave cause"),
    Trigger.RECHECK: N_("re-check after rectification"),
}
_SELECTIONS = {
    Selection.DRAWN: N_("drawn at random"),
    Selection.KEY_SECTOR: N_("key sector, checked in full"),
    Selection.FOR_CAUSE: N_("for cause"),
    Selection.CHOSEN: N_("chosen by a person"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Labels:
    """Names by code: organs by USCC, companies by target id, matters by code. What has no name is shown as its code.

    Names come from records that others signed: none may break a line, move a cursor or turn the reading direction.
    """

    organs: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    targets: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    matters: Mapping[str, str] = field(default_factory=lambda: _NOTHING)

    def organ(self, uscc: str) -> str:
        """An organ as people call it."""
        return _in_one_line(self.organs.get(uscc, uscc))

    def target(self, target: str) -> str:
        """A company as people call it."""
        return _in_one_line(self.targets.get(target, target))

    def matter(self, code: str) -> str:
        """A matter by name and code."""
        return _in_one_line(f"{self.matters[code]} ({code})" if code in self.matters else code)

    def listed(self, codes: Iterable[str]) -> str:
        """Matters in one line."""
        return _(", ").join(self.matter(code) for code in codes)


def _in_one_line(text: str) -> str:
    return printable(" ".join(text.split()))


def half_word(half: Half) -> str:
    """Morning or afternoon."""
    return _(_HALVES[half])


class Reasons:
    """Why visits are made, by the checks of a problem (RULES.md §5.1 H6, H8)."""

    def __init__(self, problem: Problem) -> None:
        self._found = {one.key: (one.trigger, one.selection) for one in problem.checks}

    def of(self, visit: Visit) -> tuple[str, ...]:
        """Why each check of a visit is made, each reason once; of a check that the problem lacks nothing is said."""
        reasons = {self._found[key] for key in checks_of(visit) if key in self._found}
        return tuple(_(_TRIGGERS[trigger]) + _(": ") + _(_SELECTIONS[selection]) for trigger, selection in sorted(reasons))


def why_left_out(left_out: LeftOut) -> str:
    """Return the rule that forbids a check, with its article."""
    if left_out.rule is None:
        return _("not required, and not worth a visit")
    text = rule_text(left_out.rule)
    return f"{text.zh if language() == CHINESE else text.en} ({text.number}, {text.article})"


def cited(line: Line, labels: Labels) -> str:
    """Return whose line it is: organ, standard, version, clause."""
    standard = line.source.standard
    return _("{organ}: {title} ({standard}, version {version}), clause {clause}").format(
        organ=labels.organ(line.source.organ),
        title=standard.title,
        standard=standard.standard_id,
        version=standard.version,
        clause=line.item.code,
    )


def law_of(line: Line) -> str:
    """Return the law that a line names; the standard's where it names none."""
    bases = line.item.legal_basis or line.source.standard.legal_basis
    return _(", ").join(f"《{one.law}》{one.article}{one.paragraph}" for one in bases)
