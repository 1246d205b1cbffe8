"""Who isn't drawn from, and why; by when a company is covered again."""

from dataclasses import replace
from datetime import date

from exchange.planning.demand import candidate_of, coverage_due
from exchange.planning.draw import Exclusion
from exchange.planning.model import DoneVisit, Matter, Organ, Recognition, Target, Terms, Trigger
from tests.support.planning import FOOD, HOME, MARKET, target

ON = date(2026, 2, 1)
ORGAN = Organ(uscc=MARKET, member=HOME, caps={"": 1})
MATTER = Matter(organ=MARKET, code=FOOD, minutes=60, skills=frozenset({"food"}))


def excluded(company: Target) -> Exclusion | None:
    return candidate_of(company, organ=ORGAN, matter=MATTER, terms=Terms(), on=ON).excluded


def done(**changes: object) -> DoneVisit:
    return replace(DoneVisit(organ=MARKET, cap_class="", trigger=Trigger.ROUTINE, day=date(2026, 1, 9)), **changes)


def test_who_is_not_drawn_from_is_named_with_the_reason() -> None:
    assert excluded(target()) is None
    assert excluded(target(no_disturb=True)) is Exclusion.NO_DISTURB
    assert excluded(target(done=(done(),))) is Exclusion.CAPPED
    assert excluded(target(recognised=(Recognition(organ=MARKET, matter=FOOD, until=ON),))) is Exclusion.RECOGNISED


def test_what_does_not_count_excludes_nobody() -> None:
    for one in (done(day=date(2025, 12, 30)), done(trigger=Trigger.COMPLAINT), done(organ="another"), done(cap_class="special")):
        assert excluded(target(done=(one,))) is None
    assert excluded(target(recognised=(Recognition(organ=MARKET, matter=FOOD, until=date(2026, 1, 31)),))) is None


def test_two_years_end_on_the_same_day_or_the_months_last() -> None:
    assert coverage_due(date(2024, 3, 15)) == date(2026, 3, 15)
    assert coverage_due(date(2024, 2, 29)) == date(2026, 2, 28)
