"""Whether two cases are about the same act, and whose filing came first (行政处罚法 25: 由最先立案的行政机关管辖).

The same act: the same company, matter, place, and times that overlap (RULES.md §3.4). It counts as the same only where all four are known
and agree: a guess never takes a case from an organ.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from exchange.domain.leads._values import Kind, LeadStepError, Moment, State, Thread, is_time, moment
from exchange.v1 import error_pb2, lead_pb2

_COUNTY_DIGITS = 6
_NOISE = re.compile(r"[\s\W_]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """What tells an act: SHA-256 (hex) over company, matter and place, "" where one isn't known; its first and last moment."""

    key: str
    begins: Moment | None
    ends: Moment | None

    @property
    def known(self) -> bool:
        """Whether it is known whole, so that it can be compared."""
        return bool(self.key and self.begins and self.ends)


@dataclass(frozen=True, kw_only=True, slots=True)
class Filing:
    """One organ's filing of a case (立案): under which lead, number and moment, as the organ signed it.

    `continues` is the record id of the lead that the lead comes from, "" where it comes from none.
    """

    thread_id: str
    organ: str
    case_number: str
    filed_at: Moment
    act: Act
    continues: str = ""


def act_of(lead: lead_pb2.Lead) -> Act:
    """What a lead says of its act: the company by code, the matter by code or in words, the place by county or in words, the times."""
    subject = lead.subject
    parts = (
        subject.uscc or subject.registration_number,
        lead.matter_code or plain(lead.act),
        lead.region_code[:_COUNTY_DIGITS] or plain(lead.place),
    )
    begins, ends = (moment(one) if is_time(moment(one)) else None for one in (lead.act_from, lead.act_to))
    return Act(key=sha256("\0".join(parts).encode()).hexdigest() if all(parts) else "", begins=begins, ends=ends or begins)


def plain(text: str) -> str:
    """A text in the form in which it is compared: NFKC, no blanks, no punctuation."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def same_act(one: Act, other: Act) -> bool:
    """Whether both are known to be the same act."""
    if not (one.begins and one.ends and other.begins and other.ends and one.key):
        return False
    return one.key == other.key and one.begins <= other.ends and other.begins <= one.ends


def filing_of(thread: Thread) -> Filing | None:
    """The filing that a thread stands for: its handler's; of a request for help, the case its sender has filed and asks about.

    What was transferred out or ended no longer comes before others; what was transferred as a case was filed by an organ without
    jurisdiction; a criminal case is filed by the police, and 行政处罚法 25 speaks of administrative organs.
    """
    lead, facts = thread.lead, thread.facts
    if thread.refused or lead.kind == Kind.LEAD_KIND_CRIMINAL or thread.state == State.LEAD_STATE_WITHDRAWN:
        return None
    act = act_of(lead)
    if lead.kind == Kind.LEAD_KIND_ASSIST and lead.case_number and is_time(moment(lead.filed_at)):
        organ, number, filed_at = thread.from_organ, lead.case_number, moment(lead.filed_at)
    elif facts.filed_at is not None and not facts.filing_given_up:
        organ, number, filed_at = facts.filed_by_organ, facts.case_number, facts.filed_at
    else:
        return None
    return Filing(thread_id=thread.record_id, organ=organ, case_number=number, filed_at=filed_at, act=act, continues=lead.continues)


def first_filing(filings: Iterable[Filing]) -> list[Filing]:
    """The filing that came first by the moments the organs signed, never by when it arrived; several where they tie: then they dispute."""
    known = sorted(filings, key=lambda one: (one.filed_at, one.organ, one.case_number))
    return [one for one in known if one.filed_at == known[0].filed_at]


def check_filing(thread: Thread, *, organ: str, filed_at: Moment, others: Iterable[Filing]) -> None:
    """Raises where another organ has filed the same act before, or at the same moment.

    Args:
        thread: the lead on which `organ` would file.
        organ: USCC; whom the common superior designated files whoever was first.
        filed_at: 立案时间, as it would be signed.
        others: filings of the same act that are known.

    Raises:
        LeadStepError: FILED_EARLIER; the message names organ, number and time.
    """
    if thread.facts.designated_organ == organ:
        return
    first = first_filing(one for one in others if one.organ != organ and one.filed_at <= filed_at)
    if not first:
        return
    at = datetime.fromtimestamp(first[0].filed_at[0], UTC).isoformat()
    tie = first[0].filed_at == filed_at
    what = "the same moment; neither is first, so negotiate or DISPUTE" if tie else "earlier; decline with that ground, or DISPUTE"
    raise LeadStepError(
        error_pb2.ERROR_REASON_FILED_EARLIER,
        f"{first[0].organ} filed the same act under {first[0].case_number} at {at}, {what} (行政处罚法 25: 由最先立案的行政机关管辖)",
        field="event.filed_at",
    )
