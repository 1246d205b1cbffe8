"""Who is drawn from, and what is due: a company as the draw and the law see it."""

from __future__ import annotations

from datetime import date

from exchange.domain.calendar import add_months
from exchange.planning.draw import Candidate, Exclusion
from exchange.planning.model import Matter, Organ, Target, Terms

COVERAGE_MONTHS = 24  # 食品办法 21: every producer and operator is covered once in two years


def candidate_of(target: Target, *, organ: Organ, matter: Matter, terms: Terms, on: date) -> Candidate:
    """Return a company as the draw sees it, with why it isn't drawn from: the no-disturb list, the yearly cap (H6), recognition (R3)."""
    return Candidate(
        uscc=target.uscc,
        risk=target.risk,
        credit=target.credit,
        key_sector=target.key_sector,
        excluded=_exclusion(target, organ, matter, terms, on),
    )


def _exclusion(target: Target, organ: Organ, matter: Matter, terms: Terms, on: date) -> Exclusion | None:
    if target.no_disturb:
        return Exclusion.NO_DISTURB
    cap = organ.caps.get(matter.cap_class)
    days = {
        one.day
        for one in target.done
        if (one.organ, one.cap_class, one.day.year) == (organ.uscc, matter.cap_class, on.year) and one.trigger in terms.counted
    }
    if cap is not None and len(days) >= cap:
        return Exclusion.CAPPED
    if any((one.organ, one.matter) == (organ.uscc, matter.code) and one.until >= on for one in target.recognised):
        return Exclusion.RECOGNISED
    return None


def coverage_due(last_covered: date) -> date:
    """Return the last day by which a company must be covered again (食品办法 21)."""
    return add_months(last_covered, COVERAGE_MONTHS)
