"""Hostile members against a lead's thread: whatever they write, the thread stays within its kind's table and honest steps stay.

Three attackers write into one thread beside the honest side: the other party of the lead, a member that has no part in it, and another
organ of the honest member. They choose actions, times, ids (their own, or copies of anybody's), what they follow, and every field at will.
"""

from __future__ import annotations

from typing import Any

import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.domain.leads import Actor, Step, allowed_actions, blocked_actions
from exchange.v1 import lead_pb2
from tests.support.leads import LEAD_ID, POLICE, RECEIVER, SENDER, SENT_AT, STRANGER, Play, check_path, folded, made_lead

INT32, INT64 = st.integers(-(2**31), 2**31 - 1), st.integers(-(2**63), 2**63 - 1)
KINDS = st.sampled_from([kind for kind in lead_pb2.LeadKind.values() if kind])
TURNS = st.lists(st.tuples(st.sampled_from(["honest", "other", "deliver"]), st.integers(0, 30)), max_size=16)
NEIGHBOUR_ORGAN = Actor(member=RECEIVER.member, organ="11330482MB1C000007")  # another organ of the receiver's member, fictitious
ORGANS = [SENDER.organ, RECEIVER.organ, STRANGER.organ, POLICE.organ, NEIGHBOUR_ORGAN.organ, "", "nobody", "\0"]
TIMES = st.builds(Timestamp, seconds=st.one_of(st.integers(SENT_AT - 10**6, SENT_AT + 10**6), INT64), nanos=st.one_of(st.just(0), INT32))
TEXTS = st.one_of(st.just(""), st.text(max_size=20), st.just("长" * 5000))
OFFICERS = st.builds(lead_pb2.OfficerReference, certificate_number=TEXTS, organ=st.sampled_from(ORGANS))
ACTION_NUMBERS = st.one_of(st.sampled_from(lead_pb2.LeadAction.values()), INT32)
ISSUED = st.tuples(st.one_of(st.integers(1, SENT_AT), st.integers(SENT_AT, SENT_AT + 5000), st.just(253_402_300_799)), st.just(0))


@st.composite
def events(draw: Any, ids: list[str]) -> lead_pb2.LeadEvent:
    """Any step: known and unknown numbers, lawful and unlawful fields."""
    said = lead_pb2.LeadEvent(
        note=draw(TEXTS),
        ground=draw(st.one_of(st.integers(0, 8), INT32)),
        case_number=draw(TEXTS),
        missing_items=draw(st.lists(TEXTS, max_size=2)),
        items=draw(st.lists(TEXTS, max_size=2)),
        after=draw(st.sampled_from(["", LEAD_ID, *ids])),
        extension=draw(st.integers(0, 2**32 - 1)),
        collective_discussion=draw(st.booleans()),
        designated_organ=draw(st.sampled_from(ORGANS)),
        superior_organ=draw(TEXTS),
        document_number=draw(TEXTS),
        duplicate_of=draw(st.sampled_from(["", LEAD_ID, *ids])),
        onward_organ=draw(TEXTS),
        filing_ordered=draw(st.booleans()),
        decision=draw(INT32),
        suspension=draw(INT32),
    )
    said.action = draw(ACTION_NUMBERS)
    for name, value in (("filed_at", TIMES), ("occurred_at", TIMES), ("approver", OFFICERS), ("officer", OFFICERS)):
        if draw(st.booleans()):
            getattr(said, name).CopyFrom(draw(value))
    if draw(st.booleans()):
        said.earlier_filing.filed_at.CopyFrom(draw(TIMES))
        said.earlier_filing.case_number = draw(TEXTS)
    return said


@st.composite
def attacks(draw: Any, attackers: list[Actor], ids: list[str]) -> list[Step]:
    """Records of the attackers, under ids of their own or copied."""
    found = []
    indexes = draw(st.lists(st.integers(0, 2**36), min_size=1, max_size=8, unique=True))
    for number, index in enumerate(indexes):
        attacker = draw(st.sampled_from(attackers))
        record_id = draw(st.sampled_from([*ids, f"01900000-0000-7000-9000-{number:012}"]))
        found.append(
            Step(
                record_id=record_id,
                member=attacker.member,
                organ=attacker.organ,
                index=10 * index,  # a ledger has each index once; honest steps end in 3
                issued_at=draw(ISSUED),
                event=draw(events([*ids, record_id])),
            )
        )
    return found


def played(kind: int, turns: list[tuple[str, int]], honest: Actor, other: Actor) -> Play:
    """What both sides did before the attack, each knowing what had reached it."""
    game = Play(made_lead(kind, dispute_agreed=True))
    for minute, (turn, choice) in enumerate(turns, 1):
        if turn == "deliver":
            game.deliver(honest.member)
            game.deliver(other.member)
        else:
            game.act(honest if turn == "honest" else other, choice, at=minute * 60)
    return game


def sides(kind: int, honest: str) -> tuple[Actor, Actor]:
    """(honest, hostile) of the lead's two sides."""
    receiver = POLICE if kind == lead_pb2.LEAD_KIND_CRIMINAL else RECEIVER
    return (SENDER, receiver) if honest == "sender" else (receiver, SENDER)


