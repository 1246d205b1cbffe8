"""A draw checked by whoever holds the ledgers: everything is computed anew, and what differs is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from exchange.planning.draw import (
    Candidate,
    Draw,
    DrawError,
    DrawTask,
    Pool,
    Round,
    check_task,
    draw,
    is_revealed,
    parties_of,
    register_version,
    seed_of,
    standing,
    weights_of,
)


class Fault(StrEnum):
    """What is wrong with a draw. Closed: values are never renamed or reused."""

    TASK = "task"  # it can't be drawn by, e.g. odds that don't follow risk and credit (H9)
    INCOMPLETE = "incomplete"  # a party's commitment or nonce is missing
    NONCE = "nonce"  # not the one committed to
    REGISTER_VERSION = "register-version"  # the register, or what the draw says of it, isn't what the task was signed over
    ROUND = "round"
    SEED = "seed"
    WEIGHT = "weight"
    EXCLUSION = "exclusion"
    FULL_COVERAGE = "full-coverage"
    DRAWN_LIST = "drawn-list"
    OFFICERS = "officers"


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One fault: of whom (a member, a company, an organ; empty: the draw), and what was found."""

    fault: Fault
    name: str
    fact: str


def verify_draw(
    task: DrawTask, rounds: Sequence[Round], candidates: Iterable[Candidate], pools: Iterable[Pool], *, claimed: Draw
) -> list[Finding]:
    """Return what is wrong with a published draw; an empty list if it is the one that the task, nonces and register give."""
    candidates, pools = tuple(candidates), tuple(pools)
    try:
        check_task(task)
        state = standing(task, rounds)
    except DrawError as error:
        return [Finding(fault=Fault.TASK, name="", fact=str(error))]
    findings = [*_nonces(task, rounds, claimed.number), *_version(task, candidates, pools, claimed)]
    findings += _weights(task, candidates, claimed)
    if not state.complete or any(one.fault in {Fault.NONCE, Fault.REGISTER_VERSION} for one in findings):
        return findings  # what follows from them differs anyway and would name the wrong culprit
    seed = seed_of(task, number=state.number, nonces=[rounds[state.number].nonces[one] for one in state.parties])
    if claimed.seed != seed:
        findings.append(Finding(fault=Fault.SEED, name="", fact=f"{claimed.seed.hex()}; the nonces give {seed.hex()}"))
    return [*findings, *_lists(draw(task, rounds, candidates, pools), claimed)]


def _nonces(task: DrawTask, rounds: Sequence[Round], number: int) -> Iterator[Finding]:
    """The round that the draw says it comes from: whose nonce is missing, whose isn't the one committed to."""
    if not 0 <= number < len(rounds):
        yield Finding(fault=Fault.ROUND, name="", fact=f"the ledgers hold no round {number}")
        return
    one = rounds[number]
    for member in parties_of(task, rounds, number):
        if member not in one.commitments or member not in one.nonces:
            yield Finding(fault=Fault.INCOMPLETE, name=member, fact="its commitment or nonce is missing")
        elif not is_revealed(task, one, number=number, member=member):
            yield Finding(fault=Fault.NONCE, name=member, fact="the nonce revealed isn't the one committed to")


def _version(task: DrawTask, candidates: Iterable[Candidate], pools: Iterable[Pool], claimed: Draw) -> Iterator[Finding]:
    for name, version in (("register", register_version(candidates, pools)), ("draw", claimed.register_version)):
        if version != task.register_version:
            yield Finding(fault=Fault.REGISTER_VERSION, name=name, fact=f"{version}; the task was signed over {task.register_version}")


def _weights(task: DrawTask, candidates: Iterable[Candidate], claimed: Draw) -> Iterator[Finding]:
    weights = weights_of(task, candidates)
    for uscc in sorted(weights.keys() | claimed.weights.keys()):
        if weights.get(uscc) != claimed.weights.get(uscc):
            yield Finding(fault=Fault.WEIGHT, name=uscc, fact=f"{claimed.weights.get(uscc)}; risk and credit give {weights.get(uscc)}")


def _lists(computed: Draw, claimed: Draw) -> Iterator[Finding]:
    if (claimed.task, claimed.number) != (computed.task, computed.number):
        yield Finding(
            fault=Fault.ROUND, name="", fact=f"round {claimed.number} of {claimed.task}; {computed.number} of {computed.task} counts"
        )
    for uscc in sorted(computed.excluded.keys() | claimed.excluded.keys()):
        if computed.excluded.get(uscc) != claimed.excluded.get(uscc):
            fact = f"{claimed.excluded.get(uscc)}; the register gives {computed.excluded.get(uscc)}"
            yield Finding(fault=Fault.EXCLUSION, name=uscc, fact=fact)
    for uscc in sorted(set(computed.full) ^ set(claimed.full)):
        yield Finding(fault=Fault.FULL_COVERAGE, name=uscc, fact="key sectors are inspected in full, and nobody else with them")
    yield from _different(Fault.DRAWN_LIST, "", computed.drawn, claimed.drawn)
    for organ in sorted(computed.officers.keys() | claimed.officers.keys()):
        yield from _different(Fault.OFFICERS, organ, computed.officers.get(organ, ()), claimed.officers.get(organ, ()))


def _different(fault: Fault, name: str, computed: tuple[str, ...], claimed: tuple[str, ...]) -> Iterator[Finding]:
    """Names what was put in and what was taken out; the same names in another order are wrong too."""
    if computed == claimed:
        return
    added, gone = sorted(set(claimed) - set(computed)), sorted(set(computed) - set(claimed))
    yield Finding(
        fault=fault, name=name, fact=f"not drawn but listed: {', '.join(added) or 'none'}; drawn but missing: {', '.join(gone) or 'none'}"
    )
