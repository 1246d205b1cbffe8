"""MatchSubjects, on both databases: by code, by name, by damaged code; counts, freshness, audit."""

import pytest

from exchange.v1 import subject_pb2, subject_service_pb2
from exchange.v1.subject_service_pb2_grpc import SubjectServiceStub
from tests.support.access import served
from tests.support.federation import PURPOSE, SINK, SOURCE, channel_to, draft, federate, opened, publish
from tests.support.identifiers import uscc

V = subject_service_pb2.MatchVerdict
FIRST, SECOND = uscc(head="91", region="330482", body="57650187"), uscc(head="91", region="330482", body="MA2CU7HX")


def about(number, subject):
    one = draft(number)
    one.outcome.subject.CopyFrom(subject)
    return one


@pytest.fixture
def node(tmp_path, database_url):
    settings = federate(tmp_path, [SOURCE, SINK], databases={SOURCE: database_url})
    with opened(settings[SOURCE]) as context, served(context):
        yield context


def ask(context, **subject):
    limits = {name: subject.pop(name) for name in ("limit", "min_score") if name in subject}
    request = subject_service_pb2.MatchSubjectsRequest(subject=subject_pb2.Subject(**subject), **limits)
    with channel_to(context.settings) as channel:
        return SubjectServiceStub(channel).MatchSubjects(request, metadata=PURPOSE, timeout=30)


def test_a_company_is_found_by_code_by_name_and_by_what_a_scan_left_of_its_code(node):
    known = subject_pb2.Subject(name="平湖市虚诺电子商务有限公司", uscc=FIRST, kind=1)
    other = subject_pb2.Subject(name="平湖市假达电子商务有限公司", uscc=SECOND, kind=1)
    publish(node, [about(1, known), about(2, known), about(3, other)])

    by_code = ask(node, uscc=FIRST)
    by_name = ask(node, name="平湖虚诺电子商务有限责任公司")
    by_scan = ask(node, uscc=FIRST[:10] + "^" + FIRST[11:], name="平湖市虚诺")

    for answer, verdict in ((by_code, V.MATCH_VERDICT_SAME), (by_name, V.MATCH_VERDICT_LIKELY), (by_scan, V.MATCH_VERDICT_LIKELY)):
        assert [(one.subject.name, one.verdict, one.outcomes) for one in answer.matches] == [(known.name, verdict, 2)]
    assert by_code.matches[0].score == 1000 > by_name.matches[0].score
    assert [(one.member, one.size) for one in by_code.sources] == [(SOURCE, 3)]
