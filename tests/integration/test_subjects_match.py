"""MatchSubjects over gRPC on both databases: by code, by name, by what a scan left; counts, freshness, audit, refusals."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from exchange.cli.main import root
from exchange.storage.engine import Database
from exchange.storage.projection import subjects as index
from exchange.storage.tables import projection_cursors, subject_cursors, subject_keys, subject_records, subjects
from exchange.sync.runner import Jobs
from exchange.v1 import audit_pb2, subject_pb2, subject_service_pb2
from exchange.v1.subject_service_pb2_grpc import SubjectServiceStub
from tests.support.access import AuditLog, refused
from tests.support.exchanging import Exchanging, exchanging, on_each_database, said
from tests.support.federation import SINK, SOURCE, draft, organ_files
from tests.support.identifiers import uscc
from tests.support.leads import made_lead

V = subject_service_pb2.MatchVerdict
FIRST, SECOND, THIRD_CODE = (uscc(head="91", region="330482", body=body) for body in ("57650187", "MA2CU7HX", "69127188"))
NAMED = subject_pb2.Subject(name="平湖市虚诺电子商务有限公司", uscc=FIRST, kind=1)
NEIGHBOUR = subject_pb2.Subject(name="平湖市假达电子商务有限公司", uscc=SECOND, kind=1)
NAMELESS = subject_pb2.Subject(name="平湖市虚诺电子商务有限责任公司", masked_code="91330482**********", kind=1)
OLD = subject_pb2.Subject(name="平湖市旧号五金厂", registration_number="330482000055706", kind=1)

_number = iter(range(1, 10_000))


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exchanging]:
    with on_each_database(request, tmp_path_factory.mktemp("subjects"), (SOURCE, SINK)) as made:
        for subject in (NAMED, NAMED, NEIGHBOUR, NAMELESS, OLD):
            publish(made, SOURCE, subject)
        made.publish(SOURCE, said(SOURCE, audience=[SINK], lead=made_lead(subject=NAMELESS)))
        made.pull(SINK, SOURCE)
        yield made


def publish(world: Exchanging, member: str, subject: subject_pb2.Subject) -> None:
    one = draft(next(_number), member=member)
    one.outcome.subject.CopyFrom(subject)
    world.publish(member, one)


def ask(
    world: Exchanging, member: str = SINK, *, limit: int = 0, min_score: int = 0, **subject: object
) -> subject_service_pb2.MatchSubjectsResponse:
    request = subject_service_pb2.MatchSubjectsRequest(subject=subject_pb2.Subject(**subject), limit=limit, min_score=min_score)
    return world.ask(member, SubjectServiceStub, "MatchSubjects", request, purpose="CASE_HANDLING")


def seen(answer: subject_service_pb2.MatchSubjectsResponse) -> list[tuple[str, int, int, int]]:
    return [(one.subject.name, one.verdict, one.outcomes, one.open_leads) for one in answer.matches]


def test_by_code_the_same_by_name_likely_and_each_spelling_with_its_records(world):
    found = ask(world, uscc=FIRST, name=NAMED.name)

    assert seen(found) == [(NAMED.name, V.MATCH_VERDICT_SAME, 2, 0), (NAMELESS.name, V.MATCH_VERDICT_LIKELY, 1, 1)]
    assert found.matches[0].score == 1000
    assert found.matches[0].reasons[0] == f"统一社会信用代码相同：{FIRST} / same credit code: {FIRST}"


def test_a_code_alone_is_enough(world):
    assert seen(ask(world, uscc=FIRST)) == [(NAMED.name, V.MATCH_VERDICT_SAME, 2, 0)]
    assert seen(ask(world, organisation_code=FIRST[8:17])) == [(NAMED.name, V.MATCH_VERDICT_SAME, 2, 0)]
    assert seen(ask(world, registration_number=OLD.registration_number)) == [(OLD.name, V.MATCH_VERDICT_SAME, 1, 0)]


@pytest.mark.parametrize("damaged", [FIRST[:-1] + "^", FIRST[:10] + "O" + FIRST[11:], f"{FIRST[:12]}1{FIRST[12:-1]}乙"])
def test_what_a_scan_left_of_a_code_finds_the_company_and_never_identifies_it(world, damaged):
    found = ask(world, uscc=damaged, name="虚诺")

    assert [(one.subject.name, one.verdict) for one in found.matches][:1] == [(NAMED.name, V.MATCH_VERDICT_LIKELY)]


@pytest.mark.parametrize(
    "name", ["平湖虚诺电商有限公司", "平湖市虚懦电子商务有限公司", "平湖市虛諾電子商務有限公司", "平湖市虚诺 电子商务有限公"]
)
def test_a_damaged_name_finds_the_company(world, name):
    assert (NAMED.name, V.MATCH_VERDICT_LIKELY) in [one[:2] for one in seen(ask(world, name=name))]


def test_who_is_not_here_is_not_found(world):
    assert seen(ask(world, name="嘉善县无此食品有限公司", uscc=THIRD_CODE)) == []


def test_limit_and_score_narrow_the_answer(world):
    assert len(ask(world, name=NAMED.name, limit=1).matches) == 1
    assert [one.subject.name for one in ask(world, name=NAMED.name, uscc=FIRST, min_score=1000).matches] == [NAMED.name]


def test_records_that_come_later_are_found_at_once_and_sources_say_how_far_that_goes(world):
    before = {one.member: one.size for one in ask(world, name="刚").sources}
    publish(world, SINK, subject_pb2.Subject(name="嘉善县刚来物流有限公司", kind=1))

    found = ask(world, name="嘉善县刚来物流有限公司")

    assert [one[0] for one in seen(found)] == ["嘉善县刚来物流有限公司"]
    assert {one.member: one.size for one in found.sources} == {**before, SINK: before[SINK] + 1}


def test_the_audit_log_has_the_question_and_whom_it_showed(world):
    ask(world, name=NAMED.name, uscc=FIRST)

    log = AuditLog(world.settings[SINK])
    event = log.find(tag="subject:any:match")[0]
    log.close()

    assert (event.result, FIRST in event.query) == (audit_pb2.AUDIT_RESULT_ALLOWED, True)
    assert set(event.subjects) >= {FIRST, f"name:{NAMELESS.name}"}


@pytest.mark.parametrize(
    "subject",
    [{}, {"former_names": ["平湖市虚诺电子商务有限公司"]}, {"name": "长" * 201}, {"name": "名", "uscc": "9" * 65}],
    ids=["nothing", "a former name only", "a long name", "a long code"],
)
def test_a_question_that_says_nothing_or_too_much_is_refused(world, subject):
    request = subject_service_pb2.MatchSubjectsRequest(subject=subject_pb2.Subject(**subject))
    with world.channel(SINK) as channel:
        refusal = refused(SubjectServiceStub(channel).MatchSubjects, request, purpose="CASE_HANDLING")

    assert (refusal.reason, "subject:" in refusal.text) == ("FIELD_INVALID", True)


def test_another_member_may_not_ask(world):
    request = subject_service_pb2.MatchSubjectsRequest(subject=NAMED)
    with world.channel(SINK, asker=SOURCE) as channel:
        assert refused(SubjectServiceStub(channel).MatchSubjects, request, purpose="CASE_HANDLING").reason == "ROLE_NOT_ALLOWED"


def test_a_rebuild_gives_the_same_answer(world):
    before = ask(world, name=NAMED.name, uscc=FIRST)

    world.rebuild(SINK)

    assert ask(world, name=NAMED.name, uscc=FIRST) == before


def test_the_job_reads_what_is_new(world):
    publish(world, SINK, NEIGHBOUR)
    jobs = Jobs(world.nodes[SINK])

    counts, error = jobs.run("subjects")
    again, _error = jobs.run("subjects")

    assert (counts["entries"] > 0, error, again) == (True, "", {"entries": 0})


def test_processes_that_read_at_the_same_time_store_each_subject_once(tmp_path: Path, database_url: str):
    with exchanging(tmp_path, {SOURCE: database_url}, codes=(SOURCE, SINK)) as world:
        for member in (SOURCE, SINK):
            for number in range(40):
                one = draft(number, member=member)
                one.outcome.subject.CopyFrom(subject_pb2.Subject(name=f"平湖市同时{number}号物流有限公司", kind=1))
                world.publish(member, one)
        world.pull(SOURCE, SINK)
        databases = [Database(database_url) for _process in range(3)]
        with databases[0].durable() as connection:
            for table in index.TABLES:
                connection.execute(table.delete())
        threads = [threading.Thread(target=index.catch_up, args=(database,)) for database in databases]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with databases[0].reading() as connection:
            counted = [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (subjects, subject_records)]
            cursors = [connection.execute(select(table).order_by(table.c.ledger)).all() for table in (subject_cursors, projection_cursors)]
            keyed = connection.execute(select(func.count(subject_keys.c.subject.distinct()))).scalar_one()
        for database in databases:
            database.dispose()

    assert (counted, keyed) == ([40, 80], 40)
    assert cursors[0] == cursors[1]


def run(world: Exchanging, *arguments: str, language: str = "en") -> Result:
    settings = world.settings[SINK]
    certs = settings.home / "certs"
    who = organ_files(settings)
    options = ["--node", settings.listen, "--ca", certs / "ca.pem", "--cert", certs / f"{who}.pem", "--key", certs / f"{who}.key"]
    return CliRunner().invoke(root, ["--lang", language, "subject", "match", *arguments, *map(str, options)])


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ["the same by code", "same credit code", "a person decides"]), ("zh", ["代码相同", "统一社会信用代码相同", "由人工判断"])],
)
def test_the_command_shows_score_and_reasons_in_the_language_asked_for(world, language, words):
    shown = run(world, "--name", "平湖虚诺电子商务有限公司", "--code", FIRST, language=language)

    assert shown.exit_code == 0, shown.output
    assert [word for word in [*words, "1000", NAMED.name] if word not in shown.stdout] == []


@pytest.mark.parametrize("code", [OLD.registration_number, "91330482**********", FIRST[8:17], FIRST[:-1] + "^", FIRST.lower()])
def test_the_command_takes_a_code_of_any_kind(world, code):
    shown = run(world, "--code", code, "--name", OLD.name if code == OLD.registration_number else NAMED.name, "--json")

    assert shown.exit_code == 0, shown.output
    assert json.loads(shown.stdout)["matches"]


def test_the_command_asks_for_a_name_or_a_code(world):
    assert run(world).exit_code == 2
