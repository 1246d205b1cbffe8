"""Recognition's advice as it is shown: each scope with its conditions, met and not met, and their sources."""

from __future__ import annotations

from dataclasses import dataclass

from exchange.console.tables import Table, cell
from exchange.texts.i18n import _
from exchange.texts.terms import condition_word, reason_word, to_do_words, word
from exchange.v1 import recognition_pb2
from exchange.v1.recognition_service_pb2 import RecognitionAdvice


@dataclass(frozen=True, kw_only=True, slots=True)
class Advice:
    """One scope."""

    scope: int
    title: str
    allowed: bool
    reason: str
    basis: str
    conditions: Table
    to_do: tuple[str, ...]


def advice_of(one: RecognitionAdvice) -> Advice:
    """The advice on one scope; conditions that aren't met come first."""
    rows = [
        [
            cell(_("met"), tone="good") if each.met else cell(_("not met"), tone="bad"),
            cell(condition_word(each.name)),
            cell(each.explanation),
            cell(each.source),
        ]
        for each in sorted(one.conditions, key=lambda each: each.met)
    ]
    return Advice(
        scope=one.scope,
        title=word(recognition_pb2.RecognitionScope, one.scope),
        allowed=one.allowed,
        reason=reason_word(one.reason),
        basis=one.basis_id,
        conditions=Table(columns=[_("Met?"), _("Condition"), _("Explanation"), _("Basis")], rows=rows),
        to_do=tuple(to_do_words(each) for each in one.to_do),
    )
