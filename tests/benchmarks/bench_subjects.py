"""The subject matcher: precision and recall on labelled pairs (Must-show 5), and what finding a company costs among many outcomes.

    python -m tests.benchmarks.bench_subjects                      # the held-out half, then 100,000 outcomes in SQLite
    python -m tests.benchmarks.bench_subjects --outcomes 1000000   # at full size
    python -m tests.benchmarks.bench_subjects --rows other.csv     # other companies, the same kinds of damage
    python -m tests.benchmarks.bench_subjects --pairs mine.jsonl   # other pairs: {"left": Subject, "right": Subject, "same": bool} a line

Run by `make bench`; writes build/benchmarks-subjects.json. Times are given as ratios to something measured in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from google.protobuf.json_format import ParseDict
from sqlalchemy import insert, select

from exchange.domain.subjects import Verdict, compare, default_min_score, profile
from exchange.storage import projection
from exchange.storage.bulk import insert_rows
from exchange.storage.engine import Database
from exchange.storage.migrate import migrate
from exchange.storage.projection import subjects as index
from exchange.storage.reading import matching_subjects
from exchange.storage.tables import entries, ledgers, outcomes, position, subject_cursors
from exchange.v1 import outcome_pb2, record_pb2, subject_pb2
from tests.support.identifiers import ALPHABET, inner, outer
from tests.support.postgres import run_server
from tests.support.subject_damage import SEED, Damage, Pair, companies, halves, measured

TAKEN = (Verdict.MATCH_VERDICT_SAME, Verdict.MATCH_VERDICT_LIKELY)
MEMBER, ORGAN = "310116", "11310116MB2F3040XF"
ASKED = 400  # questions that are timed
WRITTEN_AT_ONCE = 2000
PLACES = ("上海", "上海金山", "平湖市", "嘉善县", "苏州", "苏州市吴江区", "嘉兴", "杭州", "昆山", "太仓市", "海宁", "桐乡市", "青浦区")
TRADES = ("电子商务", "物流", "食品", "贸易", "科技", "服饰", "建筑工程", "餐饮管理", "机械", "环保科技", "汽车运输", "五金制品")
FORMS = ("有限公司", "有限公司", "有限责任公司", "股份有限公司", "厂", "经营部")


def quality(pairs: Sequence[Pair]) -> dict[str, object]:
    """Precision and recall, whole and by what was done."""
    judged = [(pair, compare(profile(pair.left), profile(pair.right)).verdict) for pair in pairs]
    taken = [(pair, verdict in TAKEN) for pair, verdict in judged]
    uncoded = [(pair, found) for pair, found in taken if pair.code not in {"whole", "old"}]
    groups: dict[str, list[bool]] = defaultdict(list)
    for pair, found in taken:
        label = "same" if pair.same else "different"
        groups[f"{label}, name {pair.kind}"].append(found)
        groups[f"{label}, code {pair.code}"].append(found)
    return {
        "all": measured(taken),
        "without a whole code": measured(uncoded),
        "share taken for the same": {name: [round(sum(found) / len(found), 3), len(found)] for name, found in sorted(groups.items())},
        "same, at least possible": round(
            sum(verdict != 0 for pair, verdict in judged if pair.same) / sum(pair.same for pair, _ in judged), 4
        ),
    }


def fill(database: Database, subjects: Sequence[subject_pb2.Subject], count: int) -> None:
    """A ledger of `count` outcomes about the subjects, one after the other, as pulling would have stored it."""
    with database.durable() as connection:
        row = {"ledger": 1, "origin": f"delta-exchange/{MEMBER}/ledger", "member": MEMBER, "own": True, "size": count, "frontier": b""}
        connection.execute(insert(ledgers).values(**row, checkpoint_size=0, witnessed_size=0))
    for first in range(0, count, WRITTEN_AT_ONCE):
        with database.relaxed() as connection:
            made = [_entry(subjects[number % len(subjects)], number) for number in range(first, min(first + WRITTEN_AT_ONCE, count))]
            insert_rows(connection, entries, made)


def _entry(subject: subject_pb2.Subject, number: int) -> tuple[object, ...]:
    outcome = outcome_pb2.Outcome(
        subject=subject,
        document_number=f"金市监处罚〔2026〕{number}号",
        domain=1,
        step=4,
        act="未取得许可从事经营活动",
        decided_on="2026-03-02",
    )
    body = record_pb2.RecordBody(salt=bytes(16), outcome=outcome).SerializeToString()
    record_id = f"{number:032x}"
    header = record_pb2.RecordHeader(record_id=record_id, origin=MEMBER, organ=ORGAN, type=record_pb2.RECORD_TYPE_OUTCOME)
    envelope = record_pb2.SignedRecord(header=header.SerializeToString()).SerializeToString()
    kind = record_pb2.RECORD_TYPE_OUTCOME
    return (position(1, number), bytes(32), record_id, kind, None, None, envelope, body, None, 0)


def invented(count: int, seed: int) -> list[subject_pb2.Subject]:
    """Fictitious companies with names like real ones; a third has no credit code (RULES 1.1)."""
    draw = random.Random(seed)
    usual = "鑫达宏诚宇嘉金华东海龙捷飞腾联顺裕兴隆瑞永昌元亨万利丰祥泰和茂盛同德聚益中通全信义久恒美庆安康新春正合生成广润发洪源福长"
    rare = [chr(code) for code in range(0x4E00, 0x9FA5) if _is_common_character(chr(code))]
    found = []
    for _number in range(count):
        core = "".join(
            draw.choice(usual) if draw.random() < 0.6 else draw.choice(rare) for _character in range(draw.choice((2, 2, 2, 3, 3, 4)))
        )
        name = f"{draw.choice(PLACES)}{core}{draw.choice(TRADES)}{draw.choice(FORMS)}"
        body = "91" + draw.choice(("310116", "330482", "330421", "320509", "330400")) + "".join(draw.choices(ALPHABET[:10], k=8))
        code = body + inner(body[8:])
        found.append(subject_pb2.Subject(name=name, uscc=code + outer(code) if draw.random() < 2 / 3 else ""))
    return found


def _is_common_character(character: str) -> bool:
    """GB 2312 level 1."""
    encoded = character.encode("gb2312", "ignore")
    return len(encoded) == 2 and 0xB0 <= encoded[0] <= 0xD7


def timed(work: Callable[[], object]) -> float:
    """Seconds that it took."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def at_size(url: str, pairs: Sequence[Pair], count: int) -> dict[str, object]:
    """Projects, reads the subjects, asks: with the companies of the pairs among `count` outcomes."""
    database = Database(url)
    migrate(database)
    known = {pair.left.SerializeToString(): pair.left for pair in pairs}
    fill(database, [*known.values(), *invented(count - len(known), SEED)], count)
    projected = timed(lambda: projection.catch_up(database))
    read = timed(lambda: index.catch_up(database))
    repeated = timed(lambda: _read_again(database))
    asked = [pair for pair in pairs if pair.same][:: max(1, sum(pair.same for pair in pairs) // ASKED)][:ASKED]
    looked_up, matched, found = [], [], 0
    with database.reading() as connection:
        for pair in asked:
            code = pair.left.uscc or "913101166078754287"
            looked_up.append(timed(lambda code=code: connection.execute(select(outcomes).where(outcomes.c.uscc == code)).all()))
            answers: list[object] = []
            question = profile(pair.right)
            matched.append(
                timed(lambda question=question, answers=answers: answers.extend(_ask(connection, question)))  # used at once
            )
            found += any(one.subject.name == pair.left.name and one.match.verdict in TAKEN for one in answers)
    database.dispose()
    return {
        "outcomes": count,
        "project_s": round(projected, 2),
        "read_subjects_s": round(read, 2),
        "read_subjects_to_project": round(read / projected, 2),
        "read_known_subjects_to_project": round(repeated / projected, 2),
        "asked": len(asked),
        "found": round(found / len(asked), 4),
        "select_ms_p50": _percentile(looked_up, 0.5),
        "match_ms_p50": _percentile(matched, 0.5),
        "match_ms_p99": _percentile(matched, 0.99),
    }


def _ask(connection: object, question: object) -> Iterable[object]:
    return matching_subjects(connection, question, min_score=default_min_score(), limit=20)


def _read_again(database: Database) -> None:
    """All entries once more, when every subject is known: what outcomes about known companies cost."""
    with database.relaxed() as connection:
        connection.execute(subject_cursors.delete())
    index.catch_up(database)


def _percentile(seconds: Sequence[float], share: float) -> float:
    return round(sorted(seconds)[int(share * (len(seconds) - 1))] * 1000, 3)


def given_pairs(path: Path) -> list[Pair]:
    """Labelled pairs from a file."""
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        one = json.loads(line)
        left, right = (ParseDict(one[side], subject_pb2.Subject()) for side in ("left", "right"))
        found.append(Pair(left=left, right=right, same=one["same"], kind=one.get("kind", "given"), code=one.get("code", "given")))
    return found


def main() -> None:
    """Measures and writes build/benchmarks-subjects.json."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=Path, help="CSV like companies_identifiers_public.csv; all of it is measured")
    parser.add_argument("--pairs", type=Path, help="labelled pairs, a JSON object a line")
    parser.add_argument("--half", choices=("held-out", "tuning"), default="held-out")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--outcomes", type=int, default=100_000, help="0: measure quality only")
    parser.add_argument("--postgresql", action="store_true", help="also with PostgreSQL")
    parser.add_argument("--output", type=Path, default=Path("build/benchmarks-subjects.json"))
    options = parser.parse_args()
    half = halves(companies())[options.half == "held-out"]
    rows = companies(options.rows) if options.rows else half
    pairs = given_pairs(options.pairs) if options.pairs else Damage(rows=rows, seed=options.seed).pairs()
    result: dict[str, object] = {"quality": quality(pairs), "cores": os.cpu_count()}
    if options.outcomes:
        with tempfile.TemporaryDirectory() as scratch:
            result["sqlite"] = at_size(f"sqlite:///{scratch}/node.db", pairs, options.outcomes)
        if options.postgresql:
            with run_server() as server, server.database() as url:
                result["postgresql"] = at_size(url, pairs, options.outcomes)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(options.output.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
