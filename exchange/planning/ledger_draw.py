"""A draw as the ledgers tell it: which steps of its thread count, in which round, and what follows from them.

- A step counts if the organ that the task names for its member signed it, and addressed it to everybody that the task is addressed to: else
  two holders of the ledgers would see two threads.
- Of two commitments of one member for one round the first in its ledger counts. Who signs another before its nonce is out has two to choose
  from: it counts as withholding, and is named.
- A round that isn't complete when its time is over ends by the lead organ's closure, which names how far each ledger counts for it. A nonce
  entered later doesn't: whoever withheld one can't bring it when it has seen the next round's, and choose between the two.
- Everything here follows from the ledgers alone, so every holder of them comes to the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from exchange.planning.draw import (
    Candidate,
    Draw,
    DrawError,
    DrawTask,
    Exclusion,
    Pool,
    Round,
    check_task,
    draw,
    is_revealed,
    register_version,
    standing,
)
from exchange.planning.model import Credit, Risk
from exchange.planning.verify import Fault, Finding, verify_draw
from exchange.v1 import draw_pb2

EXCLUSIONS: Mapping[int, Exclusion] = {
    draw_pb2.DRAW_EXCLUSION_NO_DISTURB: Exclusion.NO_DISTURB,
    draw_pb2.DRAW_EXCLUSION_CAPPED: Exclusion.CAPPED,
    draw_pb2.DRAW_EXCLUSION_RECOGNISED: Exclusion.RECOGNISED,
}


LATEST = 7_258_118_400  # POSIX seconds of 2200-01-01
LONGEST_ROUND = 720  # hours
MOST_ROUNDS = 64
MOST_CANDIDATES = 10_000  # the result must fit into a record
GRACE_S = 300  # clocks of nodes may differ so much
TASK_FAULTS = {"register_version": Fault.REGISTER_VERSION}


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One record of the thread: whose, at which index of its member's ledger, and what it says (a message of draw.proto).

    `audience` as in its header; `stored_at` is when the checker's node stored it (µs).
    """

    record_id: str
    member: str
    organ: str
    index: int
    content: Any
    audience: frozenset[str] = frozenset()
    stored_at: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Thread:
    """A task's record, and the records that continue it, in any order. `lead` is the member that signed the task, in `organ`'s name."""

    task_id: str
    lead: str
    organ: str
    task: draw_pb2.DrawTask
    steps: Sequence[Step]
    audience: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Folded:
    """Where a draw stands.

    Attributes:
        number: of the round that counts, or runs.
        parties: of that round; empty where too few are left (`failed` says so).
        rounds: all that ended, and the running one.
        withheld: who let a round fail, in order.
        equivocated: who signed two commitments or two nonces for one round.
        complete: every nonce of the round is here and right.
        result: the lead's, if it is published.
    """

    number: int
    parties: tuple[str, ...]
    rounds: Sequence[Round]
    withheld: tuple[str, ...]
    equivocated: frozenset[str]
    complete: bool
    failed: str
    result: Step | None

    @property
    def running(self) -> Round:
        """The round that counts, or runs."""
        return self.rounds[self.number]


def core_task(thread: Thread) -> DrawTask:
    """The task as the draw takes it."""
    task = thread.task
    return DrawTask(
        id=thread.task_id,
        register_version=task.register_version,
        share=task.share_bp,
        least=task.least,
        risk_weights=dict(zip(Risk, task.risk_weights, strict=True)),
        credit_weights=dict(zip(Credit, task.credit_weights, strict=True)),
        parties=tuple(one.member for one in task.parties),
        witnesses=tuple(one.member for one in task.witnesses),
    )


def register_of(task: draw_pb2.DrawTask) -> tuple[list[Candidate], list[Pool]]:
    """What is drawn from."""
    candidates = [
        Candidate(
            uscc=one.uscc, risk=Risk(one.risk), credit=Credit(one.credit), key_sector=one.key_sector, excluded=EXCLUSIONS.get(one.excluded)
        )
        for one in task.candidates
    ]
    return candidates, [Pool(organ=one.organ, officers=tuple(one.officers), count=one.count) for one in task.pools]


