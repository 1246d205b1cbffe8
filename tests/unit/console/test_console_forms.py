"""Forms: what was entered becomes a request; what is wrong stands at its field."""

from __future__ import annotations

import pytest
from starlette.datastructures import FormData

from exchange.console.faults import RIGHT, fault_words, refusal_words
from exchange.console.forms import Field, Form, read_moment
from exchange.sync.violations import _PATTERNS
from exchange.texts import i18n
from exchange.v1 import error_pb2, inspection_pb2, lead_service_pb2, outcome_pb2, record_pb2
from exchange.wire import FieldFault, RefusedError

ORGAN = "11310116MB2F3040XF"
FIELDS = [
    Field(name="event.filed_at", label="", kind="moment"),
    Field(name="event.extension", label="", kind="number"),
    Field(name="event.ground", label="", kind="select"),
    Field(name="event.collective_discussion", label="", kind="check"),
    Field(name="event.missing_items", label="", kind="lines"),
    Field(name="event.approver", label="", kind="officer"),
    Field(name="event.attachments", label="", kind="files"),
    Field(name="event.note", label="", kind="long"),
]


def entered(**values: str) -> Form:
    form = Form(fields=FIELDS, action="/", submit="")
    return form.entered(FormData([(f"event.{name}", value) for name, value in values.items()]))


def filled(**values: str) -> lead_service_pb2.AnswerLeadRequest:
    return entered(**values).filled(lead_service_pb2.AnswerLeadRequest(), organ=ORGAN)


def test_every_kind_of_field_is_put_where_its_name_leads() -> None:
    file = '{"name": "照片.pdf", "media_type": "application/pdf", "size": 9, "digest": "' + "ab" * 32 + '"}'
    event = filled(
        filed_at="2026-09-21T10:00", extension="15", ground="2", collective_discussion="1", missing_items="照片\n\n 笔录 \n",
        approver="09010003", attachments=file, note="说明",
    ).event  # fmt: skip

    assert event.filed_at.seconds == 1_789_956_000  # 10:00 in Asia/Shanghai is 02:00 UTC
    assert (event.extension, event.ground, event.collective_discussion, event.note) == (15, 2, True, "说明")
    assert list(event.missing_items) == ["照片", "笔录"]
    assert (event.approver.certificate_number, event.approver.organ) == ("09010003", ORGAN)
    assert (event.attachments[0].name, event.attachments[0].size, event.attachments[0].digest) == ("照片.pdf", 9, b"\xab" * 32)


def test_what_is_empty_stays_unset() -> None:
    assert filled(note=" ", filed_at="") == lead_service_pb2.AnswerLeadRequest()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("filed_at", "2026-13-01T10:00"),
        ("extension", "many"),
        ("ground", "x"),
        ("approver", "1\n2"),
        ("attachments", "{}"),
        ("attachments", "["),
    ],
)
def test_what_can_t_be_read_is_named(name: str, text: str) -> None:
    with pytest.raises(RefusedError) as error:
        filled(**{name: text})

    assert [one.field for one in error.value.fields] == [f"event.{name}"]
    assert error.value.reason == error_pb2.ERROR_REASON_FIELD_INVALID


@pytest.mark.parametrize(("text", "fen"), [("12", 1200), ("1,234.56", 123_456), ("0.1", 10)])
def test_yuan_become_fen_exactly(text: str, fen: int) -> None:
    form = Form(fields=[Field(name="amount_fen", label="", kind="yuan")], action="", submit="", values={"amount_fen": text})

    assert form.filled(outcome_pb2.Penalty(), organ="").amount_fen == fen


