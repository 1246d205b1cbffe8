"""Registers over real nodes: the last of a name counts, whole; neighbours have what is addressed to them; rebuilding gives the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from exchange.storage import projection
from exchange.v1 import inspection_register_pb2, record_pb2
from exchange.v1 import inspection_service_pb2 as pb
from exchange.v1.inspection_service_pb2_grpc import InspectionServiceStub
from tests.support.exchanging import Exchanging, on_each_database, said
from tests.support.federation import SINK, SOURCE, THIRD
from tests.support.registers import made_register


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchanging]:
    with on_each_database(request, tmp_path_factory.mktemp("registers")) as made:
        yield made


def draft(register: inspection_register_pb2.InspectionRegister, *audience: str, member: str = SOURCE) -> record_pb2.RecordDraft:
    made: record_pb2.RecordDraft = said(member, purpose=record_pb2.PURPOSE_JOINT_INSPECTION, inspection_register=register)
    made.audience[:] = sorted(audience)
    return made


def listed(world: Exchanging, member: str, *, page_size: int = 0) -> list[pb.RegisterView]:
    found: list[pb.RegisterView] = []
    token = ""
    while True:
        request = pb.ListInspectionRegistersRequest(page_size=page_size, page_token=token)
        answer = world.ask(member, InspectionServiceStub, "ListInspectionRegisters", request, who="planner", purpose="JOINT_INSPECTION")
        found += answer.registers
        token = answer.next_page_token
        if not token:
            return found


def names(world: Exchanging, member: str, *, page_size: int = 0) -> list[tuple[str, str, int]]:
    return [(one.member, one.register.name, len(one.register.officers)) for one in listed(world, member, page_size=page_size)]


def test_the_last_of_a_name_counts_for_everybody_to_whom_it_is_addressed(world: Exchanging) -> None:
    first, second = made_register("officers"), made_register("officers")
    del second.officers[1:]
    world.publish(SOURCE, draft(first, SINK), key="first")
    world.publish(SOURCE, draft(made_register("companies"), SINK, THIRD), key="companies")
    world.publish(SINK, draft(made_register("officers"), SOURCE, member=SINK), key="theirs")
    world.pull_all()
    assert names(world, SINK) == [(SOURCE, "companies", 4), (SOURCE, "officers", 4), (SINK, "officers", 4)]

    world.publish(SOURCE, draft(second, SINK), key="second")
    world.pull_all()

    expected = [(SOURCE, "companies", 4), (SOURCE, "officers", 1), (SINK, "officers", 4)]
    assert names(world, SINK) == names(world, SINK, page_size=1) == names(world, SOURCE) == expected
    assert names(world, THIRD) == [(SOURCE, "companies", 4)]
    assert listed(world, SINK)[1].register == second
    projection.rebuild(world.nodes[SINK].database)
    assert names(world, SINK) == expected


def test_what_is_no_register_is_refused_by_field(world: Exchanging) -> None:
    person = made_register()
    person.officers[0].officer = "310116199001010014"
    refused = world.refused(SOURCE, draft(person))
    assert (refused.reason, list(refused.fields)) == ("FIELD_INVALID", ["inspection_register.officers[0].officer"])

    before = world.publish(SOURCE, draft(made_register("again")), key="before").record_id
    again = draft(made_register("again"))
    again.supersedes = before
    assert list(world.refused(SOURCE, again).fields) == ["supersedes"]
