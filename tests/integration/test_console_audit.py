"""Audit review over HTTP: filters, proofs, a tampered row in red, completeness, sign-off, evidence that verifies elsewhere."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import quote

import pytest
from sqlalchemy import select, update

from exchange.ledger.audit_bundle import BundleError, verify_bundle
from exchange.ledger.checkpoints import audit_origin
from exchange.ledger.merkle import leaf_hash
from exchange.ledger.notes import format_verifier_key
from exchange.settings import ConsoleSettings
from exchange.storage import audit, ledgers
from exchange.storage.tables import audit_events, entries, position
from exchange.sync.context import NodeContext
from exchange.v1 import audit_pb2
from tests.support.console import Answer, Browser, console_of
from tests.support.federation import SOURCE, draft, federate, opened, publish

NIGHT = 1_790_000_000 - 1_790_000_000 % 86_400 + 18 * 3600  # 02:00 in Asia/Shanghai, 2026-09
ACTOR = f"exchange://{SOURCE}/organ/11310116MB2F3040XF#zhang"
COMPANY = "宏达印刷有限公司"


@pytest.fixture
def node(tmp_path) -> Iterator[NodeContext]:
    settings = federate(tmp_path, [SOURCE])[SOURCE]
    with opened(replace(settings, console=ConsoleSettings(listen="127.0.0.1:0"))) as context:
        yield context


@pytest.fixture
def visitor(node: NodeContext) -> Iterator[Browser]:
    with console_of(node) as address:
        browser = Browser(address, node.settings, who="auditor")
        browser.log_in()
        browser.post("/language", {"language": "en"})
        yield browser


def log(node: NodeContext, *events: audit_pb2.AuditEvent) -> list[int]:
    """Writes events into the log and seals it; their indexes."""
    with node.database.durable() as connection:
        first = ledgers.get(connection, audit_origin(SOURCE)).size
        audit.append(connection, SOURCE, list(events), now=node.microseconds())
        audit.seal(connection, SOURCE, node.audit_signer, now=node.microseconds())
    return list(range(first, first + len(events)))


def event(number: int = 0, **given: object) -> audit_pb2.AuditEvent:
    made = audit_pb2.AuditEvent(
        tag="outcome:subject:list",
        actor=ACTOR,
        member=SOURCE,
        role="organ",
        purpose=1,
        result=audit_pb2.AUDIT_RESULT_ALLOWED,
        subjects=["913101166078754287"],
        query=f"ListPriorOutcomes subject={COMPANY}",
        correlation_id=f"call-{number}",
    )
    made.at.FromSeconds(NIGHT + number)
    made.MergeFrom(audit_pb2.AuditEvent(**given))
    return made


def rows(answer: Answer) -> int:
    assert answer.status == 200, answer.text
    return answer.text.split("<tbody>")[1].split("</tbody>")[0].count("<tr") if "<tbody>" in answer.text else 0


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("text=" + quote("宏达 印刷"), 3),
        ("text=" + quote("宏大"), 0),
        ("person=zhang", 3),
        ("organ=11310116MB2F3040XF", 3),
        ("reason=PURPOSE_MISSING", 1),
        ("correlation_id=call-1", 1),
        ("night=1&actor=" + quote(ACTOR), 3),
        ("subject=913101166078754287&result=2", 1),
        ("from=2020-01-01&to=2020-01-02", 0),
    ],
)
def test_filters_find_what_they_name_and_nothing_else(node: NodeContext, visitor: Browser, query: str, count: int) -> None:
    refused = event(2, reason="PURPOSE_MISSING")
    refused.result = audit_pb2.AUDIT_RESULT_REFUSED
    log(node, event(0), event(1), refused)

    assert rows(visitor.get(f"/audit?{query}")) == count


def test_a_search_by_words_without_chinese_is_refused_with_the_field(visitor: Browser) -> None:
    answer = visitor.get("/audit?text=abc")

    assert answer.status == 400
    assert "no Chinese character" in answer.text


def test_an_event_shows_its_fields_its_proof_and_the_rest_of_its_call(node: NodeContext, visitor: Browser) -> None:
    first, second = log(node, event(0), event(0, query="again"))

    text = visitor.get(f"/audit/{first}").text

    assert ACTOR in text
    assert "Inclusion proof" in text
    assert "is the one that was signed" in text
    assert f'href="/audit/{second}"' in text
    assert visitor.get("/audit/999999").status == 400


def damage(node: NodeContext, index: int, how: str) -> None:
    """What somebody with the database does to an event."""
    with node.database.durable() as connection:
        number = ledgers.get(connection, audit_origin(SOURCE)).number
        mine = entries.c.position == position(number, index)
        data = bytearray(connection.execute(select(entries.c.envelope).where(mine)).scalar_one())
        if how == "table":
            connection.execute(update(audit_events).where(audit_events.c.index == index).values(actor="exchange://310116/organ/nobody"))
            return
        if how == "gone":
            connection.execute(entries.delete().where(mine))
            return
        data[data.index(b"zhang")] ^= 1
        values: dict[str, object] = {"envelope": bytes(data)}
        if how == "consistent":
            other = audit_pb2.AuditEvent.FromString(bytes(data))
            values["leaf_hash"] = leaf_hash(bytes(data))
            connection.execute(update(audit_events).where(audit_events.c.index == index).values(actor=other.actor))
        connection.execute(update(entries).where(mine).values(**values))


@pytest.mark.parametrize(
    ("how", "said", "alone"),
    [
        ("byte", "the hash over the stored event is", True),
        ("consistent", "checkpoint of size", False),  # the neighbours' proofs go by its hash
        ("table", "actor is", True),
        ("gone", "in the ledger", False),
    ],
)
def test_a_tampered_event_is_red_where_it_is_listed_and_found_by_the_proof_of_completeness(
    node: NodeContext, visitor: Browser, how: str, said: str, alone: bool
) -> None:
    indexes = log(node, *(event(number) for number in range(5)))
    clean = visitor.get("/audit").text
    assert 'class="broken"' not in clean
    assert "Faults: 0" in visitor.get("/audit/completeness").text

    damage(node, indexes[2], how)

    listed = visitor.get("/audit").text
    assert listed.count('class="broken"') >= 1
    assert not alone or listed.count('class="broken"') == 1
    assert said in listed
    assert f'href="/audit/{indexes[2]}"' in listed
    assert said in visitor.get(f"/audit/{indexes[2]}").text
    whole = visitor.get("/audit/completeness").text
    assert "Faults: 0" not in whole
    assert 'class="fault"' in whole


def test_a_row_moved_in_time_is_found_by_the_proof_of_its_real_day(node: NodeContext, visitor: Browser) -> None:
    [index] = log(node, event(0))
    today = node.today.isoformat()
    with node.database.durable() as connection:
        connection.execute(update(audit_events).where(audit_events.c.index == index).values(at=1))

    assert f'href="/audit/{index}"' in visitor.get(f"/audit/completeness?from={today}&to={today}").text


def test_a_sign_off_is_an_entry_that_names_range_filter_note_and_what_was_found(node: NodeContext, visitor: Browser) -> None:
    log(node, event(0))

    assert visitor.post("/audit/completeness", {"note": "九月无异常", "filter": "person=zhang", "from": "", "to": ""}).status == 303

    text = visitor.get("/audit/reviews").text
    assert "九月无异常" in text
    assert "person=zhang" in text
    assert "0 faults" in text
    assert rows(visitor.get("/audit?tag=audit:review:sign")) == 1
    assert visitor.post("/audit/completeness", {"note": ""}).status == 400


def test_a_saved_review_is_a_link_to_its_filter_until_it_is_removed(visitor: Browser) -> None:
    assert visitor.post("/audit/reviews", {"name": "夜间查询", "filter": "night=1"}).headers["location"] == "/audit?night=1"
    assert 'href="/audit?night=1">夜间查询' in visitor.get("/audit").text

    assert visitor.post("/audit/reviews/remove", {"name": "夜间查询"}).status == 303

    assert "夜间查询" not in visitor.get("/audit/reviews").text.split("Sign-offs")[0]
    assert visitor.post("/audit/reviews/remove", {"name": "夜间查询"}).status == 404


def test_a_bundle_verifies_offline_and_no_changed_line_does(node: NodeContext, visitor: Browser) -> None:
    log(node, *(event(number) for number in range(3)))
    keys = node.trust.membership.audit_verifier(SOURCE)

    answer = visitor.get("/audit/export.jsonl?person=zhang")

    lines = answer.text.splitlines()
    assert verify_bundle(lines, keys=keys).events == 3
    with pytest.raises(BundleError, match="line 3"):
        verify_bundle([*lines[:2], lines[2].replace("宏达", "宏大"), *lines[3:]], keys=keys)
    with pytest.raises(BundleError, match="ends before"):
        verify_bundle(lines[:-1], keys=keys)
    with pytest.raises(BundleError, match="3 events"):
        verify_bundle([*lines[:3], *lines[4:]], keys=keys)


def test_statistics_count_nights_refusals_and_missing_purposes_and_link_to_their_lists(node: NodeContext, visitor: Browser) -> None:
    refused = event(2, reason="PURPOSE_MISSING")
    refused.result = audit_pb2.AUDIT_RESULT_REFUSED
    log(node, event(0), event(1), refused)

    text = visitor.get("/audit/statistics?from=2026-01-01&to=2027-12-31").text

    assert "reason=PURPOSE_MISSING" in text
    assert "night=1" in text
    sheet = visitor.get("/audit/statistics?from=2026-01-01&to=2027-12-31&series=night").text
    assert f"{ACTOR},2" in sheet


def test_a_records_life_is_told_in_order(node: NodeContext, visitor: Browser) -> None:
    record_id = publish(node, [draft(1)]).appended[0].record_id

    text = visitor.get(f"/audit/life?record={record_id}").text

    assert text.index("issued by its organ") < text.index("entered in the ledger here")
    assert "covered by a signed checkpoint" in text
    assert visitor.get("/audit/life?record=00000000-0000-4000-8000-000000000000").status == 404


def test_an_excel_sheet_and_the_register_are_served(visitor: Browser) -> None:
    assert visitor.send("HEAD", "/audit/export.xlsx").status == 200
    assert "Nothing matches" in visitor.get("/audit/interventions").text


def test_the_command_verifies_a_bundle_with_the_key_alone(node: NodeContext, visitor: Browser, tmp_path) -> None:
    log(node, event(0))
    [key] = node.trust.membership.audit_verifier(SOURCE)
    bundle, changed = tmp_path / "audit.jsonl", tmp_path / "changed.jsonl"
    text = visitor.get("/audit/export.jsonl?person=zhang").text
    bundle.write_text(text, encoding="utf-8")
    changed.write_text(text.replace("宏达", "宏大"), encoding="utf-8")
    command = [
        sys.executable,
        "-c",
        "from exchange.cli.main import main; main()",
        "audit",
        "verify",
        "--json",
        "--key",
        format_verifier_key(key),
    ]

    good = subprocess.run([*command, str(bundle)], capture_output=True, text=True, check=False)
    bad = subprocess.run([*command, str(changed)], capture_output=True, text=True, check=False)

    assert (good.returncode, json.loads(good.stdout)["events"]) == (0, 1)
    assert (bad.returncode, json.loads(bad.stdout)["error"]["fields"][0]["field"]) == (3, "line 3")
