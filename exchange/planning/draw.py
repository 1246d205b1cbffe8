"""The draw (双随机): who is inspected, and which officers inspect, by chance that nobody holds alone (营商条例 54; RULES.md §5, H8, H9).

1. The task is signed: its share, its weights by risk and credit, and the version of the register it draws from. Nothing of it moves after.
2. Each party commits: it publishes SHA-256 over the task, the round, its code and a nonce of 32 random bytes.
3. When all have committed, each reveals its nonce. The seed is SHA-256 over the task's digest and the nonces in the parties' order.
4. Everybody computes the same list: excluded companies with their reasons, key sectors in full, the rest drawn by weight without
   replacement, in whole numbers from a stream of hashes. No floating point: the same list on every machine, and on a third party's.

A party that doesn't reveal is named (`standing`), and the round is void. The next one takes fresh nonces of the others, without that party,
and of the task's witnesses in their order where fewer than two others are left, so that nobody ever chooses a seed alone. Who withholds
can so reject one draw that it has seen, in everybody's sight and once a task; it has no say in what comes instead. (That much is
unavoidable where half the parties may cheat: R. Cleve, STOC 1986.)
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from exchange.planning.model import Credit, Risk

NONCE_BYTES = 32
LEAST_PARTIES = 2
SHARES = 10_000  # a share is given in ten-thousandths
WORD_BYTES = 8
WORDS = 1 << (8 * WORD_BYTES)
_DOMAIN = b"delta-exchange/draw/v1/"


class DrawError(ValueError):
    """A task that can't be drawn by, or a draw whose nonces aren't all there; the message says what is needed."""


class Exclusion(StrEnum):
    """Why a company isn't drawn from."""

    NO_DISTURB = "no-disturb"
    CAPPED = "capped"
    RECOGNISED = "recognised"


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A company in the register (检查对象名录库), with why it isn't drawn from, if so."""

    uscc: str
    risk: Risk
    credit: Credit
    key_sector: bool = False
    excluded: Exclusion | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Pool:
    """An organ's officers (执法检查人员名录库), and how many of them are drawn for the task."""

    organ: str
    officers: tuple[str, ...]
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DrawTask:
    """抽查任务, as signed before anybody commits.

    Attributes:
        id: of its record.
        register_version: `register_version` of what it draws from.
        share: of the companies that are drawn from, in ten-thousandths, rounded up; `least`: at least so many.
        risk_weights, credit_weights: whole numbers from 1 up; a company's weight is their product (上海 70; 浙江 21).
        parties: members that commit, by code.
        witnesses: members that step in where fewer than two parties are left.
    """

    id: str
    register_version: str
    share: int
    least: int = 0
    risk_weights: Mapping[Risk, int]
    credit_weights: Mapping[Credit, int]
    parties: tuple[str, ...]
    witnesses: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """What the ledgers hold of one round, when its time is over: commitments and nonces by member."""

    commitments: Mapping[str, bytes]
    nonces: Mapping[str, bytes]


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How far a task's draw is: the number of the round that counts or is next, its parties, and who let a round fail."""

    number: int
    parties: tuple[str, ...]
    withheld: tuple[str, ...]
    complete: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Draw:
    """The result, as published.

    Attributes:
        task, number: of the task and the round.
        register_version: drawn from.
        seed: 32 bytes.
        weights: of each company that was drawn from, by USCC.
        excluded: companies not drawn from, with the reason.
        full: key sectors, all of them.
        drawn: in the order of drawing.
        officers: by organ, in the order of drawing.
    """

    task: str
    number: int
    register_version: str
    seed: bytes
    weights: Mapping[str, int]
    excluded: Mapping[str, Exclusion]
    full: tuple[str, ...]
    drawn: tuple[str, ...]
    officers: Mapping[str, tuple[str, ...]]


def commitment(*, task: str, number: int, member: str, nonce: bytes) -> bytes:
    """Return what a member publishes before it reveals its nonce.

    Raises:
        DrawError: the nonce isn't of 32 bytes.
    """
    if len(nonce) != NONCE_BYTES:
        raise DrawError(f"a nonce of {len(nonce)} bytes; {NONCE_BYTES} random ones are needed")
    return _digest(b"commitment", task.encode(), _number(number), member.encode(), nonce)


