"""A draw's thread folded: in any order of arrival to the same, and by nobody else's steps."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from exchange.planning.draw import commitment, register_version
from exchange.planning.ledger_draw import Step, Thread, check, deadline, drawn, fold, register_of
from exchange.v1 import draw_pb2

TASK, LEAD, ORGAN = "01a21783-9c3a-7204-8db5-8e6686fb7309", "310116", "11310116MB2F3040XF"
PARTIES = {"310116": ORGAN, "330482": "11330482MB1C456662"}
WITNESS = {"330421": "11330421MB0W12342D"}


def task() -> draw_pb2.DrawTask:
    made = draw_pb2.DrawTask(
        title="t",
        share_bp=2000,
        risk_weights=[1, 2, 3, 4],
        credit_weights=[1, 2, 3, 4],
        parties=[draw_pb2.DrawParty(member=member, organ=organ) for member, organ in PARTIES.items()],
        witnesses=[draw_pb2.DrawParty(member=member, organ=organ) for member, organ in WITNESS.items()],
        candidates=[draw_pb2.DrawCandidate(uscc=f"C{at:02}", risk="ABCD"[at % 4], credit="A") for at in range(20)],
        round_hours=2,
    )
    made.reveal_by.FromDatetime(datetime(2026, 12, 1, tzinfo=UTC))
    made.register_version = register_version(*register_of(made))
    return made


def nonce(member: str, number: int) -> bytes:
    return (member + str(number)).encode().ljust(32, b"\x01")


def step(member: str, index: int, content: object, organ: str = "") -> Step:
    return Step(record_id=f"{member}-{index}", member=member, organ=organ or (PARTIES | WITNESS)[member], index=index, content=content)


def committed(member: str, number: int = 0, index: int = 1, value: bytes = b"") -> Step:
    value = value or commitment(task=TASK, number=number, member=member, nonce=nonce(member, number))
    return step(member, index, draw_pb2.DrawCommitment(number=number, commitment=value))


def revealed(member: str, number: int = 0, index: int = 2, value: bytes = b"") -> Step:
    return step(member, index, draw_pb2.DrawReveal(number=number, nonce=value or nonce(member, number)))


def thread(*steps: Step) -> Thread:
    return Thread(task_id=TASK, lead=LEAD, organ=ORGAN, task=task(), steps=steps)


FAIR = [step_of(member) for member in PARTIES for step_of in (committed, revealed)]


def result_of(*steps: Step) -> Step:
    made = thread(*steps)
    return step(LEAD, 9, drawn(made, fold(made)))


def test_any_order_of_arrival_folds_to_the_same() -> None:
    steps = [*FAIR, result_of(*FAIR)]
    expected = fold(thread(*steps))
    assert (expected.complete, check(thread(*steps), expected)) == (True, [])
    order = random.Random(1)  # an order, no secret
    for _time in range(50):
        order.shuffle(steps)
        assert fold(thread(*steps)) == expected


@pytest.mark.parametrize(
    "hostile",
    [
        replace(revealed("330482", value=bytes(32)), organ="11330482MB1C456999", index=0),  # another organ of the member
        step("330421", 0, draw_pb2.DrawReveal(number=0, nonce=bytes(32))),  # a witness that nobody asked
        replace(step(LEAD, 0, draw_pb2.DrawClosure(number=0)), member="330482"),  # who doesn't lead closes nothing
        replace(step(LEAD, 0, draw_pb2.DrawResult(number=0)), member="330482"),
        step("330482", 5, draw_pb2.DrawReveal(number=3, nonce=bytes(32))),  # of a round that isn't
        committed("330482", index=5, value=bytes(32)),  # a second commitment, later in its ledger
    ],
)
def test_steps_that_do_not_count_change_nothing(hostile: Step) -> None:
    before, after = fold(thread(*FAIR)), fold(thread(*FAIR, hostile))

    assert (after.number, after.parties, after.complete, after.result) == (before.number, before.parties, before.complete, None)
    assert drawn(thread(*FAIR, hostile), after) == drawn(thread(*FAIR), before)


def test_who_signs_two_commitments_before_its_nonce_is_named_and_counts_as_withholding() -> None:
    for index in (0, 1):
        first, second = committed("330482", index=index), committed("330482", index=1 - index, value=bytes(32))
        found = fold(thread(*(one for one in FAIR if one.member == LEAD), first, second, revealed("330482")))

        assert found.equivocated == {"330482"}
        assert not found.complete


def test_a_commitment_that_not_everybody_can_see_counts_for_nobody() -> None:
    hidden = replace(committed("330482", index=0, value=bytes(32)), audience=frozenset({"330482"}))

    assert fold(thread(*FAIR, hidden)) == fold(thread(*FAIR))


def test_a_lead_that_closes_a_round_it_has_seen_is_named() -> None:
    end = int(deadline(task(), 0).timestamp() * 1e6)
    early = [replace(one, stored_at=end - 3_600_000_000) for one in FAIR]
    sizes = [{"member": LEAD, "size": 9}, {"member": "330482", "size": 2}]
    closure = replace(step(LEAD, 5, draw_pb2.DrawClosure(number=0, sizes=sizes)), stored_at=end + 60_000_000)
    made = thread(*early, closure)

    (found,) = check(made, fold(made))
    assert (str(found.fault), found.name) == ("round", LEAD)
    assert "leaves out entry 2 of 330482" in found.fact
    hasty = thread(*early[:2], replace(closure, stored_at=end - 3_000_000_000))
    assert "before its time was over" in check(hasty, fold(hasty))[0].fact
    late = [replace(one, stored_at=end + 1) if isinstance(one.content, draw_pb2.DrawReveal) else one for one in early]
    assert check(thread(*late, closure), fold(thread(*late, closure))) == []


def test_a_closed_round_takes_no_late_nonce_and_goes_on_without_who_withheld() -> None:
    closure = step(LEAD, 5, draw_pb2.DrawClosure(number=0, sizes=[{"member": LEAD, "size": 5}, {"member": "330482", "size": 4}]))
    steps = [committed(LEAD), revealed(LEAD), committed("330482"), closure]
    late = revealed("330482", index=4)

    found = fold(thread(*steps, late))

    assert (found.number, found.withheld, found.parties) == (1, ("330482",), (LEAD, "330421"))
    second = [one(member, 1, index) for member in (LEAD, "330421") for one, index in ((committed, 10), (revealed, 11))]
    assert fold(thread(*steps, late, *second)).complete
    in_time = revealed("330482", index=3)
    assert fold(thread(*steps, in_time)).number == 0


def test_too_few_parties_fail_the_draw() -> None:
    closures = [step(LEAD, 5 + number, draw_pb2.DrawClosure(number=number)) for number in range(3)]

    assert "sign a new task" in fold(thread(*closures)).failed


def test_each_round_has_its_own_time() -> None:
    assert [deadline(task(), number).hour for number in range(3)] == [0, 2, 4]


HOSTILE = {
    "three weights": lambda one: one.risk_weights.pop(),
    "no class": lambda one: setattr(one.candidates[3], "risk", "Z"),
    "no grade": lambda one: setattr(one.candidates[3], "credit", ""),
    "a company twice": lambda one: one.candidates.append(one.candidates[0]),
    "another register": lambda one: one.candidates.pop(),
    "no time": lambda one: one.ClearField("reveal_by"),
    "a time beyond all": lambda one: setattr(one.reveal_by, "seconds", 2**62),
    "rounds without end": lambda one: setattr(one, "round_hours", 2**31 - 1),
    "a party twice": lambda one: one.parties.append(one.parties[0]),
    "one party": lambda one: one.parties.pop(),
    "a negative pool": lambda one: one.pools.append(draw_pb2.OfficerPool(organ=ORGAN, count=-1)),
    "a share beyond all": lambda one: setattr(one, "share_bp", -5),
    "equal weights": lambda one: one.risk_weights.__setitem__(slice(None), [1, 1, 1, 1]),
    "nothing": lambda one: one.Clear(),
}


@pytest.mark.parametrize("change", HOSTILE)
def test_a_hostile_task_has_failed_and_stops_nobody(change: str) -> None:
    made = thread(*FAIR, result_of(*FAIR))
    HOSTILE[change](made.task)  # as a neighbour's record may say, which nothing here admitted

    found = fold(made)

    assert found.failed
    assert not found.complete
    assert check(made, found) != []  # whoever computes it anew is told


def test_hostile_steps_are_folded_and_checked_without_end_or_error() -> None:
    steps = [
        step(LEAD, 20 + number, draw_pb2.DrawClosure(number=number, sizes=[{"member": "x", "size": 2**64 - 1}])) for number in range(80)
    ]
    assert fold(thread(*steps)).failed
    wrong = draw_pb2.DrawResult(number=2**31 - 1, seed=b"x", drawn=["\x00"] * 3, officers=[{"organ": "?"}], weights={"C00": -1})
    made = thread(*FAIR, step(LEAD, 9, wrong))
    assert {str(one.fault) for one in check(made, fold(made))} >= {"round", "weight"}
