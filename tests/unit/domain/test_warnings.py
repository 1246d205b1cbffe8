"""Early warning: each rule at its thresholds, the day's edges, what isn't said (natural persons), and who may be told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import protovalidate
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.domain.calendar import months_before
from exchange.domain.warnings import (
    Finding,
    Sighting,
    audience_of,
    clustered,
    default_thresholds,
    lookup_keys,
    moved,
    pairs_of,
    repeated,
    to_warning,
)
from exchange.v1 import outcome_pb2, risk_pb2, subject_pb2

JINSHAN, PINGHU, JIASHAN = "310116", "330482", "330421"
MEMBERS = frozenset({JINSHAN, PINGHU, JIASHAN})
USCC, OTHER, TRADER = "913101166078754287", "91330482MA29GEU99P", "92310116MA1J0AAA0A"
MATTER = "33013100100001"
ON = date(2026, 6, 30)
T = default_thresholds()
_ids = iter(range(1, 1 << 40))


def _record_id() -> str:
    return f"01900000-0000-7000-8000-{next(_ids):012x}"


def see(place: str = JINSHAN, day: date = ON, *, audience: Sequence[str] = (), record_id: str = "", **changes: object) -> Sighting:
    """A sighting of a fine in a place."""
    subject = {"name": "上海虚构化工有限公司", "uscc": USCC, "kind": 1, **{k: changes.pop(k) for k in list(changes) if k in _SUBJECT}}
    values = {
        "subject": subject_pb2.Subject(**subject),  # type: ignore[arg-type]  # fields by name
        "decided_on": day.isoformat(),
        "deciding_organ_name": f"机关{place}",
        "document_number": f"罚〔2026〕{next(_ids)}号",
        "domain": 1,
        "step": outcome_pb2.OUTCOME_STEP_PENALISED,
        "penalties": [outcome_pb2.Penalty(kind=3, amount_fen=1)],
        **changes,
    }
    outcome = outcome_pb2.Outcome(**values)  # type: ignore[arg-type]  # fields by name
    sighting = Sighting.of(outcome, record_id=record_id or _record_id(), origin=place, audience=frozenset(audience) if audience else None)
    assert sighting is not None
    return sighting


_SUBJECT = {"name", "uscc", "kind", "former_names", "registered_region", "parent_uscc"}


def _valid(finding: Finding) -> risk_pb2.Warning:
    warning = to_warning(finding, ON)
    assert protovalidate.collect_violations(warning) == []
    return warning


# REPEAT_ACROSS_BORDERS


def test_three_penalties_in_two_places_within_twelve_months() -> None:
    seen = [see(JINSHAN, ON), see(PINGHU, ON - timedelta(days=200)), see(PINGHU, months_before(ON, 12) + timedelta(days=1))]
    finding = repeated(seen, T, ON)
    assert finding is not None
    warning = _valid(finding)
    assert (warning.rule, warning.subject.uscc) == (risk_pb2.WARNING_RULE_REPEAT_ACROSS_BORDERS, USCC)
    assert warning.key == f"repeat:{USCC}:2026-01"
    assert set(warning.reasons[0].record_ids) == {one.record_id for one in seen}
    assert [one.text[:3] for one in warning.reasons[1:]] == ["金山区", "平湖市"]
    assert warning.settings == "penalties=3, places=2, months=12"


@pytest.mark.parametrize(
    "seen",
    [
        [see(JINSHAN), see(PINGHU)],
        [see(JINSHAN), see(JINSHAN), see(JINSHAN)],
        [see(JINSHAN), see(PINGHU), see(PINGHU, months_before(ON, 12))],
        [see(JINSHAN), see(PINGHU), see(PINGHU, ON + timedelta(days=1))],
        [see(JINSHAN), see(PINGHU), see(PINGHU, penalties=[])],
        [see(JINSHAN, uscc=""), see(PINGHU, uscc=""), see(PINGHU, uscc="")],
        [
            see(JINSHAN, deciding_organ_name="甲", document_number="罚〔2026〕1号"),
            see(PINGHU, deciding_organ_name="甲", document_number="罚[2026]1号", region_code=JINSHAN),
            see(PINGHU),
        ],
    ],
    ids=["two", "one place", "a year ago", "tomorrow", "no penalty", "no code", "one decision twice"],
)
def test_no_repetition(seen: list[Sighting]) -> None:
    assert repeated(seen, T, ON) is None


@pytest.mark.parametrize("given", [{"uscc": TRADER}, {"kind": 2}], ids=["by code", "by kind"])
def test_a_natural_person_is_not_named(given: dict[str, object]) -> None:
    seen = [see(place, **{"name": "金山区张三小吃店", **given}) for place in (JINSHAN, PINGHU, JIASHAN)]
    finding = repeated(seen, T, ON)
    assert finding is not None
    warning = _valid(finding)
    assert warning.subject.name == "个体工商户"
    assert not any("张三" in reason.text for reason in warning.reasons)


@pytest.mark.parametrize(
    ("given", "person"),
    [({"kind": 0}, True), ({"kind": 1}, False), ({"kind": 0, "name": "平湖虚构有限公司"}, False), ({"kind": 0, "uscc": USCC}, False)],
)
def test_who_may_be_a_natural_person(given: dict[str, object], person: bool) -> None:
    assert see(JINSHAN, **{"name": "张三小吃", "uscc": "", **given}).sole_trader is person


# MATTER_CLUSTER


def _of_matter(place: str, count: int, day: date = ON) -> list[Sighting]:
    return [see(place, day, matter_code=MATTER) for _ in range(count)]


BEFORE = months_before(ON, 3)


def test_five_of_a_matter_in_a_place_where_there_were_two_before() -> None:
    finding = clustered([*_of_matter(JINSHAN, 5), *_of_matter(JINSHAN, 2, BEFORE)], (JINSHAN,), T, ON)
    assert finding is not None
    warning = _valid(finding)
    assert (warning.matter_code, warning.region_code, warning.key) == (MATTER, JINSHAN, f"cluster:{MATTER}:{JINSHAN}:2026-04")
    assert not warning.HasField("subject")
    assert [len(one.record_ids) for one in warning.reasons] == [5, 2]


@pytest.mark.parametrize(
    "seen",
    [
        _of_matter(JINSHAN, 4),
        [*_of_matter(JINSHAN, 5), *_of_matter(JINSHAN, 3, BEFORE)],
        [*_of_matter(JINSHAN, 4), *_of_matter(JINSHAN, 1, BEFORE)],
        [*_of_matter(JINSHAN, 4), *_of_matter(PINGHU, 4)],
        [*_of_matter(JINSHAN, 4), see(JINSHAN, matter_code="")],
        [*_of_matter(JINSHAN, 4), see(JINSHAN, matter_code=MATTER, step=1, penalties=[], check=outcome_pb2.CheckResult(passed=True))],
    ],
    ids=["four", "not twice as many", "the fifth is old", "elsewhere", "no matter", "a check that was passed"],
)
def test_no_cluster(seen: list[Sighting]) -> None:
    assert clustered(seen, (JINSHAN,), T, ON) is None


def test_both_sides_of_a_border_together() -> None:
    pair = tuple(sorted((JINSHAN, PINGHU)))
    assert pair in set(pairs_of(JINSHAN)) & set(pairs_of(PINGHU))
    seen = [*_of_matter(JINSHAN, 3), *_of_matter(PINGHU, 2)]
    finding = clustered(seen, pair, T, ON)
    assert finding is not None
    assert (finding.region_code, finding.key) == (JINSHAN, f"cluster:{MATTER}:{JINSHAN}+{PINGHU}:2026-04")
    _valid(finding)
    assert clustered([*seen, *_of_matter(JINSHAN, 2)], pair, T, ON) is None  # JINSHAN is one by itself
    assert clustered([*_of_matter(PINGHU, 4)], pair, T, ON) is None


def test_a_place_off_the_tables_stands_alone() -> None:
    assert list(pairs_of("999999")) == [("999999",)]


# MOVED_AFTER_PENALTY

EARLIER = ON - timedelta(days=100)


@pytest.mark.parametrize(
    ("later", "link"),
    [
        (see(PINGHU, registered_region=PINGHU, penalties=[]), "登记地由金山区变更为平湖市"),
        (see(PINGHU, uscc=OTHER, name="平湖新设化工有限公司", former_names=["上海虚构化工有限公司"]), "曾用名"),
        (see(PINGHU, uscc=OTHER, name="平湖虚构化工有限公司"), "字号和行业"),
        (see(PINGHU, uscc="", name="平湖某厂", parent_uscc=USCC), "分支机构"),
    ],
    ids=["registration", "former name", "core", "branch"],
)
def test_a_company_appears_elsewhere_after_a_penalty(later: Sighting, link: str) -> None:
    earlier = see(JINSHAN, EARLIER)
    (finding,) = moved([later, earlier], T, ON)
    warning = _valid(finding)
    assert link in warning.reasons[1].text
    assert [list(one.record_ids) for one in warning.reasons] == [[earlier.record_id], [later.record_id]]
    assert set(lookup_keys(earlier)) & set(lookup_keys(later))


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (see(JINSHAN, EARLIER), see(PINGHU)),
        (see(JINSHAN, EARLIER), see(JINSHAN, registered_region=PINGHU)),
        (see(JINSHAN, EARLIER, penalties=[]), see(PINGHU, registered_region=PINGHU, penalties=[])),
        (see(JINSHAN, months_before(ON, 24)), see(PINGHU, registered_region=PINGHU)),
        (see(JINSHAN, ON), see(PINGHU, EARLIER, registered_region=PINGHU, penalties=[])),
        (see(JINSHAN, EARLIER, parent_uscc=TRADER), see(PINGHU, uscc=OTHER, name="平湖虚构化工有限公司", parent_uscc=TRADER)),
        (see(JINSHAN, EARLIER, name="上海宏达有限公司"), see(PINGHU, uscc=OTHER, name="平湖宏达有限公司")),
        (see(JINSHAN, EARLIER, name="张三小吃店", kind=2, uscc=""), see(PINGHU, uscc="", name="张三小吃店", kind=2)),
    ],
    ids=["not moved", "same place", "no penalty", "two years ago", "penalised after", "same parent", "a common name", "a person"],
)
def test_nobody_moved(earlier: Sighting, later: Sighting) -> None:
    assert moved([earlier, later], T, ON) == []


# who may be told, and what can't go wrong


def test_only_those_are_told_who_may_see_all_that_it_rests_on() -> None:
    def told(*audiences: Sequence[str]) -> tuple[str, ...]:
        seen = [see(JINSHAN), *(see(PINGHU, audience=one) for one in audiences)]
        finding = repeated([*seen, see(PINGHU)], replace(T, repeat_penalties=2), ON)
        assert finding is not None
        return audience_of(finding, MEMBERS, JINSHAN)

    assert told(()) == ()
    assert told((JINSHAN,)) == (JINSHAN, PINGHU)
    assert told((JINSHAN,), (JIASHAN, JINSHAN)) == (JINSHAN, PINGHU)
    alone = repeated([see(JINSHAN, audience=(JINSHAN,)), see(PINGHU), see(PINGHU)], T, ON)
    assert alone is not None
    assert audience_of(alone, MEMBERS, JINSHAN) == (JINSHAN,)


def test_an_outcome_without_a_day_is_not_seen() -> None:
    assert Sighting.of(outcome_pb2.Outcome(), record_id="r", origin=JINSHAN, audience=None) is None


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({}, set()),
        ({"repeat_members": 1}, {"repeat_members"}),
        ({"cluster_growth": 0.5, "moved_months": 0}, {"cluster_growth", "moved_months"}),
    ],
)
def test_thresholds_that_make_no_sense_are_named(changes: dict[str, float], names: set[str]) -> None:
    assert set(replace(T, **changes).faults()) == names  # type: ignore[arg-type]  # numbers by the fields' names


SIGHTINGS = st.lists(
    st.builds(
        see,
        st.sampled_from([JINSHAN, PINGHU, JIASHAN]),
        st.dates(ON - timedelta(days=900), ON + timedelta(days=30)),
        uscc=st.sampled_from([USCC, OTHER, TRADER, "", "not a code"]),
        name=st.sampled_from(["上海虚构化工有限公司", "平湖虚构化工有限公司", "甲" * 400]),
        matter_code=st.sampled_from([MATTER, "", "1"]),
        registered_region=st.sampled_from(["", PINGHU, "x"]),
        parent_uscc=st.sampled_from(["", USCC]),
        region_code=st.sampled_from(["", JINSHAN, "weird"]),
        penalties=st.sampled_from([[], [outcome_pb2.Penalty(kind=3)]]),
    ),
    max_size=12,
)


@given(SIGHTINGS, st.randoms())
def test_findings_are_valid_records_and_need_no_order(seen: list[Sighting], random: object) -> None:
    low = replace(T, repeat_penalties=2, cluster_outcomes=2, cluster_growth=1.0)

    def judge(sightings: list[Sighting]) -> list[Finding]:
        companies = [repeated([one for one in sightings if one.uscc == code], low, ON) for code in (USCC, OTHER, TRADER)]
        clusters = [clustered([one for one in sightings if one.matter_code == MATTER], places, low, ON) for places in pairs_of(JINSHAN)]
        return [*(one for one in [*companies, *clusters] if one), *moved(sightings, low, ON)]

    found = judge(seen)
    for one in found:
        _valid(one)
    shuffled = list(seen)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    assert {one.key for one in judge(shuffled)} == {one.key for one in found}
