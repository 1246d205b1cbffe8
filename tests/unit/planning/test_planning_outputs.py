"""What a plan gives people, read back by others' parsers: calendars, the workbook, the task sheet, the map."""

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from python_calamine import CalamineWorkbook

from exchange.planning.assign import make_plan
from exchange.planning.generate import Size, district_pair
from exchange.planning.model import Half, Member, Problem, Site, Slot
from exchange.planning.outputs.calendar import Audience, Method, calendar_of, uid_of
from exchange.planning.outputs.checklist import Checklist, merged_checklist
from exchange.planning.outputs.facts import Facts
from exchange.planning.outputs.labels import Labels
from exchange.planning.outputs.overview import overview
from exchange.planning.outputs.plan_map import rows_of, svg_of
from exchange.planning.outputs.revisions import checks_of, entries
from exchange.planning.outputs.savings import savings_of
from exchange.planning.outputs.task_sheet import sheet_of, task_sheet
from exchange.planning.outputs.workbook import visits_workbook, workbook_of
from exchange.planning.plan import Cost, Plan, Visit
from exchange.planning.tours import tours_of
from exchange.texts import i18n
from tests.support.checklists import JOINT, MEMBERS, NEXT_FOOD, equal, item, source, visit
from tests.support.planning import EXITS, FIRE, FOOD, GAUGE, GUEST, MARKET, MONDAY

STAMP = datetime(2026, 2, 20, 1, 0, tzinfo=UTC)
TUESDAY = date(2026, 3, 3)
LONG = Labels(targets={"T1": "虚构（上海）食品有限公司金山第一分公司，含逗号；分号\\与反斜杠" * 3}, organs={MARKET: "虚构市场监管局"})
ATTACK = '=HYPERLINK("http://evil")<script>alert(1)</script>'


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with i18n.speaking("en"):
        yield


@pytest.fixture(scope="module")
def district() -> tuple[Problem, Plan]:
    problem = district_pair(seed=3, size=Size(companies=12, officers=24, organs=4))
    return problem, make_plan(problem)


def file_of(*versions: list[Visit], labels: Labels = LONG, **changes: object) -> Calendar:
    settings = {"plan_id": "p", "members": MEMBERS, "stamp": STAMP, "half_day_minutes": 210} | changes
    data = calendar_of(entries(versions), labels, **settings)
    lines = data.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert all(len(line) <= 75 and line.decode() is not None for line in lines)  # RFC 5545 §3.1: octets, no character cut
    return Calendar.from_ical(data)


def shown(calendar: Calendar) -> list[tuple[str, int, str]]:
    return [(str(one["uid"]), int(one["sequence"]), str(one["status"])) for one in calendar.walk("VEVENT")]


