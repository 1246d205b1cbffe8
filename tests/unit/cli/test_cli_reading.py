"""What an officer reads: ids whole, nothing said as nothing, refusals that say what would be right, all of it in Chinese."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from importlib import resources

import pytest
from click.testing import Result

from exchange.cli.drafts import parse_object
from exchange.cli.errors import CliError
from exchange.cli.output import print_table
from exchange.cli.recognising import print_advice
from exchange.texts.i18n import speaking
from exchange.v1 import duty_pb2, lead_pb2, lead_service_pb2, recognition_service_pb2, risk_pb2
from tests.support.fake_node import FakeNode

RECORD = "01928a1c-0000-7000-8000-000000000001"
ORGAN = "11310116XU0000018A"
CHINESE = re.compile("[一-鿿]")


@pytest.fixture
def shown(node: FakeNode, call: Callable[..., Result]) -> Callable[[lead_service_pb2.BlockedAction], str]:
    def show(blocked: lead_service_pb2.BlockedAction) -> str:
        thread = lead_service_pb2.LeadThread(lead_record_id=RECORD, blocked_actions=[blocked])
        node.answers["GetLead"] = lead_service_pb2.GetLeadResponse(thread=thread)
        return call("lead", "show", RECORD, "--blocked", language="zh").stdout

    return show


def test_an_id_is_never_broken_however_long_the_rest_is(capsys: pytest.CaptureFixture[str]) -> None:
    long = "经营超过保质期的食品" * 12
    print_table(["What", "Record", "Organ", "More"], [(long, RECORD, ORGAN, long), (long, RECORD, "", long)])
    printed = capsys.readouterr().out
    assert printed.count(RECORD) == 2
    assert ORGAN in printed


def test_a_table_of_nothing_says_so(node: FakeNode, call: Callable[..., Result]) -> None:
    node.answers["ListLeads"] = lead_service_pb2.ListLeadsResponse()
    assert call("lead", "list", language="zh").stdout.strip() == "无。"


def test_a_shut_step_says_in_chinese_where_it_is_open(shown: Callable[[lead_service_pb2.BlockedAction], str]) -> None:
    printed = shown(
        lead_service_pb2.BlockedAction(
            action=lead_pb2.LEAD_ACTION_FILE,
            reason="ACTION_NOT_ALLOWED",
            explanation="FILE isn't a step from RECEIVED",
            open_from=[lead_pb2.LEAD_STATE_ACCEPTED],
            source="行政处罚法 25、54",
        )
    )
    assert "立案 (FILE)" in printed
    assert "限于以下状态：已受理（行政处罚法 25、54）" in printed
    assert "isn't" not in printed


def test_a_step_shut_by_another_rule_says_that_rule(shown: Callable[[lead_service_pb2.BlockedAction], str]) -> None:
    blocked = lead_service_pb2.BlockedAction(action=lead_pb2.LEAD_ACTION_DISPUTE, reason="NO_RETRANSFER", explanation="handed on before")
    assert "handed on before [NO_RETRANSFER]" in shown(blocked)


def test_a_wrong_enum_value_is_told_the_right_ones() -> None:
    with pytest.raises(CliError, match="INTERVENTION_FORM_X") as caught:
        parse_object({"form": "INTERVENTION_FORM_X"}, duty_pb2.Intervention, place="int.json")
    right = [name for name, number in duty_pb2.InterventionForm.items() if number]
    assert all(name in str(caught.value) for name in right)
    assert "UNSPECIFIED" not in str(caught.value)


def test_an_unknown_field_is_told_on_one_line() -> None:
    with pytest.raises(CliError, match="ruling") as caught:
        parse_object({"outcome": "罚款"}, risk_pb2.GuidanceCase, place="case.json")
    assert "\n" not in str(caught.value)


def test_a_short_help_is_a_whole_sentence_in_chinese(run: Callable[..., Result]) -> None:
    printed = run("intervention", "--help", language="zh").stdout
    assert "登记 FILE 中的干预情况（Intervention 的 protobuf JSON）。" in " ".join(printed.split())


def _literals(module: str) -> Iterator[str]:
    source = (resources.files("exchange.domain.recognition") / module).read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg in {"to_do", "notes"}:
            yield from (one.value for one in ast.walk(node.value) if isinstance(one, ast.Constant))
        elif isinstance(node, ast.Yield) and isinstance(node.value, ast.Constant):
            yield node.value.value


def test_all_that_recognition_leaves_to_a_person_is_said_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    said = [*_literals("_conditions.py"), *_literals("_advice.py")]
    assert said
    with speaking("zh"):
        print_advice([recognition_service_pb2.RecognitionAdvice(to_do=said)])
    lines = [line.removeprefix("待办").strip() for line in capsys.readouterr().out.splitlines() if line.startswith("待办")]
    assert len(lines) == len(said)
    assert all(CHINESE.match(line) for line in lines), lines
