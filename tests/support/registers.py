"""Registers of one organ, made up."""

from __future__ import annotations

from typing import Any

from exchange.v1 import inspection_pb2
from exchange.v1 import inspection_register_pb2 as pb
from tests.support.identifiers import uscc

MATTERS = ("33010000000001", "33010000000002")
COMPANIES = tuple(uscc(head="91", region="310116", body=f"RG{at:06d}") for at in range(12))


def made_register(name: str = "all", **given: Any) -> pb.InspectionRegister:
    """With two matters, twelve companies, four officers, a visit made; unless `given` says otherwise."""
    values: dict[str, Any] = {
        "name": name,
        "as_of": "2026-11-20",
        "organ": pb.RegisteredOrgan(power=pb.INSPECTION_POWER_OWN, yard=pb.MapPlace(x=0, y=0), caps={"": 2}),
        "matters": [pb.RegisteredMatter(matter_code=code, skills=["food"], minutes=60, published=True) for code in MATTERS],
        "companies": [
            pb.RegisteredCompany(
                uscc=code, place=pb.MapPlace(x=1000 * at, y=500), area="310116101", industry="C1361", risk="ABCD"[at % 4], credit="A"
            )
            for at, code in enumerate(COMPANIES)
        ],
        "officers": [
            pb.RegisteredOfficer(
                officer=f"{name}-{at}", skills=["food"], station=pb.MapPlace(x=100 * at, y=0), certificate_until="2027-12-31"
            )
            for at in range(4)
        ],
        "visits": [
            pb.RegisteredVisit(
                uscc=COMPANIES[0], matter_code=MATTERS[0], trigger=inspection_pb2.INSPECTION_TRIGGER_ROUTINE, day="2026-03-02"
            )
        ],
        **given,
    }
    return pb.InspectionRegister(**values)