def test_a_visit_is_an_event_in_shanghai_time_with_its_zone_and_whole_texts():
    calendar = file_of([visit((MARKET, (FOOD,)))])
    (event,) = calendar.walk("VEVENT")
    assert event["dtstart"].params["TZID"] == "Asia/Shanghai"
    assert event.decoded("dtstart").astimezone(UTC) == datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(hours=3, minutes=30)
    assert [str(one["tzid"]) for one in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert str(event["summary"]) == f"Joint inspection: {LONG.targets['T1']}"
    assert f"虚构市场监管局: {FOOD}" in str(event["description"]).split("\n")
    assert str(event["organizer"]) == f"exchange://310116/organ/{MARKET}"


def test_replanning_keeps_the_name_raises_the_sequence_and_cancels_what_is_dropped():
    first, other = visit((MARKET, (FOOD, GAUGE))), replace(visit((FIRE, (EXITS,))), target="T2")
    moved = replace(first, slot=Slot(day=TUESDAY, half=Half.AFTERNOON))
    names = {one.visit.target: uid_of("p", one) for one in entries([[first, other]])}
    assert shown(file_of([first, other], [first, other])) == [(names["T1"], 0, "CONFIRMED"), (names["T2"], 0, "CONFIRMED")]
    assert {status for _uid, _sequence, status in shown(file_of([first, other], in_force=False))} == {"TENTATIVE"}
    assert shown(file_of([first, other], [moved])) == [(names["T2"], 1, "CANCELLED"), (names["T1"], 1, "CONFIRMED")]
    assert shown(file_of([first, other], [moved], method=Method.CANCEL)) == [(names["T2"], 1, "CANCELLED")]
    assert shown(file_of([first, other], [moved], [first, other])) == [(names["T1"], 2, "CONFIRMED"), (names["T2"], 2, "CONFIRMED")]


def test_an_officer_taken_off_a_visit_gets_a_cancellation_and_others_a_change():
    first = visit((MARKET, (FOOD,)))
    part = replace(first.parts[0], officers=frozenset({f"{MARKET}-1", f"{MARKET}-3"}))
    versions = [first], [replace(first, parts=(part,))]
    states = {
        number: [
            (sequence, status) for _uid, sequence, status in shown(file_of(*versions, audience=Audience(officer=f"{MARKET}-{number}")))
        ]
        for number in range(1, 5)
    }
    assert states == {1: [(1, "CONFIRMED")], 2: [(1, "CANCELLED")], 3: [(1, "CONFIRMED")], 4: []}


def test_an_organ_gets_its_own_visits_only():
    versions = [visit((MARKET, (FOOD,))), replace(visit((FIRE, (EXITS,))), target="T2")]
    assert [len(shown(file_of(versions, audience=Audience(organ=organ)))) for organ in (MARKET, FIRE, GUEST)] == [1, 1, 0]


def test_a_name_from_a_hostile_record_breaks_no_line_and_turns_no_reading_direction():
    name = "虚构\r\nATTENDEE:mailto:a@b\rEND:VEVENT\x00\x1b\u202e;"
    shown_as = "虚构 ATTENDEE:mailto:a@b END:VEVENT\ufffd\ufffd\ufffd;"
    team = replace(visit((MARKET, (FOOD,))).parts[0], officers=frozenset({"o-1\x00", "o-2"}))
    calendar = file_of([replace(visit((MARKET, (FOOD,))), parts=(team,))], labels=Labels(targets={"T1": name}, organs={MARKET: name}))
    (event,) = calendar.walk("VEVENT")
    assert "attendee" not in event
    assert str(event["summary"]) == f"Joint inspection: {shown_as}"
    lines = str(event["description"]).split("\n")
    assert lines[:3] == [f"Lead organ: {shown_as}", f"{shown_as}: {FOOD}", "Officers: o-1\ufffd, o-2"]


MATTERS = tuple(f"m{number}" for number in range(5))
GROUPS = st.lists(st.sampled_from([None, 0, 1, 2]), min_size=5, max_size=5)


@settings(max_examples=200, deadline=None)
@given(st.lists(GROUPS, min_size=1, max_size=5))
def test_however_checks_are_regrouped_names_stay_unique_and_sequences_only_rise(history: list[list[int | None]]):
    """`history`: of each version, which of three visits makes each of five checks."""
    versions = []
    for groups in history:
        made = [tuple(matter for matter, at in zip(MATTERS, groups, strict=True) if at == number) for number in range(3)]
        versions.append([visit((MARKET, matters)) for matters in made if matters])
    before: dict[object, int] = {}
    for length in range(1, len(versions) + 1):
        found = entries(versions[:length])
        standing = [one for one in found if not one.dropped]
        assert sorted(checks_of(one.visit) for one in standing) == sorted(checks_of(one) for one in versions[length - 1])
        now = {one.anchor: one.sequence for one in found}
        assert len(now) == len(found)
        assert all(now[anchor] >= sequence for anchor, sequence in before.items())
        before = now


def test_the_workbook_has_every_visit_part_officer_check_and_left_out_check(district: tuple[Problem, Plan]):
    problem, plan = district
    book = CalamineWorkbook.from_filelike(io.BytesIO(workbook_of(problem, plan, Labels(), {})))
    rows = {name: book.get_sheet_by_name(name).to_python()[1:] for name in book.sheet_names}
    assert list(rows) == ["Visits", "By organ", "By officer", "Checklists", "Not on site", "Savings"]
    assert [(row[1], row[3]) for row in rows["Visits"]] == [(one.slot.day.isoformat(), one.target) for one in plan.visits]
    assert len(rows["By organ"]) == sum(len(one.parts) for one in plan.visits)
    assert sorted((row[0], row[3]) for row in rows["By officer"]) == sorted(
        (ref, str(number)) for number, one in enumerate(plan.visits, 1) for ref in one.team
    )
    assert len(rows["Not on site"]) == len(plan.paper) + len(plan.left_out) > 0
    assert all(row[3] for row in rows["Not on site"])
    saved = savings_of(problem, plan)
    assert rows["Savings"][0][1:3] == [str(saved.visits_alone), str(saved.visits)]


def test_what_a_record_doesnt_say_isnt_made_up():
    """Of a plan of record: no site, no grades, no savings."""
    found = Checklist(points=(), without=((MARKET, FOOD),))
    facts = Facts(number="V0001", uscc="91310116PL0000009H", reasons=("routine check: drawn by chance",), inspection_code="JC-1")
    book = CalamineWorkbook.from_filelike(io.BytesIO(visits_workbook([(JOINT, facts)], Labels(), {0: found})))
    assert book.sheet_names == ["Visits", "By organ", "By officer", "Checklists"]
    (row,) = book.get_sheet_by_name("Visits").to_python()[1:]
    assert (row[0], row[4], row[9], row[10]) == ("V0001", "", "routine check: drawn by chance", "JC-1")
    read = Reader(sheet_of(JOINT, found, Labels(), plan_id="p-1", facts=facts))
    assert {"V0001", "91310116PL0000009H", "JC-1", f"{MARKET} has no checklist in force for {FOOD}"} <= set(read.texts)
    assert not {"Site", "Risk and credit"} & set(read.texts)
    nothing = Reader(sheet_of(JOINT, Checklist(points=(), without=()), Labels(), plan_id="p-1", facts=facts))
    assert "No standards were asked for: each organ brings its own checklist." in nothing.texts


def test_savings_count_each_organ_s_own_entries_and_ways():
    problem = district_pair(seed=3, size=Size(companies=2, officers=8, organs=4))
    near, far = problem.targets
    problem = replace(
        problem,
        members=(Member(code=near.member, yard=Site(x=0, y=0)), Member(code=far.member, yard=Site(x=0, y=0))),
        targets=(replace(near, id="T1", site=Site(x=3000, y=4000)), replace(far, id="T2", site=Site(x=0, y=1000))),
    )
    visits = (visit((MARKET, (FOOD, GAUGE)), (FIRE, (EXITS,))), replace(visit((MARKET, (FOOD,))), target="T2"))
    saved = savings_of(problem, Plan(visits=visits, cost=Cost(), bound=0, proven=True))
    assert (saved.companies, saved.visits, saved.joint, saved.visits_alone) == (2, 2, 1, 3)
    assert (saved.metres, saved.metres_alone) == (2 * 6000, 2 * 11_000)
    assert saved.visits_percent == pytest.approx(100 / 3)
    assert savings_of(problem, Plan(visits=(), cost=Cost(), bound=0, proven=True)).metres_percent == 0


def test_the_overview_shows_savings_map_tours_every_visit_and_what_is_left_out(district: tuple[Problem, Plan]):
    problem, plan = district
    labels = Labels(targets={plan.visits[0].target: ATTACK})
    tours = tours_of(problem, plan)
    read = Reader(overview(problem, plan, tours, labels, plan_id="p-1"))
    assert "script" not in read.tags
    assert read.tags.count("svg") == 1
    assert read.tags.count("tr") == 6 + len(tours) + len(plan.visits) + len(plan.paper) + len(plan.left_out)
    for one in plan.visits:
        assert labels.target(one.target) in read.texts


def test_no_text_becomes_a_formula_and_the_checklist_names_what_it_merged():
    problem, plan, found = sheet_parts()
    data = workbook_of(problem, plan, Labels(targets={"T1": ATTACK}), {0: found})
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert book.get_sheet_by_name("Visits").to_python()[1][3] == ATTACK
    assert b"<f>" not in data
    (row,) = book.get_sheet_by_name("Checklists").to_python()[1:]
    assert row[4] == ATTACK
    assert row[10] == "yes"
    assert row[11].startswith(f"{GUEST}: 食品经营检查要点 ({GUEST}-检查要点, version 1), clause 甲")


class Reader(HTMLParser):
    """Tags and texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # the base class names it
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data.strip())


def sheet_parts(act: str = ATTACK) -> tuple[Problem, Plan, Checklist]:
    problem = district_pair(seed=3, size=Size(companies=2, officers=8, organs=4))
    problem = replace(problem, targets=(replace(problem.targets[0], id="T1"),))
    found = merged_checklist(
        JOINT,
        [
            source(MARKET, item("1", act, mandatory=True)),
            source(GUEST, item("甲", act, mandatory=False), matters=(NEXT_FOOD,)),
        ],
        [equal()],
        members=MEMBERS,
    )
    return problem, Plan(visits=(JOINT,), cost=Cost(), bound=0, proven=True), found


def test_the_task_sheet_has_team_boxes_sources_and_rights_and_runs_nothing():
    problem, plan, found = sheet_parts()
    read = Reader(task_sheet(problem, plan.visits[0], found, Labels(), plan_id="p-1", number=7))
    assert "script" not in read.tags
    assert ATTACK in read.texts
    for text in ("T1", MONDAY.isoformat() + " morning", f"{GUEST}-1, {GUEST}-2", "The stricter wording.", "Inspection code"):
        assert text in read.texts
    assert any("Administrative Penalty Law 43" in text for text in read.texts)
    assert len([text for text in read.texts if text in {"in order", "not in order", "doesn't apply"}]) == 3


def test_the_task_sheet_is_chinese_for_those_who_speak_it():
    problem, plan, found = sheet_parts("许可证是否在有效期内")
    with i18n.speaking("zh"):
        page = task_sheet(problem, plan.visits[0], found, Labels(), plan_id="p-1", number=7)
    assert 'lang="zh-CN"' in page
    assert "现场检查任务单" in page
    assert "行政处罚法" in page
    plain = re.sub(r"(?s)<style>.*?</style>|<[^>]*>", "", page.replace("p-1", ""))
    assert set(re.findall(r"[A-Za-z]{5,}", plain)) == {"FICTITIOUS"}  # the made-up credit code


def test_the_map_draws_each_tour_and_visited_site_within_its_frame(district: tuple[Problem, Plan]):
    problem, plan = district
    tours = tours_of(problem, plan)
    picture = ET.fromstring(svg_of(problem, plan, tours, Labels(targets={plan.visits[0].target: ATTACK + "\x1b"})))
    space = "{http://www.w3.org/2000/svg}"
    width, height = (int(one) for one in picture.attrib["viewBox"].split()[2:])
    lines = picture.findall(f"{space}polyline")
    assert len(lines) == len(tours) == len(rows_of(tours, Labels()))
    assert {one.findtext(f"{space}title") for one in picture.findall(f"{space}circle")} >= {ATTACK + "\ufffd"}
    assert len(picture.findall(f"{space}circle")) == len({one.target for one in plan.visits})
    for line in lines:
        points = [tuple(map(int, point.split(","))) for point in line.attrib["points"].split()]
        assert points[0] == points[-1]
        assert all(0 <= x <= width and 0 <= y <= height for x, y in points)
