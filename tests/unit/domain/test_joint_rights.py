"""Who may inspect at a neighbour's: by an agreement in force that binds both organs, in its domains, its territory and either direction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from exchange.domain.inspections import EnforcingOrgan, joint_rights
from exchange.domain.policy import AgreementTerms
from exchange.planning.registers import agreements_of
from exchange.v1 import subject_pb2

MARKET, FIRE = subject_pb2.ENFORCEMENT_DOMAIN_MARKET, subject_pb2.ENFORCEMENT_DOMAIN_EMERGENCY
HERE, THERE, ELSEWHERE = "310116", "330482", "330421"
TERMS = AgreementTerms(
    agreement_id="jin-ping",
    members=frozenset({HERE, THERE}),
    valid_from=date(2026, 1, 1),
    valid_to=date(2027, 12, 31),
    domains=frozenset({MARKET}),
    joint_inspection_right=True,
)
ORGANS = [
    EnforcingOrgan(uscc="A", member=HERE, domains=frozenset({MARKET})),
    EnforcingOrgan(uscc="B", member=THERE, domains=frozenset({MARKET, FIRE})),
    EnforcingOrgan(uscc="C", member=THERE, domains=frozenset({FIRE})),
    EnforcingOrgan(uscc="D", member=HERE, domains=frozenset({MARKET})),
    EnforcingOrgan(uscc="E", member=ELSEWHERE, domains=frozenset({MARKET})),
]


def pairs(**changes: Any) -> set[tuple[str, str]]:
    return {(one.host, one.guest) for one in joint_rights([replace(TERMS, **changes)], ORGANS)}


def test_both_directions_between_members_in_its_domain_and_nobody_else() -> None:
    assert pairs() == {("A", "B"), ("B", "A"), ("D", "B"), ("B", "D")}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"joint_inspection_right": False}, set()),
        ({"organs": frozenset({"A", "B"})}, {("A", "B"), ("B", "A")}),
        ({"regions": frozenset({HERE})}, {("A", "B"), ("D", "B")}),  # at Jinshan's companies alone
        ({"regions": frozenset({"310116101"})}, set()),
        ({"domains": frozenset({FIRE})}, set()),
    ],
)
def test_what_it_bounds_is_bounded(changes: dict[str, Any], expected: set[tuple[str, str]]) -> None:
    assert pairs(**changes) == expected


def test_a_plan_takes_the_rights_between_those_who_take_part() -> None:
    (one,) = agreements_of([right for right in joint_rights([TERMS], ORGANS) if right.host == "A"], ["A", "B"])
    assert (one.id, one.host, one.guest, one.valid.first, one.valid.last) == ("jin-ping", "A", "B", TERMS.valid_from, TERMS.valid_to)
    assert agreements_of(joint_rights([TERMS], ORGANS), ["A", "D"]) == ()
