"""The order in which a thread's records count: the same at every node that holds them, and proof against backdating.

A time is only claimed; what can't be forged is where a record stands in its member's ledger, and what it says it follows (`event.after`).
So a step counts from the latest of its own time, that of the step it follows, that of the signer's step before it, and the lead's; equal
moments go by member, index and record id.

A step that takes the matter out of the other side's hands (a withdrawal, a dispute …) stands behind the steps that the other side took
without knowing of it, as far as those say what they knew: the ledger that brought them the lead would have brought an earlier withdrawal
too, and what has arrived in the receiver's system is received (电子签名法 11). Where both sides took such steps without knowing of each
other's, the receiver's goes first. So a sender undoes afterwards nothing that the receiver has done, whatever times he claims.

Only the organs that have a part weigh: what others write into the thread stands behind it all and moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from exchange.domain.leads._values import Action, Moment, Step
from exchange.v1 import lead_pb2

_STOPPING = frozenset(
    {
        Action.LEAD_ACTION_WITHDRAW,
        Action.LEAD_ACTION_DISPUTE,
        Action.LEAD_ACTION_ESCALATE,
        Action.LEAD_ACTION_DESIGNATE,
        Action.LEAD_ACTION_REQUEST_RECONSIDERATION,
        Action.LEAD_ACTION_CLOSE,
    }
)
_Key = tuple[str, str]  # member, record id: a copied id is another's record


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """A step at its place, and the moment it counts from."""

    step: Step
    effective_at: Moment


@dataclass(slots=True)
class _Chain:
    """The steps of one ledger, in its order, of which the first `done` are placed."""

    steps: Sequence[Step]
    done: int = 0
    latest: Moment = (0, 0)


@dataclass(slots=True)
class _Head:
    """The next step of a chain. `known` while everything it follows is placed already."""

    chain: _Chain
    step: Step
    at: Moment
    known: bool = field(default=True)

    @property
    def key(self) -> tuple[Moment, str, int, str]:
        return self.at, self.step.member, self.step.index, self.step.record_id

    @property
    def stops(self) -> bool:
        return self.step.event.action in _STOPPING


def in_order(
    steps: Iterable[Step], *, lead: lead_pb2.Lead, from_member: str, from_organ: str, issued_at: Moment, record_id: str
) -> list[Placed]:
    """All steps in the order they count, each once; `record_id` and `issued_at` are the lead's."""
    unique = _first_of_each(steps)
    parts = _parts(unique, lead=lead, from_member=from_member, from_organ=from_organ)
    own = [step for step in unique if _has_part(step, parts)]
    places = _Places(own, members=(from_member, lead.to_member), lead_id=record_id, issued_at=issued_at)
    chains = _chains(own, issued_at)
    placed: list[Placed] = []
    while chains:
        head = _next([places.head(chain) for chain in chains], receiver=lead.to_member)
        placed.append(Placed(step=head.step, effective_at=head.at))
        places.place(head)
        chains = [chain for chain in chains if chain.done < len(chain.steps)]
    strangers = [Placed(step=step, effective_at=max(step.issued_at, issued_at)) for step in unique if not _has_part(step, parts)]
    return placed + sorted(strangers, key=lambda one: (one.effective_at, one.step.member, one.step.index, one.step.record_id))


def _next(heads: Sequence[_Head], *, receiver: str) -> _Head:
    """The head that comes next; where what they follow goes round in a circle, what they say doesn't count."""
    ready = [head for head in heads if head.known] or list(heads)
    first = min(ready, key=lambda head: head.key)
    if not first.stops:
        return first
    unaware = [head for head in ready if head.chain is not first.chain and head.step.event.after]
    if working := [head for head in unaware if not head.stops]:
        return min(working, key=lambda head: head.key)
    return min([first, *unaware], key=lambda head: (head.step.member != receiver, head.key))


class _Places:
    """Where the steps of the parts stand, and how far each is placed."""

    def __init__(self, steps: Sequence[Step], *, members: Sequence[str], lead_id: str, issued_at: Moment) -> None:
        self._by_id: dict[str, list[Step]] = {}
        for step in steps:
            self._by_id.setdefault(step.record_id, []).append(step)
        self._members = members
        self._placed: dict[_Key, Moment] = {}
        self._lead_id, self._issued_at = lead_id, issued_at

    def head(self, chain: _Chain) -> _Head:
        """The chain's next step, and from when it counts as far as is placed."""
        step = chain.steps[chain.done]
        at = max(step.issued_at, chain.latest, self._issued_at)
        followed = self._followed(step)
        if followed is None:
            return _Head(chain=chain, step=step, at=at)
        known = self._placed.get(followed)
        return _Head(chain=chain, step=step, at=max(at, known or at), known=known is not None)

    def place(self, head: _Head) -> None:
        """The head is next."""
        head.chain.done += 1
        head.chain.latest = head.at
        self._placed[_key(head.step)] = head.at

    def _followed(self, step: Step) -> _Key | None:
        """The step of a part that `after` names: the signer's own first, then sender's and receiver's, whoever else copied its id.

        Nobody follows what stands behind in the same ledger: a copy that a member makes of an id later doesn't change what it said.
        """
        named = step.event.after
        if not named or named == self._lead_id:
            return None
        candidates = {
            other.member: other for other in self._by_id.get(named, ()) if other.member != step.member or _place(other) < _place(step)
        }
        for member in (step.member, *self._members, *sorted(candidates)):
            if (found := candidates.get(member)) is not None:
                return _key(found)
        return None


def _place(step: Step) -> tuple[int, Moment, str]:
    """Where a step stands in its ledger; by time only where the index isn't known."""
    return step.index, step.issued_at, step.record_id


def _key(step: Step) -> _Key:
    return step.member, step.record_id


def _first_of_each(steps: Iterable[Step]) -> list[Step]:
    """One step a key; of a member that uses an id twice, the one that stands first in its ledger."""
    found: dict[_Key, Step] = {}
    for step in sorted(steps, key=lambda one: (one.member, one.index, one.issued_at, one.organ)):
        found.setdefault(_key(step), step)
    return list(found.values())


def _parts(steps: Sequence[Step], *, lead: lead_pb2.Lead, from_member: str, from_organ: str) -> dict[str, str]:
    """Organs with a part, and their member: sender, receiver, and whom one of the two says the superior designated ("": any)."""
    sides = {from_organ: from_member, lead.to_organ: lead.to_member}
    named = {step.event.designated_organ: "" for step in steps if _has_part(step, sides) and step.event.designated_organ}
    return named | sides


def _has_part(step: Step, parts: dict[str, str]) -> bool:
    if not step.organ:  # of a member whose organ isn't known
        return step.member in parts.values()
    return step.organ in parts and parts[step.organ] in {"", step.member}


def _chains(steps: Sequence[Step], issued_at: Moment) -> list[_Chain]:
    by_member: dict[str, list[Step]] = {}
    for step in steps:
        by_member.setdefault(step.member, []).append(step)
    return [_Chain(steps=sorted(mine, key=_place), latest=issued_at) for _member, mine in sorted(by_member.items())]
