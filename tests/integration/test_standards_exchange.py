"""Standards between two real nodes: which version applies where, how two compare, what fine follows, and who may see it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import grpc
import pytest
from click.testing import CliRunner, Result

from exchange.cli.main import root
from exchange.settings import NodeSettings
from exchange.storage import projection
from exchange.sync.context import NodeContext
from exchange.sync.peers import Peers
from exchange.sync.pull import Puller
from exchange.v1 import outcome_pb2, record_pb2, standard_pb2, standard_service_pb2, subject_pb2
from exchange.v1.standard_service_pb2_grpc import StandardServiceStub
from exchange.wire import RefusedError
from tests.support.access import AuditLog, as_peer, refused, served
from tests.support.federation import ORGANS, SINK, SOURCE, SUBJECT, THIRD, channel_to, draft, federate, opened, publish
from tests.support.standards import Item, Kind, chosen, example_benchmark

PURPOSE = (("exchange-purpose", "STANDARD_ALIGNMENT"),)
CASE = (("exchange-purpose", "CASE_HANDLING"),)
HERE, THERE, FARTHER, OLD = "31011600000001", "33048200000001", "33042100000001", "31011600000009"
C, R = standard_service_pb2, standard_pb2.MappingRelation
pb = standard_service_pb2


def header(member: str, **given: object) -> dict[str, object]:
    return {
        "organ": ORGANS[member],
        "sharing_class": record_pb2.SHARING_CLASS_CONDITIONAL,
        "basis_id": "law:优化营商环境条例:57",
        "purpose": record_pb2.PURPOSE_STANDARD_ALIGNMENT,
        **given,
    }


def no_penalty(standard_id: str, version: int, valid_from: str, matter: str, **terms: object) -> standard_pb2.Standard:
    conditions = standard_pb2.NoPenaltyCondition(minor=True, **terms)
    return standard_pb2.Standard(
        standard_id=standard_id,
        version=version,
        title="轻微违法行为免罚清单",
        kind=Kind.STANDARD_KIND_NO_PENALTY_LIST,
        domain=subject_pb2.ENFORCEMENT_DOMAIN_MARKET,
        matter_codes=[OLD],
        valid_from=valid_from,
        issuer_name="市场监督管理局",
        items=[
            Item(code="1", act="未按规定公示营业执照", matter_code=matter, no_penalty=conditions),
            Item(code="2", act="与本事项无关"),
        ],
    )


def mapping(member: str, first: tuple[str, str], second: tuple[str, str], **given: Any) -> record_pb2.RecordDraft:
    content = standard_pb2.StandardMapping(
        from_member=first[0], from_matter_code=first[1], to_member=second[0], to_matter_code=second[1], **given
    )
    return record_pb2.RecordDraft(standard_mapping=content, **header(member))


def adoption(member: str, standard_id: str, issuer: str, version: int, word: int, **given: object) -> record_pb2.RecordDraft:
    content = standard_pb2.StandardAdoption(
        standard_id=standard_id, issuer=issuer, version=version, adoption=word, valid_from="2025-01-01", **given
    )
    return record_pb2.RecordDraft(standard_adoption=content, **header(member))


def of(member: str, standard: standard_pb2.Standard, **given: object) -> record_pb2.RecordDraft:
    return record_pb2.RecordDraft(standard=standard, **header(member, **given))


def priors() -> list[record_pb2.RecordDraft]:
    """Decisions against SUBJECT in the benchmark's field: two that count, and four that don't."""
    found = []
    for number, (decided_on, domain, kinds) in enumerate(
        [
            ("2024-06-01", 2, [3]),  # the first day of the look-back
            ("2026-05-31", 2, [3]),
            ("2024-05-31", 2, [3]),  # before it
            ("2026-06-01", 2, [3]),  # the day of the act
            ("2026-01-01", 1, [3]),  # another field
            ("2026-01-02", 2, []),  # ended without a penalty
        ]
    ):
        one = draft(900 + number)
        one.outcome.decided_on, one.outcome.domain = decided_on, domain
        del one.outcome.penalties[:]
        one.outcome.penalties.extend(outcome_pb2.Penalty(kind=kind, amount_fen=1) for kind in kinds)
        found.append(one)
    return found


class World:
    """Two nodes with what they have published and pulled."""

    def __init__(self, here: NodeContext, there: NodeContext, third: NodeSettings) -> None:
        self.here, self.there, self.third = here, there, third
        benchmark = example_benchmark(standard_id="310116-ECO", matter_codes=[HERE])
        first = publish(here, [of(SOURCE, no_penalty("310116-免罚", 1, "2025-01-01", HERE, no_harm=True))]).appended[0].record_id
        done = publish(
            here,
            [
                of(SOURCE, no_penalty("310116-免罚", 2, "2026-07-01", HERE), supersedes=first),
                of(SOURCE, benchmark),
                of(SOURCE, no_penalty("310116-内部", 1, "2025-01-01", HERE), audience=[SINK]),
                mapping(SOURCE, (SOURCE, HERE), (SINK, THERE), relation=R.MAPPING_RELATION_BROADER, valid_from="2026-01-01"),
                *priors(),
            ],
        ).appended
        self.first, self.second, self.benchmark, self.internal, self.mapping = first, *(one.record_id for one in done[:4])
        self.priors = [one.record_id for one in done[4:]]
        publish(
            there,
            [
                of(SINK, no_penalty("330482-免罚", 1, "2025-01-01", THERE, first_violation=True)),
                adoption(SINK, "310116-免罚", SOURCE, 2, standard_pb2.ADOPTION_ADOPTED_WITH_CHANGES, changes="仅限首次"),
                adoption(SINK, "330482-免罚", SINK, 1, standard_pb2.ADOPTION_NOT_ADOPTED, valid_to="2026-08-31"),
                mapping(SINK, (SINK, THERE), (THIRD, FARTHER)),
            ],
        )
        for context, member in ((here, SINK), (there, SOURCE)):
            peers = Peers(context)
            Puller(context, peers).pull(member)
            peers.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with ExitStack() as stack:
        urls = {}
        if request.param == "postgresql":
            server = request.getfixturevalue("postgresql_server")
            urls = {member: stack.enter_context(server.database()) for member in (SOURCE, SINK)}
        settings = federate(tmp_path_factory.mktemp("standards"), [SOURCE, SINK, THIRD], databases=urls)
        here, there = (stack.enter_context(opened(settings[member])) for member in (SOURCE, SINK))
        stack.enter_context(served(here))
        stack.enter_context(served(there))
        yield World(here, there, settings[THIRD])


def stub(context: NodeContext, channel: grpc.Channel | None = None) -> StandardServiceStub:
    return StandardServiceStub(channel or channel_to(context.settings))


def applicable(world: World, context: NodeContext | None = None, **given: object) -> list[pb.ApplicableStandard]:
    request = pb.GetApplicableStandardsRequest(**{"matter_code": HERE, "act_on": "2026-06-01", "decided_on": "2026-09-01", **given})
    return list(stub(context or world.here).GetApplicableStandards(request, metadata=PURPOSE, timeout=30).standards)


def shown(found: list[pb.ApplicableStandard]) -> list[tuple[str, str, int]]:
    return [(one.member, one.standard.standard.standard_id, one.standard.standard.version) for one in found]


def test_one_call_answers_for_each_place(world: World) -> None:
    found = applicable(world)

    assert shown(found) == [(SOURCE, "310116-ECO", 1), (SOURCE, "310116-免罚", 2), (SOURCE, "310116-内部", 1), (SINK, "330482-免罚", 1)]
    fine, spared, _internal, there = found
    assert spared.other_version.record_id == world.first
    assert spared.reason == "决定时的新版本处罚较轻，从轻适用新版本（行政处罚法第三十七条）。"
    assert [item.code for item in spared.items] == ["1"]
    assert [(one.organ, one.adoption.changes) for one in spared.adoptions] == [(ORGANS[SINK], "仅限首次")]
    assert fine.needs_person
    assert "2026-09-01不在其内" in fine.reason  # 水污染防治法 until 2026-08-14
    assert (there.matter_code, there.relation, list(there.mapping_record_ids)) == (THERE, R.MAPPING_RELATION_BROADER, [world.mapping])
    assert there.reason.endswith("所问事项比该地事项范围宽。")
    assert there.reason_en.endswith("broader than the one there.")
    assert not there.needs_person


def test_freshness_and_chains_that_were_not_followed_are_stated(world: World) -> None:
    request = pb.GetApplicableStandardsRequest(matter_code=HERE, act_on="2026-06-01", decided_on="2026-09-01")
    answer = stub(world.here).GetApplicableStandards(request, metadata=PURPOSE, timeout=30)

    assert {one.member for one in answer.sources} >= {SOURCE, SINK}
    assert [(one.member, one.matter_code, one.via_member, one.via_matter_code) for one in answer.not_followed] == [
        (THIRD, FARTHER, SINK, THERE)
    ]


def test_the_neighbour_asks_by_its_own_code(world: World) -> None:
    found = applicable(world, world.there, matter_code=THERE)

    assert shown(found)[0] == (SINK, "330482-免罚", 1)
    assert {one.relation for one in found if one.member == SOURCE} == {R.MAPPING_RELATION_NARROWER}


@pytest.mark.parametrize(
    ("given", "versions"),
    [
        (
            {"act_on": "2025-12-31", "decided_on": "2025-12-31", "kind": 2},
            [(SOURCE, "310116-免罚", 1), (SOURCE, "310116-内部", 1)],
        ),  # no mapping yet
        ({"act_on": "2026-08-01", "place": SOURCE, "kind": 2}, [(SOURCE, "310116-免罚", 2), (SOURCE, "310116-内部", 1)]),
        ({"kind": 2, "organ": ORGANS[SINK]}, [(SOURCE, "310116-免罚", 2), (SINK, "330482-免罚", 1)]),
        ({"kind": 2, "organ": ORGANS[SINK], "act_on": "2026-06-01", "decided_on": "2026-08-31"}, [(SOURCE, "310116-免罚", 2)]),
        ({"kind": 1}, [(SOURCE, "310116-ECO", 1)]),
        ({"matter_code": "9" * 14}, []),
    ],
)
def test_filters(world: World, given: dict[str, object], versions: list[tuple[str, str, int]]) -> None:
    assert shown(applicable(world, **given)) == versions


def test_two_places_compared_line_by_line(world: World) -> None:
    request = pb.CompareStandardsRequest(matter_code=HERE, first_member=SOURCE, second_member=SINK, on="2026-09-01", kind=2)

    answer = stub(world.here).CompareStandards(request, metadata=PURPOSE, timeout=30)

    assert answer.relation == R.MAPPING_RELATION_BROADER
    assert [(one.comparison, one.missing_at) for one in answer.items] == [(C.COMPARISON_MISSING, SINK)] * 2 + [
        (C.COMPARISON_MISSING, SOURCE)
    ]
    assert {answer.first.record_id, *(one.record_id for one in answer.others)} == {world.second, world.internal}


def test_what_the_second_place_demands_more(world: World) -> None:
    request = pb.CompareStandardsRequest(matter_code=THERE, first_member=SINK, second_member=SOURCE, on="2026-03-01")
    (line,) = (
        stub(world.there, as_peer(world.there.settings, world.here.settings)).CompareStandards(request, metadata=PURPOSE, timeout=30).items
    )

    assert (line.comparison, line.missing_at) == (C.COMPARISON_MISSING, SOURCE)  # a peer sees this node's own standards only


def calculation(world: World, **given: object) -> pb.CalculateDiscretionRequest:
    factors = [chosen("A", figure_milli=1500), chosen("B", "B1")]
    return pb.CalculateDiscretionRequest(**{"standard_record_id": world.benchmark, "item_code": "1", "factors": factors, **given})


def test_a_fine_with_the_priors_that_count(world: World) -> None:
    request = calculation(world, subject=SUBJECT, act_on="2026-06-01")
    assert refused(stub(world.here).CalculateDiscretion, request, purpose="STANDARD_ALIGNMENT").reason == "PURPOSE_NOT_ALLOWED"

    answer = stub(world.here).CalculateDiscretion(request, metadata=CASE, timeout=30)

    assert sorted(answer.counted_record_ids) == sorted(world.priors[:2])
    assert answer.amount_fen == 47_000_000  # (10 + 15 + 2 + 20) % of 1,000,000 yuan
    assert "（查得2次）" in answer.steps[3].text
    assert answer.standard.record_id == world.benchmark
    assert answer.sources


@pytest.mark.parametrize(
    ("given", "reason", "field"),
    [
        ({}, "FACTOR_MISSING", "factors"),
        ({"subject": SUBJECT}, "FIELD_INVALID", "act_on"),
        ({"subject": SUBJECT[:-1] + "0", "act_on": "2026-06-01"}, "FIELD_INVALID", "subject"),
        ({"item_code": "9"}, "FIELD_INVALID", "item_code"),
        ({"standard_record_id": "00000000-0000-7000-8000-000000000000"}, "NOT_FOUND", None),
    ],
)
def test_a_fine_that_cannot_be_calculated(world: World, given: dict[str, object], reason: str, field: str | None) -> None:
    refusal = refused(stub(world.here).CalculateDiscretion, calculation(world, **given), purpose="CASE_HANDLING")

    assert (refusal.reason, refusal.fields) == (reason, (field,) if field else ())


def test_decisions_are_counted_only_for_a_purpose_that_shows_them(world: World) -> None:
    request = calculation(world, subject=SUBJECT, act_on="2026-06-01")

    assert refused(stub(world.here).CalculateDiscretion, request, purpose="STANDARD_ALIGNMENT").reason == "PURPOSE_NOT_ALLOWED"


@pytest.mark.parametrize(
    ("method", "request_", "field"),
    [
        ("GetApplicableStandards", pb.GetApplicableStandardsRequest(matter_code=HERE, act_on="2026-02-30"), "act_on"),
        (
            "GetApplicableStandards",
            pb.GetApplicableStandardsRequest(matter_code=HERE, act_on="2026-06-01", decided_on="2026-05-31"),
            "decided_on",
        ),
        (
            "GetApplicableStandards",
            pb.GetApplicableStandardsRequest(matter_code=HERE, act_on="2026-06-01", organ="11330421MB0W12342X"),
            "organ",
        ),
        (
            "CompareStandards",
            pb.CompareStandardsRequest(matter_code=HERE, first_member=SINK, second_member=SINK, on="2026-06-01"),
            "second_member",
        ),
        ("ListMappings", pb.ListMappingsRequest(on="2026-02-30"), "on"),
    ],
)
def test_a_faulty_question_names_its_field(world: World, method: str, request_: Any, field: str) -> None:
    refusal = refused(getattr(stub(world.here), method), request_, purpose="STANDARD_ALIGNMENT")

    assert (refusal.reason, refusal.fields) == ("FIELD_INVALID", (field,))


def test_mappings_and_adoptions_are_listed_in_pages(world: World) -> None:
    here = stub(world.here)
    first = here.ListMappings(pb.ListMappingsRequest(page_size=1), metadata=PURPOSE)
    second = here.ListMappings(pb.ListMappingsRequest(page_size=1, page_token=first.next_page_token), metadata=PURPOSE)

    assert [one.mapping.to_member for one in (*first.mappings, *second.mappings)] == [SINK, THIRD]
    assert (first.mappings[0].record_id, first.mappings[0].signed_by, first.mappings[0].origin) == (world.mapping, ORGANS[SOURCE], SOURCE)
    assert second.next_page_token == ""
    assert [
        len(here.ListMappings(one, metadata=PURPOSE).mappings)
        for one in (
            pb.ListMappingsRequest(member=SOURCE),
            pb.ListMappingsRequest(matter_code=THERE),
            pb.ListMappingsRequest(on="2025-12-31"),
        )
    ] == [1, 2, 1]
    adoptions = here.ListAdoptions(pb.ListAdoptionsRequest(organ=ORGANS[SINK], issuer=SOURCE), metadata=PURPOSE).adoptions
    assert [(one.member, one.adoption.standard_id) for one in adoptions] == [(SINK, "310116-免罚")]


def test_a_peer_sees_only_what_is_for_it(world: World) -> None:
    third = stub(world.here, as_peer(world.here.settings, world.third))
    request = pb.GetApplicableStandardsRequest(matter_code=HERE, member=SOURCE, act_on="2026-06-01", decided_on="2026-09-01")

    answer = third.GetApplicableStandards(request, metadata=PURPOSE, timeout=30)

    assert {one.standard.standard.standard_id for one in answer.standards} == {"310116-ECO", "310116-免罚"}
    assert [one.adoptions for one in answer.standards if one.adoptions] == []  # the neighbour's word is the neighbour's to share
    assert [one.member for one in answer.sources] == [SOURCE]
    assert len(third.ListMappings(pb.ListMappingsRequest(), metadata=PURPOSE).mappings) == 1
    assert len(third.ListAdoptions(pb.ListAdoptionsRequest(), metadata=PURPOSE).adoptions) == 0


def test_a_peer_has_no_fines_calculated(world: World) -> None:
    third = stub(world.here, as_peer(world.here.settings, world.third))

    assert refused(third.CalculateDiscretion, calculation(world), purpose="CASE_HANDLING").reason == "ROLE_NOT_ALLOWED"


def test_the_projection_is_the_same_when_rebuilt(world: World) -> None:
    before = applicable(world)

    projection.rebuild(world.here.database)

    assert applicable(world) == before


@pytest.mark.parametrize(
    ("drafted", "field"),
    [
        (of(SOURCE, no_penalty("310116-X", 1, "2026-02-30", HERE)), "draft.standard.valid_from"),
        (mapping(SOURCE, (SINK, THERE), (THIRD, FARTHER)), "draft.standard_mapping.from_member"),
        (adoption(SOURCE, "330482-免罚", SINK, 1, 2), "draft.standard_adoption.changes"),
    ],
)
def test_what_means_nothing_is_not_published(world: World, drafted: record_pb2.RecordDraft, field: str) -> None:
    with pytest.raises(RefusedError) as caught:
        publish(world.here, [drafted])

    assert [one.field for one in caught.value.fields] == [field]


def test_the_audit_log_says_what_was_shown_and_about_whom(world: World) -> None:
    applicable(world, kind=2)
    stub(world.here).CalculateDiscretion(calculation(world, subject=SUBJECT, act_on="2026-06-01"), metadata=CASE, timeout=30)
    log = AuditLog(world.here.settings)

    read, calculated = (log.find(tag=tag)[0] for tag in ("standard:matter:read", "standard:item:calculate"))
    log.close()

    assert {world.first, world.second, world.internal, world.mapping} < set(read.record_ids)
    assert f"matter_code={HERE}, act_on=2026-06-01" in read.query
    assert list(calculated.subjects) == [SUBJECT]
    assert set(calculated.record_ids) == {world.benchmark, *world.priors[:2]}


def options(context: NodeContext) -> list[str]:
    pair = context.settings.home / "certs" / f"organ-{ORGANS[context.settings.code]}"
    files = {"ca": pair.with_name("ca.pem"), "cert": pair.with_suffix(".pem"), "key": pair.with_suffix(".key")}
    return [f"--node={context.settings.listen}", *(f"--{name}={path}" for name, path in files.items())]


def run(context: NodeContext, *arguments: object) -> Result:
    result = CliRunner().invoke(root, ["--lang", "en", "standard", *(str(one) for one in arguments), *options(context)])
    assert result.exit_code == 0, result.stderr or result.exception
    return result


def test_the_commands_against_a_real_node(world: World) -> None:
    shown = run(world.here, "applicable", HERE, "--act-on", "2026-06-01", "--decided-on", "2026-09-01").stdout
    assert f"{THERE} (broader)" in shown
    assert "own ledger, always current" in shown
    compared = run(
        world.here, "compare", HERE, "--first", SOURCE, "--second", SINK, "--on", "2026-09-01", "--kind", "NO_PENALTY_LIST"
    ).stdout
    assert "310116 against 330482: different factors (matters: broader)." in compared
    fine = run(world.here, "calculate", world.benchmark, "1", "--tier", "A=A2", "--tier", "B=B1", "--figure", "C=0").stdout
    assert "270,000 yuan" in fine
    assert "not adopted" in run(world.here, "adoptions", "--issuer", SINK).stdout
    assert THERE in run(world.here, "mappings", "--member", SINK).stdout


def test_an_organ_changes_its_word_and_its_mapping(world: World) -> None:
    send = ("--audience", "all", "--basis", "law:优化营商环境条例:57")
    run(world.there, "adopt", "330482-X", "--issuer", SINK, "--version", 1, "--valid-from", "2026-01-01", *send)
    run(world.there, "adopt", "330482-X", "--issuer", SINK, "--version", 1, "--word", "NOT_ADOPTED", "--valid-from", "2026-07-01", *send)
    again = run(world.there, "adopt", "330482-X", "--issuer", SINK, "--version", 1, "--valid-from", "2026-01-01", *send).stdout

    assert again.startswith("It was there")  # the same request, not the same word again
    listed = stub(world.there).ListAdoptions(pb.ListAdoptionsRequest(standard_id="330482-X"), metadata=PURPOSE).adoptions
    assert [one.adoption.adoption for one in listed] == [standard_pb2.ADOPTION_ADOPTED, standard_pb2.ADOPTION_NOT_ADOPTED]

    run(world.there, "map", f"{SINK}:{'7' * 14}", f"{SOURCE}:{'8' * 14}", *send)
    first = stub(world.there).ListMappings(pb.ListMappingsRequest(matter_code="7" * 14), metadata=PURPOSE).mappings[0].record_id
    run(world.there, "map", f"{SINK}:{'7' * 14}", f"{SOURCE}:{'8' * 14}", "--valid-to", "2026-06-30", "--supersedes", first, *send)
    (standing,) = stub(world.there).ListMappings(pb.ListMappingsRequest(matter_code="8" * 14), metadata=PURPOSE).mappings
    assert standing.mapping.valid_to == "2026-06-30"
