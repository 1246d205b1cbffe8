"""Whether two cases are about the same act, and whose filing came first (行政处罚法 25: 由最先立案的行政机关管辖).

The same act: the same company, matter, place, and times that overlap (RULES.md §3.4). It counts as the same only where all four are known
and agree: a guess never takes a case from an organ.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from exchange.domain.leads._values import Moment, moment
from exchange.v1 import lead_pb2

_COUNTY_DIGITS = 6
_NOISE = re.compile(r"[\s\W_]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Act:
    """What tells an act. An empty part is unknown."""

    subject: str  # USCC, or "registration:" and the old number
    matter: str  # matter code of 14 digits, or the act in words, without blanks and punctuation
    place: str  # county code, or the place in words
    begins: Moment | None
    ends: Moment | None

    @property
    def known(self) -> bool:
        """Whether all four parts are there, so that it can be compared."""
        return bool(self.subject and self.matter and self.place and self.begins and self.ends)


@dataclass(frozen=True, kw_only=True, slots=True)
class Filing:
    """One organ's filing of a case (立案): under which lead, number and moment, as the organ signed it."""

    thread_id: str
    organ: str
    case_number: str
    filed_at: Moment
    act: Act


def act_of(lead: lead_pb2.Lead) -> Act:
    """What a lead says of its act."""
    subject = lead.subject
    registration = f"registration:{subject.registration_number}" if subject.registration_number else ""
    begins = moment(lead.act_from) if lead.HasField("act_from") else None
    return Act(
        subject=subject.uscc or registration,
        matter=lead.matter_code or plain(lead.act),
        place=lead.region_code[:_COUNTY_DIGITS] or plain(lead.place),
        begins=begins,
        ends=moment(lead.act_to) if lead.HasField("act_to") else begins,
    )


def plain(text: str) -> str:
    """A text in the form in which it is compared: NFKC, no blanks, no punctuation."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text)).casefold()


def same_act(one: Act, other: Act) -> bool:
    """Whether both are known to be the same act."""
    if not (one.known and other.known):
        return False
    same = (one.subject, one.matter, one.place) == (other.subject, other.matter, other.place)
    overlap = one.begins <= other.ends and other.begins <= one.ends  # type: ignore[operator]  # known
    return same and overlap


def first_filing(filings: Iterable[Filing]) -> list[Filing]:
    """The filing that came first by the moments the organs signed, never by when it arrived; several where they tie: then they dispute."""
    known = sorted(filings, key=lambda one: (one.filed_at, one.organ, one.case_number))
    return [one for one in known if one.filed_at == known[0].filed_at]
