"""What a hostile record says is shown, and does nothing to the screen; times that don't exist keep nobody from reading."""

from __future__ import annotations

import json

import pytest
from google.protobuf.timestamp_pb2 import Timestamp

from exchange.cli.output import print_details, print_json, print_table
from exchange.texts.formats import moment
from exchange.v1 import lead_pb2

HOSTILE = "虚构\x1b[2J公\u202e司\x9b31m\u200b"


@pytest.mark.parametrize("seconds", [253_402_300_799, 2**63 - 1, -(2**63)])
def test_a_time_that_has_no_day_is_its_number(seconds: int) -> None:
    assert moment(Timestamp(seconds=seconds)) == f"{seconds} s"


@pytest.mark.parametrize("show", [lambda text: print_table(["a"], [[text]]), lambda text: print_details([("a", text)])])
def test_nothing_but_text_reaches_the_screen(show: object, capsys: pytest.CaptureFixture[str]) -> None:
    show(HOSTILE)  # type: ignore[operator]
    shown = capsys.readouterr().out
    assert "虚构\ufffd[2J公\ufffd司\ufffd31m\ufffd" in shown


def test_json_says_the_same_in_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"name": HOSTILE, "blank": "甲\u3000乙\n"})
    shown = capsys.readouterr().out
    assert json.loads(shown) == {"name": HOSTILE, "blank": "甲\u3000乙\n"}
    assert not {"\x1b", "\u202e", "\x9b", "\u200b"} & set(shown)


def test_json_of_a_message_with_an_impossible_time(capsys: pytest.CaptureFixture[str]) -> None:
    print_json(lead_pb2.Lead(act="倾倒", found_at=Timestamp(seconds=2**63 - 1), act_from=Timestamp(seconds=1)))
    shown = json.loads(capsys.readouterr().out)
    assert (shown["act"], shown["act_from"]) == ("倾倒", "1970-01-01T00:00:01Z")
