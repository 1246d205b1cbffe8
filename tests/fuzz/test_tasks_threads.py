"""Whatever members sign into a thread, its clocks can be told, and none is stretched beyond what the tables allow."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from exchange.domain.clocks import due
from exchange.domain.extensions import extensions_of
from exchange.domain.leads import Actor, Step, Thread, fold
from exchange.domain.tasks import AsOf, StartedClock, clocks_of, matter_of_lead, tasks_of
from exchange.v1 import lead_pb2
from tests.support import leads

NOW = datetime(2026, 11, 26, tzinfo=UTC)
ACTORS = [leads.SENDER, leads.RECEIVER, leads.POLICE, leads.STRANGER]
SECONDS = st.one_of(st.integers(leads.SENT_AT - 10_000_000, leads.SENT_AT + 20_000_000), st.integers(-62_135_596_800, 253_402_300_799))
EVENTS = st.builds(
    lead_pb2.LeadEvent,
    action=st.sampled_from(lead_pb2.LeadAction.values()),
    extension=st.integers(0, 366),
    collective_discussion=st.booleans(),
    suspension=st.sampled_from(lead_pb2.SuspensionReason.values()),
    reply_by=st.sampled_from(["", "2026-10-01", "9999-12-31", "2026-02-30", "x"]),
    filing_ordered=st.booleans(),
    filed_at=st.builds(dict, seconds=SECONDS),
    case_number=st.just("案1"),
    note=st.just("理由"),
    missing_items=st.just(["照片"]),
    items=st.just(["货物"]),
    ground=st.sampled_from(lead_pb2.RefusalGround.values()),
    decision=st.just(lead_pb2.DECISION_KIND_PENALTY),
    onward_organ=st.just("某机关"),
    superior_organ=st.just("某上级机关"),
    document_number=st.just("号1"),
    designated_organ=st.sampled_from([leads.SENDER.organ, leads.RECEIVER.organ]),
    duplicate_of=st.just("01900000-0000-7000-8000-000000000099"),
)
STEPS = st.lists(st.tuples(st.sampled_from(ACTORS), SECONDS, EVENTS), max_size=12)
BEGINNINGS = st.sampled_from(
    [(), ("RECEIVE",), ("RECEIVE", "ACCEPT"), ("RECEIVE", "ACCEPT", "FILE")]
)  # so that the rest finds clocks running


Taken = list[tuple[Actor, int, lead_pb2.LeadEvent]]


def beginning_with(names: tuple[str, ...], kind: int) -> Taken:
    receiver = leads.POLICE if kind == lead_pb2.LEAD_KIND_CRIMINAL else leads.RECEIVER
    filing = {"case_number": "案1", "filed_at": {"seconds": leads.SENT_AT}}
    return [(receiver, leads.SENT_AT, leads.event(name, **(filing if name == "FILE" else {}))) for name in names]


def thread_of(kind: int, domain: int, taken: Taken) -> Thread:
    lead = leads.made_lead(kind, domain=domain, dispute_agreed=True)
    steps = []
    for number, (actor, at, said) in enumerate(taken, 1):
        said.approver.CopyFrom(leads.officer(9, actor.organ))
        record_id = f"01900000-0000-7000-8000-{number:012}"
        steps.append(Step(record_id=record_id, member=actor.member, organ=actor.organ, index=number, issued_at=(at, 0), event=said))
    return fold(
        record_id=leads.LEAD_ID,
        lead=lead,
        from_member=leads.SENDER.member,
        from_organ=leads.SENDER.organ,
        issued_at=(leads.SENT_AT, 0),
        steps=steps,
    )


def within_the_law(clock: StartedClock) -> bool:
    """Extensions no more than the table's steps, each no more than its amount; where that is open, no more than a step may say."""
    if clock.row.rule is None:
        return clock.extended_by == 0
    allowed = extensions_of(clock.row.rule_id, clock.domain)
    return clock.extensions <= len(allowed) and clock.extended_by <= sum(one.amount or 366 for one in allowed)


@given(kind=st.sampled_from(lead_pb2.LeadKind.values()[1:]), domain=st.integers(1, 16), beginning=BEGINNINGS, taken=STEPS)
def test_no_sequence_of_steps_stops_or_stretches_the_clocks(kind: int, domain: int, beginning: tuple[str, ...], taken: Taken) -> None:
    matter = matter_of_lead(thread_of(kind, domain, beginning_with(beginning, kind) + taken))
    found = clocks_of(matter)

    assert len({one.task_id for one in found}) == len(found)
    assert all(within_the_law(one) for one in found)
    assert all(one.ended_at is None or one.ended_at >= one.started_at for one in found)
    for one in found:
        if one.row.rule is not None and not one.row.amount:
            assert one.deadline().at >= due(one.row.rule_id, one.started_at).at  # nothing shortens a period
    for now in (NOW, NOW + timedelta(days=400)):
        assert len(tasks_of(matter, AsOf(now=now, soon_working_days=3))) == sum(one.started_at <= now for one in found)