def register_version(candidates: Iterable[Candidate], pools: Iterable[Pool] = ()) -> str:
    """Return the version of a register: a digest of all that the draw depends on, in hexadecimal. The order of entries doesn't count."""
    parts: list[bytes] = []
    for one in sorted(candidates, key=lambda one: one.uscc):
        parts += [one.uscc.encode(), one.risk.encode(), one.credit.encode(), _number(one.key_sector), (one.excluded or "").encode()]
    parts.append(b"pools")
    for pool in sorted(pools, key=lambda pool: pool.organ):
        parts += [pool.organ.encode(), _number(pool.count), _number(len(pool.officers)), *(ref.encode() for ref in sorted(pool.officers))]
    return _digest(b"register", *parts).hex()


def check_task(task: DrawTask) -> None:
    """The task can be drawn by, and its odds follow risk and credit (H9: 上海 70; 浙江 21).

    Raises:
        DrawError: it can't or they don't.
    """
    if not 0 <= task.share <= SHARES:
        raise DrawError(f"share {task.share}: 0 to {SHARES} ten-thousandths are needed")
    if len({*task.parties, *task.witnesses}) != len(task.parties) + len(task.witnesses):
        raise DrawError("a member is named twice among parties and witnesses")
    if len(task.parties) < LEAST_PARTIES:
        raise DrawError(f"{len(task.parties)} parties; {LEAST_PARTIES} at least must commit, or one chooses the seed alone")
    for name, table in (
        ("risk", [task.risk_weights.get(one, 0) for one in Risk]),
        ("credit", [task.credit_weights.get(one, 0) for one in Credit]),
    ):
        if min(table) < 1 or table != sorted(table) or table[0] == table[-1]:
            raise DrawError(f"{name} weights {table} of A to D: from 1 up, never falling, and not all the same (H9)")


def standing(task: DrawTask, rounds: Sequence[Round]) -> Standing:
    """Return how far a draw is. A round counts if each of its parties committed and revealed; the first that counts is the last.

    A nonce that isn't the one committed to is none: whoever reveals it lets the round fail like one who reveals nothing.
    """
    lost: list[str] = []
    for number, one in enumerate(rounds):
        parties = _parties(task, lost)
        missing = [member for member in parties if not is_revealed(task, one, number=number, member=member)]
        if not missing:
            return Standing(number=number, parties=parties, withheld=tuple(lost), complete=True)
        lost += missing
    return Standing(number=len(rounds), parties=_parties(task, lost), withheld=tuple(lost), complete=False)


def seed_of(task: DrawTask, *, number: int, nonces: Sequence[bytes]) -> bytes:
    """Return the seed of a round; `nonces` in the parties' order."""
    return _digest(b"seed", _task_digest(task), _number(number), *nonces)


def draw(task: DrawTask, rounds: Sequence[Round], candidates: Iterable[Candidate], pools: Iterable[Pool] = ()) -> Draw:
    """Return the draw.

    Raises:
        DrawError: the task is unsound, no round is complete, or the register isn't the task's.
    """
    check_task(task)
    candidates, pools = sorted(candidates, key=lambda one: one.uscc), sorted(pools, key=lambda one: one.organ)
    state = standing(task, rounds)
    if not state.complete:
        raise DrawError(f"round {state.number} still needs the nonces of {', '.join(state.parties)}")
    version = register_version(candidates, pools)
    if version != task.register_version:
        raise DrawError(f"register version {version}; the task names {task.register_version}")
    seed = seed_of(task, number=state.number, nonces=[rounds[state.number].nonces[one] for one in state.parties])
    weights = weights_of(task, candidates)
    return Draw(
        task=task.id,
        number=state.number,
        register_version=version,
        seed=seed,
        weights=weights,
        excluded={one.uscc: one.excluded for one in candidates if one.excluded is not None},
        full=tuple(one.uscc for one in candidates if one.excluded is None and one.key_sector),
        drawn=_drawn(task, seed, weights),
        officers={pool.organ: _officers(seed, pool) for pool in pools},
    )


def is_revealed(task: DrawTask, one: Round, *, number: int, member: str) -> bool:
    """Return whether a member revealed the nonce that it committed to."""
    committed, nonce = one.commitments.get(member), one.nonces.get(member)
    if committed is None or nonce is None or len(nonce) != NONCE_BYTES:
        return False
    return hmac.compare_digest(committed, commitment(task=task.id, number=number, member=member, nonce=nonce))


