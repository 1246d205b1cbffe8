"""What a register of joint inspections may say: every fault named by its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from exchange.domain.inspections import register_faults
from exchange.v1 import inspection_register_pb2 as pb
from tests.support.registers import COMPANIES, MATTERS, made_register

Change = Callable[[pb.InspectionRegister], object]
BAD: Mapping[str, tuple[str, Change]] = {
    "no day": ("as_of", lambda one: setattr(one, "as_of", "2026-02-30")),
    "a matter twice": ("matters", lambda one: setattr(one.matters[1], "matter_code", MATTERS[0])),
    "a company twice": ("companies", lambda one: setattr(one.companies[1], "uscc", COMPANIES[0])),
    "a company that can't be": ("companies[0].uscc", lambda one: setattr(one.companies[0], "uscc", "91310116MA1H23ABC4")),
    "covered on no day": ("companies[0].covered_on", lambda one: setattr(one.companies[0], "covered_on", "2025-13-01")),
    "an officer twice": ("officers", lambda one: setattr(one.officers[1], "officer", one.officers[0].officer)),
    "an identity number": ("officers[0].officer", lambda one: setattr(one.officers[0], "officer", "310116199001010014")),
    "a certificate until no day": (
        "officers[0].certificate_until",
        lambda one: setattr(one.officers[0], "certificate_until", "2026-06-31"),
    ),
    "leave from no day": ("officers[0].leave", lambda one: one.officers[0].leave.add(first_day="2026-02-30", last_day="2026-03-02")),
    "leave that ends first": ("officers[0].leave", lambda one: one.officers[0].leave.add(first_day="2026-03-03", last_day="2026-03-02")),
    "avoiding what can't be": ("officers[0].avoids", lambda one: one.officers[0].avoids.append("91310116MA1H23ABC4")),
    "a visit to what can't be": ("visits[0].uscc", lambda one: setattr(one.visits[0], "uscc", "91310116MA1H23ABC4")),
    "a visit on no day": ("visits[0].day", lambda one: setattr(one.visits[0], "day", "2026-02-30")),
    "a visit to come": ("visits[0].day", lambda one: setattr(one.visits[0], "day", "2026-12-01")),
}


def test_a_register_by_the_rules_has_no_fault() -> None:
    register = made_register()
    second = register.companies.add()
    second.CopyFrom(register.companies[0])
    second.site = "plant-2"

    assert register_faults(register) == []
    assert register_faults(pb.InspectionRegister(name="ended", as_of="2026-11-20")) == []  # nothing in it: what was there is over


@pytest.mark.parametrize("name", BAD)
def test_what_is_wrong_is_named(name: str) -> None:
    field, change = BAD[name]
    register = made_register()
    change(register)

    assert [one for one, _fault in register_faults(register)] == [field]
