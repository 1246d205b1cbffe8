"""A thread keeps what its first record says, whatever steps follow."""

from exchange.domain.leads import Step, fold
from exchange.v1 import lead_pb2

SENT_AT = (1_790_000_000, 5)


def test_moment_of_the_first_record_outlives_steps_that_take_effect_and_that_dont() -> None:
    lead = lead_pb2.Lead(kind=lead_pb2.LEAD_KIND_LEAD, to_member="330482")
    steps = [
        Step(record_id=str(number), member="330482", organ="", issued_at=(SENT_AT[0] + number, 0), event=lead_pb2.LeadEvent(action=action))
        for number, action in enumerate((lead_pb2.LEAD_ACTION_RECEIVE, lead_pb2.LEAD_ACTION_CLOSE), 1)
    ]
    thread = fold(record_id="0", lead=lead, from_member="310116", from_organ="", steps=steps, issued_at=SENT_AT)
    assert thread.issued_at == SENT_AT
    assert thread.state == lead_pb2.LEAD_STATE_RECEIVED
    assert [bool(one.refused) for one in thread.steps] == [False, True]
