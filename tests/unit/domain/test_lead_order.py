"""Whatever the order of arrival, the same records give the same state; and no claimed time undoes what the other side did."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from exchange.domain.leads import Actor, Step
from exchange.v1 import lead_pb2
from tests.support.leads import (
    LEAD_ID,
    RECEIVER,
    SENDER,
    SENT_AT,
    STRANGER,
    Case,
    Play,
    check_path,
    complete,
    event,
    folded,
    made_lead,
    refusals,
)

KINDS = st.sampled_from([kind for kind in lead_pb2.LeadKind.values() if kind])
TURNS = st.lists(
    st.tuples(
        st.sampled_from(["sender", "receiver", "deliver to sender", "deliver to receiver"]),
        st.integers(0, 30),
        st.integers(-500, 500),  # s that a clock is wrong
    ),
    max_size=30,
)
CASE, LEAD = lead_pb2.LEAD_KIND_CASE, lead_pb2.LEAD_KIND_LEAD


def play(kind: int, turns: list[tuple[str, int, int]]) -> Play:
    """A partition and what comes through it, turn by turn."""
    game = Play(made_lead(kind, dispute_agreed=True))
    for minute, (turn, choice, skew) in enumerate(turns, 1):
        if turn.startswith("deliver"):
            game.deliver(SENDER.member if turn.endswith("sender") else game.receiver.member)
        else:
            game.act(SENDER if turn == "sender" else game.receiver, choice, at=minute * 60 + skew)
    return game


def step(number: int, actor: Actor, action: str, at: int, **given: object) -> Step:
    return Step(
        record_id=f"01900000-0000-7000-8000-{number:012}",
        member=actor.member,
        organ=actor.organ,
        index=number,
        issued_at=(SENT_AT + at, 0),
        event=event(action, **given),
    )


@given(KINDS, TURNS, st.randoms())
def test_any_order_of_arrival_folds_to_the_same(kind: int, turns: list[tuple[str, int, int]], random) -> None:
    game = play(kind, turns)
    thread = folded(game.lead, game.steps)
    check_path(thread)
    shuffled = [*game.steps, *game.steps[::2]]  # some arrive twice
    random.shuffle(shuffled)
    assert folded(game.lead, shuffled) == thread


@given(KINDS, TURNS)
def test_what_an_honest_node_saw_last_is_what_all_see_once_everything_has_arrived(kind: int, turns: list[tuple[str, int, int]]) -> None:
    """Without a partition every step that was open when it was taken takes effect, however wrong the clocks are."""
    together = [turn for one in turns for turn in (("deliver to sender", 0, 0), ("deliver to receiver", 0, 0), one)]
    game = play(kind, together)
    thread = folded(game.lead, game.steps)
    assert not any(refusals(thread.steps))
    assert [one.step.record_id for one in thread.steps] == sorted(one.record_id for one in game.steps)


def test_effective_times_never_go_back() -> None:
    steps = [
        step(1, RECEIVER, "RECEIVE", 500),
        step(2, RECEIVER, "ACCEPT", 100),  # a clock that was set back: it stands behind in the ledger
        step(3, SENDER, "HAND_OVER", 50, after="01900000-0000-7000-8000-000000000002", items=["卷宗"]),
    ]
    thread = folded(made_lead(CASE), reversed(steps))
    assert refusals(thread.steps) == ["", "", ""]
    assert [one.effective_at[0] - SENT_AT for one in thread.steps] == [500, 500, 500]
    assert [one.step.issued_at[0] - SENT_AT for one in thread.steps] == [500, 100, 50]


def test_nothing_counts_before_the_lead_itself() -> None:
    (one,) = folded(made_lead(CASE), [step(1, RECEIVER, "RECEIVE", -9999)]).steps
    assert one.effective_at == (SENT_AT, 0)


def test_a_withdrawal_that_is_backdated_doesnt_undo_what_the_receiver_did() -> None:
    """电子签名法 11: what has entered the receiver's system has been received; a step that follows the lead says what had arrived."""
    case = Case(made_lead(LEAD))
    case.take(RECEIVER, "RECEIVE", after=LEAD_ID)
    for action in ("ACCEPT", "FILE", "DECIDE"):
        given_ = {f.name: v for f, v in complete(action).ListFields() if f.name != "action"}
        case.take(RECEIVER, action, after=case.steps[-1].record_id, **given_)
    before = case.thread
    late = case.take(SENDER, "WITHDRAW", at=SENT_AT + 1)
    assert late.refused
    assert case.thread.state == before.state == lead_pb2.LEAD_STATE_DECIDED


