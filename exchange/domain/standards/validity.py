"""Which version of a standard was in force on a day, and which of two applies: 从旧兼从轻.

行政处罚法 37: the rule at the time of the act applies, unless it was changed or repealed before the decision and the new one is milder or
doesn't see a violation. The article speaks of laws, regulations and rules; benchmarks and lists follow it by analogy. What says how to
inspect, not what is a violation (checklists, catalogues), follows the day of the decision (实体从旧、程序从新).

A version replaces the one before from its first day on; when it ends without a successor, the older one doesn't revive. A record that
supersedes another with the same version number corrects it: the corrected one never counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from exchange.domain.standards.comparing import EXEMPTING, Comparison, Kind, compare_lists, whole
from exchange.domain.standards.items import Item
from exchange.domain.standards.said import Said, days, joined
from exchange.v1 import subject_pb2

PROCEDURAL = frozenset({Kind.STANDARD_KIND_INSPECTION_CHECKLIST, Kind.STANDARD_KIND_MATTER_CATALOGUE})


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One signed version of a standard. Days are ISO 8601, both included; an empty `valid_to` is open."""

    position: int
    record_id: str
    origin: str
    standard_id: str
    version: int
    kind: int
    valid_from: str
    valid_to: str
    superseded_by: str


def in_force(versions: Iterable[Version], day: str) -> Version | None:
    """The version of one standard that was in force on a day."""
    known = list(versions)
    numbers = {one.record_id: one.version for one in known}
    standing = [one for one in known if numbers.get(one.superseded_by) != one.version]
    begun = [one for one in standing if one.valid_from <= day]
    newest = max(begun, key=lambda one: (one.valid_from, one.version, one.position), default=None)
    return newest if newest is not None and (not newest.valid_to or day <= newest.valid_to) else None


class Day(Enum):
    """Whose day's version applies."""

    ACT = "act"
    DECISION = "decision"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """What a version says of the matter (no items: nothing), and the legal bases it says it on."""

    record_id: str
    items: Sequence[Item]
    legal_basis: Sequence[subject_pb2.LegalReference] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """Which of the two versions applies, and why; `day` None where neither can be said to."""

    day: Day | None
    reason: Said
    needs_person: bool = False


def choose(kind: int, *, at_act: Wording | None, at_decision: Wording | None, act_on: str, decided_on: str) -> Choice:
    """The version that applies to an act decided on later; None where no version was in force on that day.

    Where the two versions can't be ranked, the rule stays (the day of the act) and a person is asked.
    """
    old, new = _about(at_act), _about(at_decision)
    if kind in PROCEDURAL:
        choice = Choice(day=Day.DECISION if new else None, reason=_PROCEDURAL)
    elif old and new and old.record_id == new.record_id:
        choice = Choice(day=Day.ACT, reason=_UNCHANGED)
    elif old and new:
        choice = _milder(kind, old, new)
    elif old:
        choice = _ended(kind, version_there=at_decision is not None)
    else:
        choice = _begun(kind)
    return _with_bases(choice, old=old, new=new, act_on=act_on, decided_on=decided_on)


def _about(wording: Wording | None) -> Wording | None:
    """A version that says nothing of the matter is as good as none."""
    return wording if wording is not None and wording.items else None


_PROCEDURAL = Said(
    "检查、目录类标准属程序性规定，适用决定时的版本（程序从新）。",
    "Checklists and catalogues are procedural: the version at the decision applies.",
)
_UNCHANGED = Said("行为时与决定时为同一版本（行政处罚法第三十七条）。", "The same version was in force on both days (行政处罚法 37).")
_MILDER = Said(
    "决定时的新版本处罚较轻，从轻适用新版本（行政处罚法第三十七条）。",
    "The version at the decision is milder and therefore applies (行政处罚法 37).",
)
_SAME = Said(
    "两个版本对该事项规定一致，适用行为时的版本（行政处罚法第三十七条）。",
    "Both versions say the same on the matter; that of the act applies.",
)
_STRICTER = Said(
    "决定时的新版本更严，从旧适用行为时的版本（行政处罚法第三十七条）。",
    "The version at the decision is stricter; that of the act applies (行政处罚法 37).",
)
_UNRANKED = Said(
    "两个版本轻重无法由程序比较，暂列行为时的版本，须由人工判断（行政处罚法第三十七条）。",
    "The two versions can't be ranked; that of the act is shown, and a person must choose (行政处罚法 37).",
)


