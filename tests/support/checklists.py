"""Checklists as organs would sign them, to be merged."""

from exchange.domain.standards.mapping import Matter, Relation, Statement
from exchange.planning.model import Half, Slot
from exchange.planning.outputs.checklist import Source
from exchange.planning.plan import Part, Visit
from exchange.v1 import standard_pb2, subject_pb2
from tests.support.planning import EXITS, FIRE, FOOD, GUEST, HOME, MARKET, MONDAY, NEXT

NEXT_FOOD = "09330482000001"
MEMBERS = {MARKET: HOME, FIRE: HOME, GUEST: NEXT}
LAW = subject_pb2.LegalReference(law="食品安全法", article="第五十四条")


def item(code: str, act: str, **check: object) -> standard_pb2.StandardItem:
    """A line of a checklist; `check`: fields of its check point."""
    found = standard_pb2.StandardItem(code=code, act=act, legal_basis=[LAW])
    found.check.CopyFrom(standard_pb2.CheckPoint(**check))
    return found


def source(organ: str, *items: standard_pb2.StandardItem, matters: tuple[str, ...] = (FOOD,), **changes: object) -> Source:
    """An organ's checklist in force since 2025."""
    values = {"version": 1, "valid_from": "2025-01-01", "standard_id": f"{organ}-检查要点"} | changes
    kind = standard_pb2.StandardKind.STANDARD_KIND_INSPECTION_CHECKLIST
    standard = standard_pb2.Standard(title="食品经营检查要点", kind=kind, matter_codes=matters, items=items)
    for name, value in values.items():
        setattr(standard, name, value)
    return Source(organ=organ, record_id=f"{values['standard_id']}/{values['version']}", standard=standard)


def visit(*parts: tuple[str, tuple[str, ...]], day: object = MONDAY) -> Visit:
    """A morning's visit of two officers for each organ."""
    return Visit(
        target="T1",
        slot=Slot(day=day, half=Half.MORNING),
        lead=MARKET,
        parts=tuple(Part(organ=organ, matters=matters, officers=frozenset({f"{organ}-1", f"{organ}-2"})) for organ, matters in parts),
        publish_by=MONDAY,
    )


def equal(relation: standard_pb2.MappingRelation = Relation.MAPPING_RELATION_EQUAL, **changes: object) -> Statement:
    """What the home member signed: its food matter is the neighbour's."""
    values: dict[str, object] = {"position": 1, "origin": HOME, "valid_from": "2025-01-01", "valid_to": ""} | changes
    return Statement(
        record_id="m",
        first=Matter(member=HOME, code=FOOD),
        second=Matter(member=NEXT, code=NEXT_FOOD),
        relation=relation,
        **values,
    )


JOINT = visit((MARKET, (FOOD,)), (GUEST, (NEXT_FOOD,)))
ALL_THREE = visit((MARKET, (FOOD,)), (FIRE, (EXITS,)), (GUEST, (NEXT_FOOD,)))