def test_a_withdrawal_that_came_first_stands() -> None:
    case = Case(made_lead(LEAD))
    case.take(SENDER, "WITHDRAW")
    case.take(RECEIVER, "RECEIVE")  # doesn't say what it knew: times decide
    assert case.state == "WITHDRAWN"
    case.take(RECEIVER, "RECEIVE", after=case.steps[0].record_id)
    assert case.state == "WITHDRAWN"


def test_dispute_and_designation_that_are_backdated_dont_undo_a_filing() -> None:
    case = Case(made_lead(CASE))
    case.take(RECEIVER, "RECEIVE", after=LEAD_ID)
    case.take(RECEIVER, "ACCEPT", after=case.steps[-1].record_id)
    case.take(RECEIVER, "FILE", after=case.steps[-1].record_id, case_number="7号", filed_at={"seconds": SENT_AT + 90})
    for action in ("DISPUTE", "ESCALATE", "DESIGNATE"):
        given_ = {f.name: v for f, v in complete(action).ListFields() if f.name != "action"}
        assert case.take(SENDER, action, at=SENT_AT + 61, **given_).refused
    assert case.state == "FILED"


def test_a_copied_record_id_changes_nothing() -> None:
    case = Case(made_lead(CASE))
    case.take(RECEIVER, "RECEIVE", after=LEAD_ID)
    case.take(RECEIVER, "ACCEPT", after=case.steps[0].record_id)
    honest = case.thread
    for thief in (STRANGER, SENDER, Actor(member=RECEIVER.member, organ=STRANGER.organ)):
        copies = [
            replace(one, member=thief.member, organ=thief.organ, index=one.index + 50, issued_at=(SENT_AT + 10**9, 0), event=event("CLOSE"))
            for one in case.steps
        ]
        if thief.member == RECEIVER.member:
            assert folded(case.lead, [*copies, *case.steps]) == honest  # the ledger's first record of an id counts
            continue
        thread = folded(case.lead, [*copies, *case.steps])
        assert (thread.state, thread.facts) == (honest.state, honest.facts)
        assert [one for one in thread.steps if one.step.member == RECEIVER.member] == list(honest.steps)
        assert len(thread.steps) == 4


def test_steps_that_follow_each_other_in_a_circle_are_still_put_in_order() -> None:
    first, second = step(1, RECEIVER, "RECEIVE", 5), step(2, SENDER, "WITHDRAW", 9)
    first.event.after, second.event.after = second.record_id, first.record_id
    thread = folded(made_lead(LEAD), [second, first])
    assert [one.step for one in thread.steps] == [first, second]
    assert thread.state == lead_pb2.LEAD_STATE_RECEIVED


def test_a_step_that_follows_what_hasnt_arrived_counts_by_its_time() -> None:
    one = step(1, RECEIVER, "RECEIVE", 5, after="01900000-0000-7000-8000-00000000aaaa")
    assert folded(made_lead(LEAD), [one]).state == lead_pb2.LEAD_STATE_RECEIVED


def test_a_withdrawal_that_is_backdated_doesnt_undo_a_designation() -> None:
    """Two steps that stop each other's work, neither knowing of the other: the superior's designation binds (行政处罚法 25)."""
    case = Case(made_lead(CASE))
    case.take(RECEIVER, "RECEIVE", after=LEAD_ID)
    for action in ("DISPUTE", "DESIGNATE"):
        said = {f.name: v for f, v in complete(action).ListFields() if f.name not in {"action", "designated_organ"}}
        designated = {"designated_organ": SENDER.organ} if action == "DESIGNATE" else {}
        case.take(RECEIVER, action, after=case.steps[-1].record_id, **said, **designated)
    late = case.take(SENDER, "WITHDRAW", at=SENT_AT + 1, after=case.steps[1].record_id)
    assert late.refused
    assert (case.state, case.thread.handler) == ("DESIGNATED", SENDER.organ)