def _milder(kind: int, old: Wording, new: Wording) -> Choice:
    verdict = whole(compare_lists(kind, new.items, old.items, same_standard=True))
    if verdict == Comparison.COMPARISON_MILDER:
        return Choice(day=Day.DECISION, reason=_MILDER)
    if verdict in {Comparison.COMPARISON_SAME, Comparison.COMPARISON_STRICTER}:
        return Choice(day=Day.ACT, reason=_SAME if verdict == Comparison.COMPARISON_SAME else _STRICTER)
    return Choice(day=Day.ACT, reason=_UNRANKED, needs_person=True)


def _ended(kind: int, *, version_there: bool) -> Choice:
    """The matter was in the version of the act, and isn't in force at the decision."""
    what = (
        Said("决定时的新版本不再列入该事项，", "The version at the decision no longer lists the matter; ")
        if version_there
        else Said("该标准在决定时已停止适用且没有新版本，", "The standard had ended by the decision, without a new version; ")
    )
    if kind in EXEMPTING:
        return Choice(
            day=Day.ACT,
            reason=what
            + Said("不列入对当事人更严，从旧适用行为时的版本。", "that is the stricter, so that of the act applies (行政处罚法 37)."),
        )
    person = Said(
        "须由人工判断该行为是否已不再视为违法（行政处罚法第三十七条）；暂列行为时的版本。",
        "a person must say whether the act is still a violation (行政处罚法 37); that of the act is shown.",
    )
    return Choice(day=Day.ACT, reason=what + person, needs_person=True)


def _begun(kind: int) -> Choice:
    """The matter wasn't there at the act, and is at the decision."""
    what = Said("行为时没有有效版本，", "No version was in force on the day of the act; ")
    if kind in EXEMPTING:
        return Choice(
            day=Day.DECISION,
            reason=what
            + Said("决定时已列入，较轻，从轻适用（行政处罚法第三十七条）。", "the one at the decision spares the party and applies."),
        )
    person = Said("是否适用决定时的版本须由人工判断。", "a person must say whether the one at the decision counts.")
    return Choice(day=None, reason=what + person, needs_person=True)


def _with_bases(choice: Choice, *, old: Wording | None, new: Wording | None, act_on: str, decided_on: str) -> Choice:
    """Adds what the validity of the cited laws asks of a person: a law replaced between act and decision is article 37's own case."""
    if choice.day is None:
        return choice
    chosen, day = (old, act_on) if choice.day is Day.ACT else (new, decided_on)
    if chosen is None:
        return choice
    notes = [_basis_note(one, day) for one in chosen.legal_basis if not _holds(one, day)]
    if choice.day is Day.ACT and (new is None or new.record_id == chosen.record_id):  # no newer wording took the change up
        notes += [_basis_note(one, decided_on) for one in chosen.legal_basis if _holds(one, day) and not _holds(one, decided_on)]
    if not notes:
        return choice
    notes = list(dict.fromkeys(notes))
    return Choice(day=choice.day, reason=joined([choice.reason, *notes]), needs_person=True)


def _holds(basis: subject_pb2.LegalReference, day: str) -> bool:
    return covers(basis.valid_from, basis.valid_to, day)


def _basis_note(basis: subject_pb2.LegalReference, day: str) -> Said:
    name = f"《{basis.law}》{basis.article}"
    span = days(basis.valid_from, basis.valid_to)
    return Said(
        f"所依据的{name}有效期{span.zh}，{day}不在其内，须由人工核对新法规定。",
        f"Its basis {name} is in force {span.en}, not on {day}: a person must look at what replaced it.",
    )


def covers(first: str, last: str, day: str) -> bool:
    """Whether an interval of ISO 8601 days, both included and open where empty, holds a day."""
    return first <= day and (not last or day <= last)