@pytest.mark.parametrize("text", ["0.001", "-1", "NaN", "Infinity", "1e400000", "一"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    form = Form(fields=[Field(name="amount_fen", label="", kind="yuan")], action="", submit="", values={"amount_fen": text})

    with pytest.raises(RefusedError):
        form.filled(outcome_pb2.Penalty(), organ="")


STEPS = [
    Field(name="plan_consent.plan_record_id", label="", kind="hidden"),
    Field(name="plan_consent.plan_digest", label="", kind="hidden"),
    Field(name="plan_consent.agreed", label="", kind="select"),
]


def step(**values: str) -> inspection_pb2.PlanConsent:
    form = Form(fields=STEPS, action="/", submit="").entered(FormData([(f"plan_consent.{name}", value) for name, value in values.items()]))
    return form.filled(record_pb2.RecordDraft(), organ=ORGAN).plan_consent


def test_what_was_shown_and_yes_and_no_are_put_as_they_are() -> None:
    shown = {"plan_record_id": "01a2", "plan_digest": "ab" * 32}

    assert step(**shown, agreed="1") == inspection_pb2.PlanConsent(plan_record_id="01a2", plan_digest=b"\xab" * 32, agreed=True)
    assert not step(**shown, agreed="0").agreed
    for wrong in ({"agreed": "2"}, {"plan_digest": "zz"}):
        with pytest.raises(RefusedError):
            step(**wrong)


def test_a_field_of_one_of_several_is_put_into_that_one() -> None:
    form = Form(
        fields=[Field(name=f"results[{at}].result", label="", kind="select") for at in range(2)],
        action="",
        submit="",
        values={"results[0].result": "1", "results[1].result": "3"},
    )
    made = inspection_pb2.InspectionRecord(results=[inspection_pb2.MatterResult(matter_code=str(at)) for at in range(2)])

    assert [(one.matter_code, one.result) for one in form.filled(made, organ=ORGAN).results] == [("0", 1), ("1", 3)]
    refused = RefusedError(error_pb2.ERROR_REASON_FIELD_INVALID, "", fields=[FieldFault(field="results[1].result", description="x")])
    assert form.refused(refused).faults == {"results[1].result": "x"}


def test_faults_stand_at_the_field_above_or_below_the_path_and_others_above_the_form() -> None:
    paths = ["event.approver.certificate_number", "event.missing_items[2]", "organ"]
    refused = RefusedError(error_pb2.ERROR_REASON_FIELD_INVALID, "", fields=[FieldFault(field=one, description="x") for one in paths])

    assert entered().refused(refused).faults == {"event.approver": "x", "event.missing_items": "x", "": "organ: x"}
    assert entered().refused(RefusedError(error_pb2.ERROR_REASON_WITHDRAWN, "why")).faults == {"": "why"}


def test_a_form_shown_again_keeps_its_request_id_and_what_was_entered() -> None:
    first = Form(fields=FIELDS, action="/", submit="")
    again = first.entered(FormData([("request_id", first.request_id), ("event.note", "说明")]))

    assert again.request_id == first.request_id
    assert again.value(FIELDS[-1]) == "说明"


def test_all_that_validation_asks_for_has_words() -> None:
    assert set(_PATTERNS.values()) <= set(RIGHT)


@pytest.mark.parametrize(
    ("said", "chinese"),
    [
        ("value is required", "此项必填"),
        ("'12' given; must be a matter code: 14 digits", "已填'12'；应为14位事项编码"),
        ("must contain at least 2 item(s)", "至少需要2项"),
        ("something new", "something new"),
    ],
)
def test_faults_are_said_in_the_visitor_s_language(said: str, chinese: str) -> None:
    with i18n.speaking(i18n.CHINESE):
        assert fault_words(said) == chinese
    refused = RefusedError(error_pb2.ERROR_REASON_FIELD_INVALID, "", fields=[FieldFault(field="a", description=said)])
    with i18n.speaking(i18n.CHINESE):
        assert refusal_words(refused) == f"a: {chinese}"


@pytest.mark.parametrize("text", ["0001-01-01T00:00", "1969-12-31T23:59", "9999-12-31T23:59", "2026-02-30T08:00"])
def test_a_time_that_no_record_can_hold_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=text):
        read_moment(text)
