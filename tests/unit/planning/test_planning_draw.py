"""The draw: the same list for everybody, odds as the weights say, nobody's choice, and every tampering named."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.planning.draw import (
    Candidate,
    Draw,
    DrawError,
    DrawTask,
    Exclusion,
    Pool,
    Round,
    below,
    check_task,
    commitment,
    draw,
    pick,
    register_version,
    standing,
    words_of,
)
from exchange.planning.model import Credit, Risk
from exchange.planning.verify import Fault, verify_draw

JINSHAN, PINGHU, JIASHAN, QINGPU = "310116", "330482", "330421", "310118"
VECTORS = json.loads((Path(__file__).parent / "draw_vectors.json").read_text(encoding="utf-8"))
RISKS = {Risk.A: 1, Risk.B: 2, Risk.C: 4, Risk.D: 8}
CREDITS = {Credit.A: 1, Credit.B: 2, Credit.C: 3, Credit.D: 4}
REGISTER = (
    *(Candidate(uscc=f"91310116{number:010d}", risk=list(Risk)[number % 4], credit=list(Credit)[number // 4 % 4]) for number in range(40)),
    Candidate(uscc="91310116KEY0000001", risk=Risk.D, credit=Credit.A, key_sector=True),
    Candidate(uscc="91310116QUIET00001", risk=Risk.A, credit=Credit.A, excluded=Exclusion.NO_DISTURB),
    Candidate(uscc="91310116CAPPED0001", risk=Risk.D, credit=Credit.D, excluded=Exclusion.CAPPED),
    Candidate(uscc="91310116KNOWN00001", risk=Risk.C, credit=Credit.B, excluded=Exclusion.RECOGNISED),
)
POOLS = (Pool(organ="11310116MB2F3040XF", officers=tuple(f"jinshan-{number}" for number in range(9)), count=4),)
TASK = DrawTask(
    id="0198c2f0-7a10-7000-8000-000000000001",
    register_version=register_version(REGISTER, POOLS),
    share=1500,
    risk_weights=RISKS,
    credit_weights=CREDITS,
    parties=(PINGHU, JINSHAN),
    witnesses=(JIASHAN, QINGPU),
)


def nonce(member: str, number: int = 0) -> bytes:
    return sha256(f"{member}/{number}".encode()).digest()


def a_round(number: int, members: Iterable[str], *, silent: Iterable[str] = ()) -> Round:
    members = tuple(members)
    return Round(
        commitments={one: commitment(task=TASK.id, number=number, member=one, nonce=nonce(one, number)) for one in members},
        nonces={one: nonce(one, number) for one in members if one not in silent},
    )


ROUNDS = (a_round(0, TASK.parties),)
DRAWN = draw(TASK, ROUNDS, REGISTER, POOLS)


def faults(claimed: Draw = DRAWN, *, task: DrawTask = TASK, rounds=ROUNDS, register=REGISTER, pools=POOLS) -> set[tuple[str, str]]:
    return {(one.fault, one.name) for one in verify_draw(task, rounds, register, pools, claimed=claimed)}


def test_the_draw_is_the_golden_one() -> None:
    assert TASK.register_version == VECTORS["register_version"]
    assert DRAWN.seed.hex() == VECTORS["seed"]
    assert list(DRAWN.drawn) == VECTORS["drawn"]
    assert list(DRAWN.officers[POOLS[0].organ]) == VECTORS["officers"]
    assert commitment(task=TASK.id, number=0, member=JINSHAN, nonce=nonce(JINSHAN)).hex() == VECTORS["commitment"]


def test_words_are_sha256_over_a_counter() -> None:
    """Written out here once more, as another implementation would."""
    framed = b"".join(len(one).to_bytes(4, "big") + one for one in (b"s" * 32, b"targets"))
    blocks = [sha256(b"delta-exchange/draw/v1/stream" + framed + counter.to_bytes(8, "big")).digest() for counter in (0, 1)]
    words = words_of(b"s" * 32, "targets")
    assert b"".join(next(words).to_bytes(8, "big") for _ in range(8)) == b"".join(blocks)


def test_a_third_party_gets_the_same_list_from_the_ledgers_in_any_order() -> None:
    shuffled = tuple(reversed(REGISTER))
    assert draw(TASK, ROUNDS, shuffled, POOLS) == DRAWN
    assert faults(register=shuffled) == set()


def test_key_sectors_are_inspected_in_full_and_the_excluded_named() -> None:
    assert DRAWN.full == ("91310116KEY0000001",)
    assert DRAWN.excluded == {one.uscc: one.excluded for one in REGISTER if one.excluded}
    assert len(DRAWN.drawn) == len(set(DRAWN.drawn)) == 6  # 15 % of 40
    assert not set(DRAWN.drawn) & {*DRAWN.full, *DRAWN.excluded}
    assert len(set(DRAWN.officers[POOLS[0].organ])) == 4


def test_100_000_draws_agree_with_the_weights() -> None:
    weights, draws = [1, 2, 3, 4, 8, 12], 100_000
    whole = sum(weights)
    pairs = Counter(tuple(pick(words_of(number.to_bytes(32, "big"), "targets"), weights, 2)) for number in range(draws))
    expected = {(i, j): draws * weights[i] / whole * weights[j] / (whole - weights[i]) for i, j in permutations(range(6), 2)}
    assert chi_square(pairs, expected) < 66.2  # 29 degrees of freedom: exceeded once in 10,000 fair runs
    first = Counter(one for one, _other in pairs.elements())
    assert chi_square(first, {i: draws * weight / whole for i, weight in enumerate(weights)}) < 25.7  # 5 degrees
    swapped = [*weights[:-2], weights[-2] + 1, weights[-1] - 1]
    assert chi_square(first, {i: draws * weight / whole for i, weight in enumerate(swapped)}) > 100  # it would notice


def chi_square(seen: Counter, expected: dict) -> float:
    return sum((seen[key] - value) ** 2 / value for key, value in expected.items())


def test_small_numbers_have_equal_odds_though_words_do_not_divide() -> None:
    assert below(iter([2**64 - 1, 7]), 10) == 7  # the last, incomplete ten of 2⁶⁴ is thrown away
    assert below(iter([2**64 - 7]), 10) == 9
    with pytest.raises(DrawError):
        below(iter([1]), 0)


@given(st.lists(st.integers(1, 50), min_size=1, max_size=40), st.binary(min_size=32, max_size=32))
def test_a_full_draw_is_a_permutation_as_a_plain_list_gives_it(weights: list[int], seed: bytes) -> None:
    words, left, plain = words_of(seed, "targets"), list(range(len(weights))), []
    while left:
        rest = below(words, sum(weights[one] for one in left))
        for one in left:
            if rest < weights[one]:
                break
            rest -= weights[one]
        plain.append(one)
        left.remove(one)
    assert pick(words_of(seed, "targets"), weights, len(weights)) == plain


def test_a_party_that_withholds_is_named_and_gets_no_say_in_the_next_round() -> None:
    failed = a_round(0, TASK.parties, silent=[PINGHU])
    state = standing(TASK, [failed])
    assert (state.number, state.parties, state.withheld, state.complete) == (1, (JINSHAN, JIASHAN), (PINGHU,), False)
    with pytest.raises(DrawError, match="round 1 still needs the nonces of 310116, 330421"):
        draw(TASK, [failed], REGISTER, POOLS)
    second = a_round(1, state.parties)
    after = draw(TASK, [failed, second], REGISTER, POOLS)
    assert faults(after, rounds=[failed, second]) == set()
    late = replace(failed, nonces={**failed.nonces, PINGHU: b"x" * 32})  # whatever it reveals: the draw is the same
    assert draw(TASK, [late, second], REGISTER, POOLS) == after


def test_old_nonces_do_not_serve_in_a_new_round() -> None:
    failed, fresh, old = a_round(0, TASK.parties, silent=[PINGHU]), a_round(1, [JIASHAN]), a_round(0, [JINSHAN])
    replayed = Round(commitments={**fresh.commitments, **old.commitments}, nonces={**fresh.nonces, **old.nonces})
    state = standing(TASK, [failed, replayed])
    assert (state.withheld, state.parties) == ((PINGHU, JINSHAN), (JIASHAN, QINGPU))


def test_without_a_second_party_or_witness_nobody_draws() -> None:
    alone = replace(TASK, witnesses=())
    with pytest.raises(DrawError, match="sign a new task"):
        standing(alone, [a_round(0, TASK.parties, silent=[PINGHU])])


def test_each_tampering_is_named() -> None:
    one = DRAWN.drawn[0]
    other = next(uscc for uscc in DRAWN.weights if uscc not in DRAWN.drawn)
    bent = replace(ROUNDS[0], nonces={**ROUNDS[0].nonces, PINGHU: b"\1" * 32})
    softer = tuple(replace(entry, risk=Risk.A) if entry.risk is Risk.D else entry for entry in REGISTER)
    assert faults() == set()
    assert faults(rounds=[bent]) == {(Fault.NONCE, PINGHU)}
    assert faults(replace(DRAWN, weights={**DRAWN.weights, one: 99})) == {(Fault.WEIGHT, one)}
    assert faults(replace(DRAWN, register_version="0" * 64)) == {(Fault.REGISTER_VERSION, "draw")}
    assert (Fault.REGISTER_VERSION, "register") in faults(register=softer)
    assert faults(replace(DRAWN, drawn=(other, *DRAWN.drawn[1:]))) == {(Fault.DRAWN_LIST, "")}
    assert faults(replace(DRAWN, drawn=DRAWN.drawn[::-1])) == {(Fault.DRAWN_LIST, "")}
    assert faults(replace(DRAWN, full=())) == {(Fault.FULL_COVERAGE, "91310116KEY0000001")}
    assert faults(replace(DRAWN, excluded={**DRAWN.excluded, one: Exclusion.NO_DISTURB})) == {(Fault.EXCLUSION, one)}
    assert faults(replace(DRAWN, officers={POOLS[0].organ: POOLS[0].officers[:4]})) == {(Fault.OFFICERS, POOLS[0].organ)}
    assert faults(replace(DRAWN, seed=b"\0" * 32)) == {(Fault.SEED, "")}
    assert faults(replace(DRAWN, number=3)) == {(Fault.ROUND, "")}
    assert faults(rounds=[a_round(0, TASK.parties, silent=[PINGHU])]) == {(Fault.INCOMPLETE, PINGHU)}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"risk_weights": dict.fromkeys(Risk, 1)}, "risk weights"),
        ({"credit_weights": {**CREDITS, Credit.D: 1}}, "credit weights"),
        ({"risk_weights": {**RISKS, Risk.A: 0}}, "from 1 up"),
        ({"share": 10_001}, "share 10001"),
        ({"parties": (JINSHAN,)}, "1 parties"),
        ({"witnesses": (PINGHU,)}, "named twice"),
    ],
)
def test_a_task_whose_odds_ignore_risk_or_that_one_party_decides_is_refused(change: dict, said: str) -> None:
    unsound = replace(TASK, **change)
    with pytest.raises(DrawError, match=said):
        check_task(unsound)
    assert faults(task=unsound) == {(Fault.TASK, "")}


def test_a_short_nonce_is_refused() -> None:
    with pytest.raises(DrawError, match="a nonce of 8 bytes"):
        commitment(task="t", number=0, member=JINSHAN, nonce=b"x" * 8)
