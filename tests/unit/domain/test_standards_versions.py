"""Versions by date of act and decision (从旧兼从轻), codes of a matter elsewhere, what organs said, and what is refused at the door."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.domain.standards import (
    Adopted,
    Day,
    Matter,
    Statement,
    Version,
    Wording,
    adoption_faults,
    chains,
    choose,
    correspondences,
    explained,
    in_force,
    items_of,
    mapping_faults,
    standard_faults,
    standing,
)
from exchange.v1 import standard_pb2, subject_pb2
from tests.support.standards import MATTER, Item, Kind, example_benchmark, example_rule, tier

R = standard_pb2.MappingRelation
JINSHAN, PINGHU, JIASHAN = (Matter(member=member, code=f"{at}" * 14) for at, member in enumerate(("310116", "330482", "330421"), 1))
LIST, BENCHMARK = Kind.STANDARD_KIND_NO_PENALTY_LIST, Kind.STANDARD_KIND_DISCRETION_BENCHMARK
ACT, DECIDED = "2026-03-01", "2026-09-01"


def version(number: int, valid_from: str, valid_to: str = "", *, superseded_by: str = "", record_id: str = "") -> Version:
    return Version(
        position=number,
        record_id=record_id or f"r{number}",
        origin="310116",
        standard_id="S",
        version=number,
        kind=LIST,
        valid_from=valid_from,
        valid_to=valid_to,
        superseded_by=superseded_by,
    )


VERSIONS = [version(1, "2025-01-01", superseded_by="r2"), version(2, "2026-07-01", "2026-12-31", superseded_by="r3")]


@pytest.mark.parametrize(
    ("day", "record"),
    [
        ("2024-12-31", None),
        ("2025-01-01", "r1"),
        ("2026-06-30", "r1"),
        ("2026-07-01", "r2"),
        ("2026-12-31", "r2"),
        ("2027-01-01", None),  # the first doesn't revive when its successor ends
    ],
)
def test_the_version_in_force_on_a_day(day, record):
    found = in_force(VERSIONS, day)

    assert (found.record_id if found else None) == record


def test_a_corrected_record_never_counted():
    wrong = version(1, "2025-01-01", superseded_by="right")
    right = version(1, "2025-06-01", record_id="right")

    assert in_force([wrong, right], "2025-03-01") is None
    assert in_force([wrong, right], "2025-06-01") == right


@given(st.lists(st.tuples(st.integers(1, 4), st.dates(), st.none() | st.dates()), max_size=5), st.dates())
def test_at_most_one_version_and_only_on_its_days(found, day):
    versions = [version(number, first.isoformat(), last.isoformat() if last else "") for number, first, last in found]

    chosen = in_force(versions, day.isoformat())

    assert chosen is None or chosen.valid_from <= day.isoformat() <= (chosen.valid_to or "9999")


def exempting(record_id: str, **terms: object) -> Wording:
    return Wording(record_id=record_id, items=[Item(code="1", act="a", no_penalty=standard_pb2.NoPenaltyCondition(**terms))])


def graded(record_id: str, starting_bp: int, *bases: subject_pb2.LegalReference) -> Wording:
    rule = example_rule()
    rule.starting_bp = starting_bp
    return Wording(record_id=record_id, items=[Item(code="1", act="a", discretion=rule)], legal_basis=bases)


NOTHING = Wording(record_id="new", items=[])
TEXT = Wording(record_id="new", items=[Item(code="1", act="a", conditions="全新表述")])


@pytest.mark.parametrize(
    ("kind", "old", "new", "day", "person"),
    [
        (BENCHMARK, graded("old", 1000), graded("old", 1000), Day.ACT, False),  # one version
        (BENCHMARK, graded("old", 1000), graded("new", 500), Day.DECISION, False),  # 从轻
        (BENCHMARK, graded("old", 1000), graded("new", 2000), Day.ACT, False),  # 从旧
        (BENCHMARK, graded("old", 1000), graded("new", 1000), Day.ACT, False),
        (BENCHMARK, graded("old", 1000), TEXT, Day.ACT, True),
        (BENCHMARK, graded("old", 1000), None, Day.ACT, True),  # no longer a violation?
        (BENCHMARK, graded("old", 1000), NOTHING, Day.ACT, True),
        (BENCHMARK, None, graded("new", 1000), None, True),
        (LIST, exempting("old", minor=True), exempting("new"), Day.DECISION, False),
        (LIST, exempting("old"), exempting("new", minor=True), Day.ACT, False),
        (LIST, exempting("old", minor=True), exempting("new", no_harm=True), Day.ACT, True),
        (LIST, exempting("old"), NOTHING, Day.ACT, False),  # taken off the list: stricter
        (LIST, None, exempting("new"), Day.DECISION, False),  # put on the list: milder
        (LIST, NOTHING, exempting("new"), Day.DECISION, False),
        (Kind.STANDARD_KIND_INSPECTION_CHECKLIST, exempting("old"), exempting("new"), Day.DECISION, False),  # 程序从新
    ],
)
def test_old_rule_unless_the_new_one_is_milder(kind, old, new, day, person):
    choice = choose(kind, at_act=old, at_decision=new, act_on=ACT, decided_on=DECIDED)

    assert (choice.day, choice.needs_person) == (day, person)
    assert choice.reason.zh
    assert choice.reason.en


def basis(**interval: str) -> subject_pb2.LegalReference:
    return subject_pb2.LegalReference(law="大气污染防治法", article="第九十九条", **interval)


def test_a_law_replaced_between_act_and_decision_needs_a_person():
    """生态环境法典 has been in force since 2026-08-15 (RULES.md §4.4)."""
    same = graded("old", 1000, basis(valid_to="2026-08-14"))

    choice = choose(BENCHMARK, at_act=same, at_decision=same, act_on=ACT, decided_on=DECIDED)

    assert (choice.day, choice.needs_person) == (Day.ACT, True)
    assert "《大气污染防治法》第九十九条有效期至2026-08-14，2026-09-01不在其内" in choice.reason.zh


def test_a_law_cited_twice_is_noted_once():
    same = graded("old", 1000, basis(valid_to="2026-08-14"), basis(valid_to="2026-08-14"))

    assert choose(BENCHMARK, at_act=same, at_decision=same, act_on=ACT, decided_on=DECIDED).reason.zh.count("不在其内") == 1


def test_a_new_version_takes_the_change_of_law_up():
    old, new = graded("old", 1000, basis(valid_to="2026-08-14")), graded("new", 2000, basis(valid_from="2026-08-15"))

    assert not choose(BENCHMARK, at_act=old, at_decision=new, act_on=ACT, decided_on=DECIDED).needs_person


@pytest.mark.parametrize(("chosen_bp", "day"), [(2000, ACT), (500, DECIDED)])
def test_a_version_on_a_law_not_in_force_needs_a_person(chosen_bp, day):
    gone = basis(valid_from="2027-01-01")

    choice = choose(BENCHMARK, at_act=graded("old", 1000, gone), at_decision=graded("new", chosen_bp, gone), act_on=ACT, decided_on=DECIDED)

    assert choice.needs_person
    assert f"{day}不在其内" in choice.reason.zh


def test_items_of_a_matter():
    lines = [Item(code="1"), Item(code="2", matter_code="2" * 14), Item(code="3", matter_code=MATTER)]
    standard = standard_pb2.Standard(matter_codes=[MATTER], items=lines)

    assert [item.code for item in items_of(standard, {MATTER})] == ["1", "3"]
    assert [item.code for item in items_of(standard, {"2" * 14})] == ["2"]
    assert items_of(standard, {"9" * 14}) == []


def statement(number: int, first: Matter, second: Matter, relation: int = R.MAPPING_RELATION_EQUAL, **given: str) -> Statement:
    values = {"record_id": f"m{number}", "origin": first.member, "valid_from": "", "valid_to": "", **given}
    return Statement(position=number, first=first, second=second, relation=relation, **values)


@pytest.mark.parametrize(
    ("relation", "here", "there"),
    [
        (R.MAPPING_RELATION_UNSPECIFIED, R.MAPPING_RELATION_EQUAL, R.MAPPING_RELATION_EQUAL),
        (R.MAPPING_RELATION_EQUAL, R.MAPPING_RELATION_EQUAL, R.MAPPING_RELATION_EQUAL),
        (R.MAPPING_RELATION_BROADER, R.MAPPING_RELATION_BROADER, R.MAPPING_RELATION_NARROWER),
        (R.MAPPING_RELATION_NARROWER, R.MAPPING_RELATION_NARROWER, R.MAPPING_RELATION_BROADER),
        (R.MAPPING_RELATION_OVERLAPPING, R.MAPPING_RELATION_OVERLAPPING, R.MAPPING_RELATION_OVERLAPPING),
    ],
)
def test_a_mapping_is_read_in_both_directions(relation, here, there):
    said = [statement(1, JINSHAN, PINGHU, relation)]

    (found,), (back,) = correspondences(said, JINSHAN, ACT), correspondences(said, PINGHU, ACT)

    assert (found.matter, found.relation, found.record_ids) == (PINGHU, here, ("m1",))
    assert (back.matter, back.relation) == (JINSHAN, there)


@pytest.mark.parametrize(("day", "count"), [("2025-12-31", 0), ("2026-01-01", 1), ("2026-06-30", 1), ("2026-07-01", 0)])
def test_a_mapping_holds_on_its_days(day, count):
    assert len(correspondences([statement(1, JINSHAN, PINGHU, valid_from="2026-01-01", valid_to="2026-06-30")], JINSHAN, day)) == count


def test_a_side_s_latest_word_counts_and_a_contradiction_is_a_person_s():
    first = [statement(1, JINSHAN, PINGHU), statement(2, JINSHAN, PINGHU, R.MAPPING_RELATION_BROADER)]
    (found,) = correspondences(first, JINSHAN, ACT)
    assert (found.relation, found.disputed) == (R.MAPPING_RELATION_BROADER, False)

    agreeing = statement(3, PINGHU, JINSHAN, R.MAPPING_RELATION_NARROWER)
    (found,) = correspondences([*first, agreeing], JINSHAN, ACT)
    assert (found.relation, found.disputed, found.record_ids) == (R.MAPPING_RELATION_BROADER, False, ("m2", "m3"))

    (found,) = correspondences([*first, statement(4, PINGHU, JINSHAN)], JINSHAN, ACT)
    assert (found.relation, found.disputed) == (R.MAPPING_RELATION_OVERLAPPING, True)
    assert "人工" in explained(found).zh


def test_no_third_place_maps_two_others():
    assert correspondences([statement(1, JINSHAN, PINGHU, origin=JIASHAN.member)], JINSHAN, ACT) == []


def test_chains_are_named_and_not_followed():
    said = [statement(1, JINSHAN, PINGHU), statement(2, PINGHU, JIASHAN)]
    reached = correspondences(said, JINSHAN, ACT)

    assert [one.matter for one in reached] == [PINGHU]
    ((chain),) = chains(said, JINSHAN, reached, ACT)
    assert (chain.matter, chain.via) == (JIASHAN, PINGHU)
    direct = [*said, statement(3, JIASHAN, JINSHAN)]
    assert chains(direct, JINSHAN, correspondences(direct, JINSHAN, ACT), ACT) == []


def adopted(number: int, adoption: int, valid_from: str = "2026-01-01", valid_to: str = "", organ: str = "O") -> Adopted:
    return Adopted(
        position=number,
        record_id=f"a{number}",
        origin="330482",
        organ=organ,
        issuer="310116",
        standard_id="S",
        version=1,
        adoption=adoption,
        valid_from=valid_from,
        valid_to=valid_to,
    )


def test_an_organ_s_latest_word_that_holds_on_the_day_counts():
    words = [
        adopted(2, standard_pb2.ADOPTION_NOT_ADOPTED, "2026-07-01"),
        adopted(1, standard_pb2.ADOPTION_ADOPTED),
        adopted(3, 2, organ="P"),
    ]

    assert [(one.organ, one.applies) for one in standing(words, "2026-06-30")] == [("O", True), ("P", True)]
    assert [(one.organ, one.applies) for one in standing(words, "2026-07-01")] == [("O", False), ("P", True)]
    assert standing(words, "2025-12-31") == []


def faulty(path: str, value: object, base: standard_pb2.Standard | None = None) -> standard_pb2.Standard:
    standard = base or example_benchmark()
    *way, last = path.split(".")
    target = standard
    for step in way:
        target = target[int(step)] if step.isdigit() else getattr(target, step)
    setattr(target, last, value)
    return standard


DISCRETION = "items[0].discretion."


@pytest.mark.parametrize(
    ("path", "value", "field"),
    [
        ("valid_from", "2026-02-30", "valid_from"),
        ("valid_to", "2020-01-01", "valid_to"),
        ("legal_basis.0.valid_to", "2026-13-01", "legal_basis[0].valid_to"),
        ("text_digest", b"short", "text_digest"),
        ("kind", LIST, "items[0].discretion"),
        ("items.0.discretion.range.max_fen", 0, f"{DISCRETION}range.max_fen"),
        ("items.0.discretion.range.max_fen", 2**62, f"{DISCRETION}range.max_fen"),
        ("items.0.discretion.factors.1.tiers.1.share_bp", 2**31, f"{DISCRETION}factors[1].tiers"),
        ("items.0.discretion.range.min_fen", 10**12, f"{DISCRETION}range.min_fen"),
        ("items.0.discretion.range.max_bp", 1, f"{DISCRETION}range.max_bp"),
        ("items.0.discretion.starting_bp", 9900, f"{DISCRETION}starting_bp"),
        ("items.0.discretion.factors.1.code", "A", f"{DISCRETION}factors"),
        ("items.0.discretion.factors.1.name", "超标倍数", f"{DISCRETION}factors"),
        ("items.0.discretion.factors.0.tiers.1.code", "A1", f"{DISCRETION}factors[0].tiers"),
        ("items.0.discretion.factors.0.tiers.1.measured", False, f"{DISCRETION}factors[0].tiers"),
        ("items.0.discretion.factors.0.tiers.1.lower_milli", 999, f"{DISCRETION}factors[0].tiers"),
        ("items.0.discretion.factors.0.tiers.1.upper_milli", 0, f"{DISCRETION}factors[0].tiers"),
        ("items.0.discretion.factors.0.tiers.0.upper_milli", -5, f"{DISCRETION}factors[0].tiers"),
        ("items.0.discretion.factors.1.tiers.1.label", "污水集中处理设施", f"{DISCRETION}factors[1].tiers"),
        ("items.0.discretion.factors.1.tiers.1.upper_milli", 5, f"{DISCRETION}factors[1].tiers"),
        ("items.0.discretion.factors.1.counts_priors", True, f"{DISCRETION}factors[1].counts_priors"),
        ("items.0.discretion.lookback_years", 0, f"{DISCRETION}factors[2].counts_priors"),
    ],
)
def test_a_faulty_standard_names_the_field(path, value, field):
    assert field in [one.field for one in standard_faults(faulty(path, value))]


def test_a_sound_standard_has_no_faults():
    assert standard_faults(example_benchmark()) == []


def test_a_gap_between_tiers_is_no_fault():
    standard = example_benchmark()
    standard.items[0].discretion.factors[0].tiers[1].CopyFrom(tier("A2", "2倍以上不足3倍", 1500, (2000, 3000)))

    assert standard_faults(standard) == []


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"first_violation": True, "territory": "village"}, "territory"),
        ({"lookback_months": 12}, "first_violation"),
        ({"territory": "county"}, "first_violation"),
        ({"corrected_at_once": True, "correct_within_days": 7}, "correct_within_days"),
    ],
)
def test_a_condition_that_means_nothing_is_a_fault(terms, field):
    standard = standard_pb2.Standard(kind=LIST, valid_from="2026-01-01", items=exempting("r", **terms).items)

    assert [one.field for one in standard_faults(standard)] == [f"items[0].no_penalty.{field}"]


def test_item_codes_are_unique():
    standard = standard_pb2.Standard(kind=LIST, valid_from="2026-01-01", items=[Item(code="1"), Item(code="1")])

    assert [one.fault for one in standard_faults(standard)] == ["code 1 stands 2 times; each must be its own"]


@pytest.mark.parametrize(
    ("first", "second", "valid_to", "fields"),
    [
        ("310116", "330482", "", []),
        ("330482", "310116", "", []),
        ("310116", "310116", "", ["to_member"]),
        ("330482", "330421", "", ["from_member"]),
        ("310116", "330482", "2025-01-01", ["valid_to"]),
    ],
)
def test_a_place_maps_only_its_own_matters(first, second, valid_to, fields):
    mapping = standard_pb2.StandardMapping(from_member=first, to_member=second, valid_from="2026-01-01", valid_to=valid_to)

    assert [one.field for one in mapping_faults(mapping, member="310116")] == fields


@pytest.mark.parametrize(
    ("adoption", "changes", "fields"), [(1, "", []), (2, "加重一档", []), (2, " ", ["changes"]), (3, "加重一档", ["changes"])]
)
def test_changes_go_with_adopted_with_changes(adoption, changes, fields):
    found = adoption_faults(standard_pb2.StandardAdoption(valid_from="2026-01-01", adoption=adoption, changes=changes))

    assert [one.field for one in found] == fields
