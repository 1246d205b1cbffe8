"""Which standards an organ checks by: its member's unless it said no, a neighbour's only if it said yes, each in its version of the day."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from exchange.ledger.checkpoints import ledger_origin
from exchange.planning.outputs.sources import Held, checklists_of, sources_on, statements_of
from exchange.v1 import standard_pb2
from exchange.v1 import standard_service_pb2 as pb
from tests.support.checklists import JOINT, MEMBERS, NEXT_FOOD, item, source
from tests.support.planning import FIRE, FOOD, GUEST, HOME, MARKET, NEXT

DAY = JOINT.slot.day.isoformat()
ADOPTED, NOT_ADOPTED = standard_pb2.ADOPTION_ADOPTED, standard_pb2.ADOPTION_NOT_ADOPTED


def view(issuer: str, record_id: str, *, superseded_by: str = "", **values: object) -> pb.StandardView:
    standard = source("", item("1", "查验进货凭证"), **{"standard_id": f"{issuer}-要点", **values}).standard
    return pb.StandardView(record_id=record_id, ledger=ledger_origin(issuer), standard=standard, superseded_by=superseded_by)


def said(organ: str, issuer: str, word: int, *, version: int = 1, **values: str) -> pb.AdoptionView:
    adoption = standard_pb2.StandardAdoption(
        standard_id=f"{issuer}-要点", issuer=issuer, version=version, adoption=word, valid_from="2025-01-01", **values
    )
    return pb.AdoptionView(record_id=f"{organ}-{word}", member=MEMBERS[organ], organ=organ, adoption=adoption)


def found(*views: pb.StandardView, adoptions: tuple[pb.AdoptionView, ...] = (), day: str = DAY) -> set[tuple[str, str]]:
    held = Held(standards=views, adoptions=adoptions)
    return {(one.organ, one.record_id) for one in sources_on(held, MEMBERS, day)}


def test_the_own_members_applies_unless_the_organ_says_no() -> None:
    assert found(view(HOME, "a")) == {(MARKET, "a"), (FIRE, "a")}
    assert found(view(HOME, "a"), adoptions=(said(FIRE, HOME, NOT_ADOPTED),)) == {(MARKET, "a")}
    ended = said(FIRE, HOME, NOT_ADOPTED, valid_to="2025-12-31")
    assert found(view(HOME, "a"), adoptions=(ended,)) == {(MARKET, "a"), (FIRE, "a")}


def test_a_neighbours_applies_only_where_the_organ_says_yes_to_that_version() -> None:
    assert (MARKET, "n") not in found(view(NEXT, "n"))
    assert found(view(NEXT, "n"), adoptions=(said(MARKET, NEXT, ADOPTED),)) == {(GUEST, "n"), (MARKET, "n")}
    newer = view(NEXT, "m", version=2, valid_from="2026-01-01")
    old = view(NEXT, "n", superseded_by="m")
    assert found(old, newer, adoptions=(said(MARKET, NEXT, ADOPTED),)) == {(GUEST, "m")}
    assert found(old, newer, adoptions=(said(MARKET, NEXT, ADOPTED),), day="2025-06-01") == {(GUEST, "n"), (MARKET, "n")}


def test_another_organ_cannot_speak_for_one() -> None:
    stranger = said(MARKET, NEXT, ADOPTED)
    stranger.member = NEXT  # signed in another ledger
    assert (MARKET, "n") not in found(view(NEXT, "n"), adoptions=(stranger,))


def test_what_was_corrected_what_ended_and_what_is_no_checklist_is_passed_over() -> None:
    corrected = view(HOME, "a", superseded_by="b")
    assert found(corrected, view(HOME, "b")) == {(MARKET, "b"), (FIRE, "b")}
    assert found(view(HOME, "a", valid_to="2025-12-31")) == set()
    assert found(view(HOME, "a", kind=standard_pb2.STANDARD_KIND_NO_PENALTY_LIST)) == set()


VERSIONS = st.lists(
    st.tuples(st.dates(date(2025, 1, 1), date(2026, 12, 31)), st.sampled_from(["", "2026-02-01", "2027-01-01"])), min_size=1, max_size=4
)


@given(versions=VERSIONS, day=st.dates(date(2025, 1, 1), date(2027, 1, 1)))
def test_of_one_standard_at_most_one_version_counts_on_a_day(versions: list[tuple[date, str]], day: date) -> None:
    views = [view(HOME, str(at), version=at + 1, valid_from=first.isoformat(), valid_to=last) for at, (first, last) in enumerate(versions)]
    chosen = [one for one in sources_on(Held(standards=views), MEMBERS, day.isoformat()) if one.organ == MARKET]
    assert len(chosen) <= 1
    for one in chosen:
        assert one.standard.valid_from <= day.isoformat()
        assert not one.standard.valid_to or day.isoformat() <= one.standard.valid_to


def test_two_places_lines_are_one_point_by_a_mapping_and_what_nobody_covers_is_named() -> None:
    mapping = standard_pb2.StandardMapping(
        from_member=HOME, from_matter_code=FOOD, to_member=NEXT, to_matter_code=NEXT_FOOD, valid_from="2025-01-01"
    )
    held = Held(
        standards=[view(HOME, "a"), view(NEXT, "n", matters=(NEXT_FOOD,))],
        mappings=[pb.MappingView(record_id="m", signed_by=MARKET, origin=HOME, mapping=mapping)],
    )
    assert [(one.first.code, one.second.code) for one in statements_of(held)] == [(FOOD, NEXT_FOOD)]
    (merged,) = checklists_of(held, [JOINT], members=MEMBERS)
    assert [len(point.lines) for point in merged.points] == [2]
    assert merged.without == ()
    (bare,) = checklists_of(Held(), [JOINT], members=MEMBERS)
    assert (bare.points, bare.without) == ((), ((MARKET, FOOD), (GUEST, NEXT_FOOD)))