def task_faults(task: draw_pb2.DrawTask) -> list[tuple[str, str]]:
    """(field, what is wrong and what would be right) of a task that can't be drawn by; empty where it can.

    A neighbour's record may say anything: whatever comes here, this answers.
    """
    for name, values in (("risk_weights", task.risk_weights), ("credit_weights", task.credit_weights)):
        if len(values) != len(Risk):
            return [(name, f"{len(values)} weights; one for each of A to D is right")]
    if bad := next((one for one in task.candidates if one.risk not in set(Risk) or one.credit not in set(Credit)), None):
        return [("candidates", f"{bad.uscc!r} is of class {bad.risk!r} and grade {bad.credit!r}; A to D are right")]
    if not 0 < task.reveal_by.seconds <= LATEST or not 0 < task.round_hours <= LONGEST_ROUND:
        return [("reveal_by", "no time that rounds can be counted from; a time to 2199 and rounds of 1 to 720 hours are right")]
    if any(one.count < 0 for one in task.pools) or task.least < 0:
        return [("pools", "a count is negative; 0 or more is right")]
    if len(task.candidates) > MOST_CANDIDATES or sum(len(one.officers) for one in task.pools) > MOST_CANDIDATES:
        return [("candidates", f"more than {MOST_CANDIDATES} companies or officers; several tasks are right")]
    faults = []
    candidates, pools = register_of(task)
    if len({one.uscc for one in candidates}) < len(candidates):
        faults.append(("candidates", "a company stands twice; each once is right"))
    version = register_version(candidates, pools)
    if version != task.register_version:
        faults.append(("register_version", f"{task.register_version}; the digest of candidates and pools is {version}"))
    try:
        check_task(core_task(Thread(task_id="", lead="", organ="", task=task, steps=())))
    except DrawError as error:
        faults.append(("parties", str(error)))
    return faults


def fold(thread: Thread) -> Folded:
    """Where the draw stands by these records; a task that can't be drawn by has failed, whoever signed it."""
    counted, led = _counted(thread)
    result = next((one for one in led if isinstance(one.content, draw_pb2.DrawResult)), None)
    if faults := task_faults(thread.task):
        nothing = Round(commitments={}, nonces={})
        failed = "; ".join(f"{name}: {fault}" for name, fault in faults)
        return Folded(
            number=0, parties=(), rounds=[nothing], withheld=(), equivocated=frozenset(), complete=False, failed=failed, result=result
        )
    closures = _closures(led)
    rounds, equivocated = [], set[str]()
    for number in range(len(closures) + 1):
        made, twice = _round(counted, number, closures[number] if number < len(closures) else None)
        rounds.append(made)
        equivocated |= twice
    core, number, failed = core_task(thread), len(closures), ""
    parties: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    complete = False
    try:
        ended = standing(core, rounds[:number])  # the running round hasn't failed, however little of it is here
        number, parties, withheld = ended.number, ended.parties, ended.withheld
        complete = all(is_revealed(core, rounds[number], number=number, member=member) for member in parties)
    except DrawError as error:
        failed = str(error)
    return Folded(
        number=number,
        parties=parties,
        rounds=rounds,
        withheld=withheld,
        equivocated=frozenset(equivocated),
        complete=complete,
        failed=failed,
        result=result,
    )


def _counted(thread: Thread) -> tuple[list[Step], list[Step]]:
    """The steps that count, by member and index; and the lead's."""
    organs = {one.member: one.organ for one in (*thread.task.parties, *thread.task.witnesses)}
    addressed = [one for one in sorted(thread.steps, key=lambda one: (one.member, one.index)) if one.audience == thread.audience]
    counted = [one for one in addressed if one.organ == organs.get(one.member)]
    return counted, [one for one in addressed if (one.member, one.organ) == (thread.lead, thread.organ)]


def _closures(led: Sequence[Step]) -> list[Mapping[str, int]]:
    """How far each ledger counts for round 0, 1, …: the first closure of each, as far as they follow one another."""
    first: dict[int, Mapping[str, int]] = {}
    for one in led:
        if isinstance(one.content, draw_pb2.DrawClosure):
            first.setdefault(one.content.number, {each.member: each.size for each in one.content.sizes})
    found: list[Mapping[str, int]] = []
    while len(found) in first and len(found) < MOST_ROUNDS:
        found.append(first[len(found)])
    return found


