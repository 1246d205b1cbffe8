"""Shanghai row → outcome → Zhejiang row → outcome: no amount, date or code is lost, and the source's own penalty code stays."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.generate import fictitious_code
from adapters.layout import load_layout
from adapters.mapping import load_mapping
from adapters.reading import ReadOptions, RowReader
from adapters.rows import RowMaker
from exchange.domain.identifiers._checks import USCC_ALPHABET
from exchange.v1 import outcome_pb2
from tests.support.adapters import NEIGHBOUR, ORGAN, deliver

SHANGHAI, ZHEJIANG = load_layout("shuanggongshi_2018"), load_mapping("zhejiang_feed")
FEN_PER_YUAN, FEN_PER_WAN = 100, 1_000_000
DATES = ("decided_on", "valid_until", "publish_until")
CODES = ("deciding_organ_uscc", "source_organ_uscc", "document_number")

days = st.dates(min_value=date(1996, 10, 1), max_value=date(2026, 11, 23))
fens = st.integers(min_value=1, max_value=10**15)
words = st.text(alphabet="经营超过保质期的食品标签不合格，。；（）ABC09", min_size=1, max_size=40).map(lambda text: f"当{text}事")


@st.composite
def shanghai_rows(draw: st.DrawFn) -> tuple[dict[str, str], dict[str, int]]:
    decided = draw(days)
    fine, confiscated = draw(st.one_of(st.none(), fens)), draw(st.one_of(st.none(), fens))
    kinds = [
        *(["罚款"] if fine else []),
        *(["没收违法所得、没收非法财物"] if confiscated else []),
        *draw(st.lists(st.sampled_from(["警告", "通报批评", "责令停产停业", "其他-责令关闭", "其他-约谈"]), max_size=3, unique=True)),
    ]
    kinds = kinds or ["警告"]
    row = {
        "CF_XDR_MC": draw(words),
        "CF_XDR_LB": "法人及非法人组织",
        "CF_XDR_SHXYM": fictitious_code("91310116", draw(st.text(alphabet=USCC_ALPHABET, min_size=6, max_size=6))),
        "CF_WSH": f"沪市监金处〔{decided.year}〕{draw(st.integers(1, 99999))}号",
        "CF_WFXW": draw(words),
        "CF_SY": draw(words),
        "CF_YJ": draw(words),
        "CF_CFLB": "；".join(draw(st.permutations(kinds))),
        "CF_NR": draw(words),
        "CF_NR_FK": format(Decimal(fine or 0) / FEN_PER_WAN, "f") if fine else "",
        "CF_NR_WFFF": format(Decimal(confiscated or 0) / FEN_PER_WAN, "f") if confiscated else "",
        "CF_JDRQ": f"{decided:%Y/%m/%d}",
        "CF_YXQ": f"{decided + timedelta(days=draw(st.integers(0, 9999))):%Y/%m/%d}",
        "CF_GSJZQ": f"{decided + timedelta(days=draw(st.integers(0, 1095))):%Y/%m/%d}",
        "CF_CFJG": ORGAN.name,
        "CF_CFJGDM": ORGAN.uscc,
        "CF_SJLY": NEIGHBOUR.name,
        "CF_SJLYDM": NEIGHBOUR.uscc,
        "CF_XDR_SWDJ": draw(st.sampled_from(["", "310228000000000"])),
    }
    return row, {"F1": fine or 0, "F2+F3": confiscated or 0}


def read_shanghai(row: dict[str, str]) -> outcome_pb2.Outcome:
    names = [one.name for one in SHANGHAI.fields]
    reading = RowReader(SHANGHAI, columns=names, options=ReadOptions(system="test")).read([row.get(name, "") for name in names], line=2)
    assert reading.faults == ()
    assert reading.outcome is not None
    return reading.outcome


def to_zhejiang(outcome: outcome_pb2.Outcome) -> dict[str, object]:
    standing = RowMaker(ZHEJIANG).outcome(deliver(outcome, 1), None, received_at=datetime(2026, 11, 23, tzinfo=UTC))
    assert standing is not None
    return standing.changes


def read_zhejiang(row: dict[str, object]) -> outcome_pb2.Outcome:
    """What the feed's own columns say, and the columns of ours beside them."""
    layout = load_layout("zhejiang_feed")
    names = [one.name for one in layout.fields]
    cells = [format(value, "f") if isinstance(value, Decimal) else value for value in (row.get(name) for name in names)]
    cells[names.index("punish_case_code")] = "A1"  # mandatory in the feed; 双公示 2018 has no case number
    reading = RowReader(layout, columns=names, options=ReadOptions(system="test")).read(cells, line=1)
    assert reading.faults == ()
    assert reading.outcome is not None
    for one in ZHEJIANG.neighbour.columns:
        if one.path in outcome_pb2.Outcome.DESCRIPTOR.fields_by_name and isinstance(row[one.column], str) and one.path in DATES:
            setattr(reading.outcome, one.path, row[one.column])
    return reading.outcome


def totals(outcome: outcome_pb2.Outcome) -> dict[str, int]:
    fine = sum(one.amount_fen for one in outcome.penalties if one.kind == outcome_pb2.PENALTY_KIND_FINE)
    return {"F1": fine, "F2+F3": sum(one.amount_fen for one in outcome.penalties) - fine}


@settings(max_examples=150, deadline=None)
@given(shanghai_rows())
def test_amounts_dates_and_codes_survive_both_ways(made: tuple[dict[str, str], dict[str, int]]):
    row, amounts = made
    first = read_shanghai(row)
    assert totals(first) == amounts
    stored = to_zhejiang(first)
    second = read_zhejiang(stored)
    assert totals(second) == amounts
    for name in (*DATES, *CODES):
        assert getattr(second, name) == getattr(first, name) != "", name
    assert second.subject == first.subject
    assert {one.kind for one in second.penalties} == {one.kind for one in first.penalties}
    kept = json.loads(str(stored["nb_penalties"]))
    assert [(one["source_code"], one["code_set"], one["amount_fen"]) for one in kept] == [
        (one.source_code, "text_2018", one.amount_fen) for one in first.penalties
    ]
    assert {one["source_code"] for one in kept} == set(row["CF_CFLB"].split("；"))


@settings(max_examples=100, deadline=None)
@given(fens)
def test_every_fen_is_exact_in_both_units(fen: int):
    outcome = outcome_pb2.Outcome(
        deciding_organ_name="甲", act="乙", penalties=[outcome_pb2.Penalty(kind=outcome_pb2.PENALTY_KIND_FINE, amount_fen=fen)]
    )
    assert to_zhejiang(outcome)["fine"] == Decimal(fen) / FEN_PER_YUAN
    shanghai = RowMaker(load_mapping("shanghai_sgs2018")).outcome(deliver(outcome, 1), None, received_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert shanghai is not None
    assert shanghai.changes["CF_NR_FK"] == Decimal(fen) / FEN_PER_WAN
