"""A thread keeps what its first record says, whatever steps follow."""

from exchange.domain.leads import Step, fold
from exchange.v1 import lead_pb2
from tests.support.leads import RECEIVER, SENDER, made_lead

SENT_AT = (1_790_000_000, 5)


def test_moment_of_the_first_record_outlives_steps_that_take_effect_and_that_dont() -> None:
    steps = [
        Step(
            record_id=str(number),
            member=RECEIVER.member,
            organ=RECEIVER.organ,
            issued_at=(SENT_AT[0] + number, 0),
            event=lead_pb2.LeadEvent(action=action),
        )
        for number, action in enumerate((lead_pb2.LEAD_ACTION_RECEIVE, lead_pb2.LEAD_ACTION_CLOSE), 1)
    ]
    lead = made_lead(lead_pb2.LEAD_KIND_LEAD)
    thread = fold(record_id="0", lead=lead, from_member=SENDER.member, from_organ=SENDER.organ, steps=steps, issued_at=SENT_AT)
    assert thread.issued_at == SENT_AT
    assert thread.state == lead_pb2.LEAD_STATE_RECEIVED
    assert [bool(one.refused) for one in thread.steps] == [False, True]