def parties_of(task: DrawTask, rounds: Sequence[Round], number: int) -> tuple[str, ...]:
    """Return who takes part in a round, which those before it that failed decide."""
    return standing(task, rounds[:number]).parties


def weights_of(task: DrawTask, candidates: Iterable[Candidate]) -> dict[str, int]:
    """Return the weight of each company that is drawn from: neither excluded nor inspected anyway."""
    return {
        one.uscc: task.risk_weights[one.risk] * task.credit_weights[one.credit]
        for one in candidates
        if one.excluded is None and not one.key_sector
    }


def pick(words: Iterator[int], weights: Sequence[int], count: int) -> list[int]:
    """Return `count` different indexes, one after another, each with odds as its weight among those left.

    A binary indexed tree holds the sums: a draw of k among n takes O(n + k log n).
    """
    size = len(weights)
    tree = [0, *weights]
    for place in range(1, size + 1):
        above = place + (place & -place)
        if above <= size:
            tree[above] += tree[place]
    left, top = sum(weights), 1 << size.bit_length()
    found = []
    for _ in range(count):
        rest, place, step = below(words, left), 0, top
        while step:
            if place + step <= size and tree[place + step] <= rest:
                place += step
                rest -= tree[place]
            step >>= 1
        found.append(place)
        weight = weights[place]
        left -= weight
        place += 1
        while place <= size:
            tree[place] -= weight
            place += place & -place
    return found


def below(words: Iterator[int], limit: int) -> int:
    """Return a number from 0 up to below the limit, each with the same odds: words that would favour some are thrown away.

    Raises:
        DrawError: the limit isn't from 1 to 2⁶⁴.
    """
    if not 0 < limit <= WORDS:
        raise DrawError(f"can't draw below {limit}")
    fair = WORDS - WORDS % limit
    return next(word for word in words if word < fair) % limit


def words_of(seed: bytes, purpose: str) -> Iterator[int]:
    """Yield 64-bit numbers, for ever: SHA-256 over seed, purpose and a counter gives four, most significant byte first."""
    start = sha256(_DOMAIN + b"stream")
    start.update(_framed(seed) + _framed(purpose.encode()))
    counter = 0
    while True:
        block = start.copy()
        block.update(_number(counter))
        digest = block.digest()
        for at in range(0, len(digest), WORD_BYTES):
            yield int.from_bytes(digest[at : at + WORD_BYTES], "big")
        counter += 1


def _parties(task: DrawTask, lost: Sequence[str]) -> tuple[str, ...]:
    """Those who haven't let a round fail; witnesses step in, in their order, up to two."""
    kept = [one for one in sorted(task.parties) if one not in lost]
    stepping_in = [one for one in task.witnesses if one not in lost][: max(0, LEAST_PARTIES - len(kept))]
    parties = (*kept, *stepping_in)
    if len(parties) < LEAST_PARTIES:
        raise DrawError(f"{len(parties)} parties are left and no witness: sign a new task with others")
    return parties


def _drawn(task: DrawTask, seed: bytes, weights: Mapping[str, int]) -> tuple[str, ...]:
    names = sorted(weights)
    count = min(len(names), max(task.least, -(-task.share * len(names) // SHARES)))
    return tuple(names[at] for at in pick(words_of(seed, "targets"), [weights[one] for one in names], count))


def _officers(seed: bytes, pool: Pool) -> tuple[str, ...]:
    """Officers have equal odds; more than there are can't be drawn."""
    refs = sorted(pool.officers)
    return tuple(refs[at] for at in pick(words_of(seed, f"officers/{pool.organ}"), [1] * len(refs), min(pool.count, len(refs))))


def _task_digest(task: DrawTask) -> bytes:
    numbers = [task.share, task.least, *(task.risk_weights[one] for one in Risk), *(task.credit_weights[one] for one in Credit)]
    members = [_number(len(task.parties)), *(one.encode() for one in (*task.parties, *task.witnesses))]
    return _digest(b"task", task.id.encode(), task.register_version.encode(), *map(_number, numbers), *members)


def _digest(kind: bytes, *parts: bytes) -> bytes:
    """SHA-256 over a name that nothing else is hashed under, and the parts with their lengths: no two lists of parts give one input."""
    return sha256(_DOMAIN + kind + b"".join(map(_framed, parts))).digest()


def _framed(part: bytes) -> bytes:
    return len(part).to_bytes(4, "big") + part


def _number(number: int) -> bytes:
    return number.to_bytes(8, "big")