def _round(steps: Sequence[Step], number: int, sizes: Mapping[str, int] | None) -> tuple[Round, set[str]]:
    """Commitments and nonces that count for a round, and who signed two commitments before its nonce: it has revealed nothing."""
    commitments: dict[str, bytes] = {}
    nonces: dict[str, bytes] = {}
    twice = set[str]()
    for one in steps:
        content = one.content
        if not isinstance(content, draw_pb2.DrawCommitment | draw_pb2.DrawReveal) or content.number != number:
            continue
        if sizes is not None and one.index >= sizes.get(one.member, 0):
            continue
        if isinstance(content, draw_pb2.DrawReveal):
            nonces.setdefault(one.member, content.nonce)
        elif one.member not in nonces and commitments.setdefault(one.member, content.commitment) != content.commitment:
            twice.add(one.member)
    return Round(commitments=commitments, nonces={member: nonce for member, nonce in nonces.items() if member not in twice}), twice


def deadline(task: draw_pb2.DrawTask, number: int) -> datetime:
    """Until when a round's nonces are awaited."""
    return task.reveal_by.ToDatetime(tzinfo=UTC) + number * timedelta(hours=task.round_hours)


def drawn(thread: Thread, folded: Folded) -> draw_pb2.DrawResult:
    """The lists that a complete round gives.

    Raises:
        DrawError: no round is complete, or the register isn't the task's.
    """
    candidates, pools = register_of(thread.task)
    made = draw(core_task(thread), folded.rounds[: folded.number + 1], candidates, pools)
    return draw_pb2.DrawResult(
        number=made.number,
        register_version=made.register_version,
        seed=made.seed,
        drawn=made.drawn,
        full=made.full,
        officers=[draw_pb2.DrawnOfficers(organ=organ, officers=refs) for organ, refs in made.officers.items()],
        weights=made.weights,
    )


def check(thread: Thread, folded: Folded) -> list[Finding]:
    """What a recomputation finds wrong with the task, its closures, or the published result; empty where nothing is."""
    if faults := task_faults(thread.task):
        return [Finding(fault=TASK_FAULTS.get(name, Fault.TASK), name=name, fact=fault) for name, fault in faults]
    found = list(_lead_faults(thread))
    if folded.result is None:
        return found
    result: draw_pb2.DrawResult = folded.result.content
    candidates, pools = register_of(thread.task)
    claimed = Draw(
        task=thread.task_id,
        number=result.number,
        register_version=result.register_version,
        seed=result.seed,
        weights=dict(result.weights),
        excluded={one.uscc: one.excluded for one in candidates if one.excluded is not None},
        full=tuple(result.full),
        drawn=tuple(result.drawn),
        officers={one.organ: tuple(one.officers) for one in result.officers},
    )
    return [*found, *verify_draw(core_task(thread), folded.rounds, candidates, pools, claimed=claimed)]


def _lead_faults(thread: Thread) -> Iterator[Finding]:
    """Closures that came before the round's time was over, or leave out what was here by then."""
    counted, led = _counted(thread)
    for number, sizes in enumerate(_closures(led)):
        end = int((deadline(thread.task, number).timestamp() - GRACE_S) * 1e6)
        closure = next(one for one in led if isinstance(one.content, draw_pb2.DrawClosure) and one.content.number == number)
        if closure.stored_at and closure.stored_at < end:
            yield Finding(fault=Fault.ROUND, name=thread.lead, fact=f"round {number} was closed before its time was over")
        for one in counted:
            mine = isinstance(one.content, draw_pb2.DrawCommitment | draw_pb2.DrawReveal) and one.content.number == number
            if mine and one.stored_at and one.stored_at < end and one.index >= sizes.get(one.member, 0):
                fact = (
                    f"the closure of round {number} leaves out entry {one.index} of {one.member}, which was here before its time was over"
                )
                yield Finding(fault=Fault.ROUND, name=thread.lead, fact=fact)