@pytest.mark.parametrize("honest_side", ["sender", "receiver"])
@settings(max_examples=300)
@given(data=st.data(), kind=KINDS, turns=TURNS)
def test_no_sequence_leaves_the_table_or_loses_an_honest_step(honest_side: str, data: Any, kind: int, turns: Any) -> None:
    honest, hostile = sides(kind, honest_side)
    game = played(kind, turns, honest, hostile)
    ids = [one.record_id for one in game.steps]
    attackers = [hostile, STRANGER, NEIGHBOUR_ORGAN]
    hostile_steps = data.draw(attacks(attackers, ids))
    thread = folded(game.lead, [*game.steps, *hostile_steps])
    check_path(thread)
    shown = {(one.step.member, one.step.record_id, one.step.index) for one in thread.steps}
    if honest.member != hostile.member:  # a ledger is one member's: what its own organs overwrite of each other is for the ledger to refuse
        mine = [one for one in game.steps if one.member == honest.member and one.organ == honest.organ]
        theirs = {one.record_id for one in hostile_steps if one.member == honest.member}
        assert {(one.member, one.record_id, one.index) for one in mine if one.record_id not in theirs} <= shown
    assert folded(game.lead, [*reversed(hostile_steps), *reversed(game.steps)]) == thread
    for actor in (SENDER.organ, RECEIVER.member, STRANGER.organ, "", "nobody"):
        assert not set(allowed_actions(thread, actor)) & {one.action for one in blocked_actions(thread, actor)}


@settings(max_examples=300)
@given(data=st.data(), kind=KINDS, turns=TURNS)
def test_who_has_no_part_moves_nothing(data: Any, kind: int, turns: Any) -> None:
    honest, other = sides(kind, "receiver")
    game = played(kind, turns, honest, other)
    before = folded(game.lead, game.steps)
    copied = [one.record_id for one in game.steps]
    outsiders = [Actor(member=code, organ=NEIGHBOUR_ORGAN.organ) for code in ("330421", "320509")]
    intruding = data.draw(attacks(outsiders, copied))
    thread = folded(game.lead, [*game.steps, *intruding])
    assert (thread.state, thread.facts) == (before.state, before.facts)
    assert thread.steps[: len(before.steps)] == before.steps
    assert all(one.refused for one in thread.steps[len(before.steps) :])


@settings(max_examples=300)
@given(data=st.data(), kind=st.sampled_from([1, 2, 3, 5]), turns=TURNS)
def test_a_hostile_sender_undoes_nothing_that_an_honest_receiver_did(data: Any, kind: int, turns: Any) -> None:
    """Steps that were open to the receiver when it took them stay effective, whatever the sender writes, backdated or not, afterwards."""
    honest, hostile = sides(kind, "receiver")
    game = played(kind, [turn for one in turns for turn in (("deliver", 0), one)], honest, hostile)
    before = folded(game.lead, game.steps)
    late = data.draw(attacks([hostile], [one.record_id for one in game.steps if one.member == honest.member]))
    ledger_end = max((one.index for one in game.steps if one.member == hostile.member), default=0)
    appended = [
        Step(
            record_id=one.record_id,
            member=one.member,
            organ=one.organ,
            index=ledger_end + 1 + at,  # a ledger only grows
            issued_at=one.issued_at,
            event=one.event,
        )
        for at, one in enumerate(late)
    ]
    after = {one.step.record_id: one for one in folded(game.lead, [*game.steps, *appended]).steps if one.step.member == honest.member}
    for one in before.effective_steps():
        if one.step.member == honest.member:
            assert not after[one.step.record_id].refused


@settings(max_examples=200)
@given(data=st.data(), kind=st.one_of(KINDS, INT32), hops=st.integers(0, 2**32 - 1))
def test_a_lead_that_fails_its_opening_lets_nobody_do_anything(data: Any, kind: int, hops: int) -> None:
    lead = lead_pb2.Lead(
        to_member=data.draw(st.sampled_from([SENDER.member, RECEIVER.member, "", "xx"])),
        to_organ=data.draw(st.sampled_from(ORGANS)),
        handlers=data.draw(st.lists(OFFICERS, max_size=3)),
        domain=data.draw(INT32),
        hops=hops,
        major_case=data.draw(st.booleans()),
    )
    lead.kind = kind
    for name in ("filed_at", "act_from", "act_to"):
        if data.draw(st.booleans()):
            getattr(lead, name).CopyFrom(data.draw(TIMES))
    steps = data.draw(attacks([SENDER, RECEIVER, STRANGER], []))
    thread = folded(lead, steps)
    check_path(thread)
    assert thread.refused  # there is no approver
    assert thread.state == lead_pb2.LEAD_STATE_UNSPECIFIED
    assert all(one.refused for one in thread.steps)
    assert [allowed_actions(thread, one) for one in (SENDER.member, RECEIVER.member, RECEIVER.organ)] == [[], [], []]
