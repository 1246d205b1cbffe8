"""What may be published: each rule by cases, most as the law gives them; a case names the rule, the reason and the field."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.domain import policy
from exchange.domain.policy import (
    AgreementTerms,
    Decision,
    KnownRecord,
    PolicyError,
    Publication,
    Sharing,
    check_sharing,
    decide,
    legal_bases,
    type_rules,
)
from exchange.ledger.envelope import PAYLOADS, TYPES
from exchange.v1 import error_pb2, recognition_pb2, record_pb2, subject_pb2
from tests.support.federation import ORGANS, SINK, SOURCE, THIRD
from tests.support.identifiers import identity

LAW57 = "law:优化营商环境条例:57"
OTHER_ORGAN = "91310116660783216A"
DIGEST = bytes(range(32))
PERSON = "31011619900101123" + identity("31011619900101123")
OURS, THEIRS, THEIRS_TO_US, ASKED, ASKED_OTHERS = (f"01900000-0000-7000-8000-00000000000{at}" for at in range(5))
TERMS = AgreementTerms(
    agreement_id="a",
    members=frozenset({SOURCE, SINK}),
    valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31),
    domains=frozenset({subject_pb2.ENFORCEMENT_DOMAIN_MARKET}),
    scopes=frozenset({recognition_pb2.RECOGNITION_SCOPE_TEST}),
    organs=frozenset({ORGANS[SOURCE], ORGANS[SINK]}),
    regions=frozenset({"310116", "330482101"}),
)
OURS_ALONE = replace(TERMS, organs=frozenset({ORGANS[SOURCE]}))
TRADER = {"name": "某便利店", "kind": 2}
SHARING = Sharing(
    member=SOURCE,
    members=frozenset({SOURCE, SINK, THIRD}),
    organs={organ: member for member, organ in ORGANS.items()},
    agreements={"a": TERMS, "assessed": replace(TERMS, agreement_id="assessed", impact_assessment="评估1", regions=frozenset())},
    today=date(2026, 6, 1),
    records={
        OURS: KnownRecord(origin=SOURCE, type=TYPES["outcome"]),
        THEIRS: KnownRecord(origin=SINK, type=TYPES["outcome"]),
        THEIRS_TO_US: KnownRecord(origin=SINK, type=TYPES["outcome"], audience=frozenset({SOURCE})),
        ASKED: KnownRecord(origin=SINK, type=TYPES["correction_request"], audience=frozenset({SOURCE}), about=SOURCE),
        ASKED_OTHERS: KnownRecord(origin=SINK, type=TYPES["correction_request"], about=THIRD),
    },
    attachments={DIGEST: frozenset({SINK})},
)
SUBJECT = {"name": "虚构食品有限公司", "uscc": "913101166078754287", "kind": 1}
OFFICER = {"certificate_number": "1", "organ": ORGANS[SOURCE]}
LEAD = {"kind": 1, "to_member": SINK, "to_organ": ORGANS[SINK], "title": "线索", "facts": "事实", "domain": 1, "subject": SUBJECT}
OUTCOME = {"subject": SUBJECT, "domain": 1, "act": "无照经营", "deciding_organ_uscc": ORGANS[SOURCE], "source": {"kind": 1}}
RECOGNITION = {"outcome_record_id": THEIRS, "outcome_origin": SINK, "scope": 2, "reason": "认可"}


def asked(payload: str, content: dict[str, Any], *, sharing: Sharing = SHARING, **header: Any) -> Publication:
    """A publication of a payload; class and purpose are the first its type may have, the basis article 57."""
    kind = TYPES[payload]
    rules = type_rules()[kind]
    fields: dict[str, Any] = {
        "organ": ORGANS[SOURCE],
        "origin": SOURCE,
        "type": kind,
        "sharing_class": min(rules.classes),
        "purpose": min(rules.purposes),
        "basis_id": LAW57,
        "audience": [SINK] if payload == "lead" else [],
    }
    body = record_pb2.RecordBody(salt=bytes(16), **{payload: content})
    head = record_pb2.RecordHeader(**{**fields, **header})
    return Publication(sharing=sharing, header=head, body=body, body_bytes=body.SerializeToString())


def said(decision: Decision) -> tuple[str, str, str]:
    """Rule, reason and field."""
    return decision.rule, error_pb2.ErrorReason.Name(decision.reason).removeprefix("ERROR_REASON_"), decision.field


ALLOWED: dict[str, Publication] = {
    "lead": asked("lead", LEAD),
    "outcome": asked("outcome", OUTCOME),
    "outcome on an agreement": asked(
        "outcome", {**OUTCOME, "region_code": "310116"}, basis_id="agreement:a", audience=[SINK], sharing_class=2
    ),
    "lead in a township that is covered": asked("lead", {**LEAD, "region_code": "330482101"}, basis_id="agreement:a"),
    "withheld on an agreement of two of three": asked(
        "outcome", {**OUTCOME, "region_code": "310116"}, basis_id="agreement:a", sharing_class=3
    ),
    "recognition within the scope": asked("recognition", RECOGNITION, basis_id="agreement:a", audience=[SINK]),
    "一事不再罚 on its own law": asked("recognition", {**RECOGNITION, "scope": 5}, basis_id="law:行政处罚法:29"),
    "our own record superseded": asked("outcome", OUTCOME, supersedes=OURS),
    "our own outcome revised": asked("outcome_revision", {"kind": 2}, thread_id=OURS),
    "an answer to whom asked us": asked("correction_answer", {"verdict": 1}, thread_id=ASKED, audience=[SINK]),
    "a published decision of a neighbour": asked("outcome", {**OUTCOME, "deciding_organ_uscc": ORGANS[SINK], "source": {"kind": 3}}),
    "a comment on a record that was for us, to its origin": asked(
        "correction_request", {"record_id": THEIRS_TO_US, "origin": SINK}, audience=[SINK]
    ),
    "a neighbour's file back to it": asked("lead", {**LEAD, "attachments": [{"digest": DIGEST}]}),
    "a file of our own": asked("lead", {**LEAD, "attachments": [{"digest": bytes(32)}]}),
    "a sole trader on a law": asked("outcome", {**OUTCOME, "subject": TRADER}),
    "a sole trader, assessed": asked("outcome", {**OUTCOME, "subject": TRADER}, basis_id="agreement:assessed", audience=[SINK]),
    "an intervention": asked("intervention", {"intervener": "某局办公室", "content": "要求从轻"}),
    "agreement as its own basis": asked("agreement", {"agreement_id": "new"}, basis_id="agreement:self"),
    "商业秘密 in prose": asked("outcome", {**OUTCOME, "act": "侵犯商业秘密；泄露国家秘密的另案处理；绝密级、机密级文件未见"}),
    "a five-star hotel": asked("outcome", {**OUTCOME, "act": "某★★★★★酒店违反保密约定"}),
    "a company of secrets": asked("outcome", {**OUTCOME, "act": "【秘密花园】餐厅无照经营"}),
}


@pytest.mark.parametrize("case", ALLOWED)
def test_what_may_be_shared(case: str) -> None:
    assert decide(ALLOWED[case]) == Decision(allowed=True)
    check_sharing(ALLOWED[case])


REFUSED: dict[str, tuple[Publication, tuple[str, str, str]]] = {
    "a lead for everybody's use": (asked("lead", LEAD, sharing_class=1), ("sharing-class", "CLASS_NOT_ALLOWED", "sharing_class")),
    "a withheld lead": (asked("lead", LEAD, sharing_class=3), ("sharing-class", "CLASS_NOT_ALLOWED", "sharing_class")),
    "a shared intervention": (
        asked("intervention", {"content": "说情"}, sharing_class=2),
        ("sharing-class", "CLASS_NOT_ALLOWED", "sharing_class"),
    ),
    "an open intervention": (
        asked("intervention", {"content": "说情"}, sharing_class=1),
        ("sharing-class", "CLASS_NOT_ALLOWED", "sharing_class"),
    ),
    "a type nobody knows": (asked("lead", LEAD, type=99), ("sharing-class", "CLASS_NOT_ALLOWED", "sharing_class")),
    "withheld, but for a neighbour": (
        asked("outcome", OUTCOME, sharing_class=3, audience=[SINK]),
        ("withheld", "CLASS_WITHHELD", "audience"),
    ),
    "a lead for publication": (asked("lead", LEAD, purpose=8), ("purpose", "PURPOSE_NOT_ALLOWED", "purpose")),
    "an outcome for synchronisation": (asked("outcome", OUTCOME, purpose=7), ("purpose", "PURPOSE_NOT_ALLOWED", "purpose")),
    "a standard for a case": (asked("standard", {"domain": 1}, purpose=1), ("purpose", "PURPOSE_NOT_ALLOWED", "purpose")),
    "for no member": (asked("outcome", OUTCOME, audience=["999999"]), ("audience", "MEMBER_UNKNOWN", "audience")),
    "without basis": (asked("outcome", OUTCOME, basis_id=""), ("basis", "BASIS_MISSING", "basis_id")),
    "on no law": (asked("outcome", OUTCOME, basis_id="law:没有:1"), ("basis", "BASIS_UNKNOWN", "basis_id")),
    "on a law of another province": (
        asked("outcome", OUTCOME, basis_id="law:浙江省综合行政执法条例:11"),
        ("basis", "BASIS_NOT_IN_FORCE", "basis_id"),
    ),
    "on the law of a zone it isn't in": (
        asked("outcome", OUTCOME, basis_id="law:上海市促进长三角生态绿色一体化发展示范区高质量发展条例:57"),
        ("basis", "BASIS_NOT_IN_FORCE", "basis_id"),
    ),
    "on no agreement": (asked("outcome", OUTCOME, basis_id="agreement:none"), ("basis", "BASIS_UNKNOWN", "basis_id")),
    "the day after the last": (
        asked("outcome", OUTCOME, basis_id="agreement:a", audience=[SINK], sharing=replace(SHARING, today=date(2027, 1, 1))),
        ("basis", "BASIS_NOT_IN_FORCE", "basis_id"),
    ),
    "by nobody's organ": (asked("outcome", OUTCOME, organ=OTHER_ORGAN), ("organ", "ORGAN_UNKNOWN", "organ")),
    "by a neighbour's organ": (asked("outcome", OUTCOME, organ=ORGANS[SINK]), ("organ", "ORGAN_UNKNOWN", "organ")),
    "a type the law doesn't carry": (
        asked("standard", {"domain": 1}, basis_id="law:行政处罚法:26"),
        ("basis-scope", "AGREEMENT_SCOPE", "basis_id"),
    ),
    "a purpose the law doesn't carry": (
        asked("outcome", OUTCOME, basis_id="law:行政处罚法:26", purpose=5),
        ("basis-scope", "AGREEMENT_SCOPE", "purpose"),
    ),
    "beyond the agreement's members": (
        asked("outcome", OUTCOME, basis_id="agreement:a", audience=[SINK, THIRD]),
        ("basis-scope", "NOT_IN_AUDIENCE", "audience"),
    ),
    "to all on an agreement of two": (asked("outcome", OUTCOME, basis_id="agreement:a"), ("basis-scope", "NOT_IN_AUDIENCE", "audience")),
    "a domain the agreement leaves out": (
        asked("outcome", {**OUTCOME, "domain": 2}, basis_id="agreement:a", audience=[SINK]),
        ("basis-scope", "AGREEMENT_SCOPE", "outcome.domain"),
    ),
    "to an organ the agreement doesn't bind": (
        asked(
            "lead",
            LEAD,
            basis_id="agreement:b",
            sharing=replace(SHARING, agreements={"b": replace(TERMS, organs=frozenset({ORGANS[SOURCE]}))}),
        ),
        ("basis-scope", "AGREEMENT_SCOPE", "lead.to_organ"),
    ),
    "a place the agreement doesn't cover": (
        asked("lead", {**LEAD, "region_code": "330482102"}, basis_id="agreement:a"),
        ("basis-scope", "AGREEMENT_SCOPE", "lead.region_code"),
    ),
    "no place where it must be covered": (
        asked("lead", LEAD, basis_id="agreement:a"),
        ("basis-scope", "AGREEMENT_SCOPE", "lead.region_code"),
    ),
    "a scope the agreement doesn't allow": (
        asked("recognition", {**RECOGNITION, "scope": 1}, basis_id="agreement:a", audience=[SINK]),
        ("basis-scope", "AGREEMENT_SCOPE", "recognition.scope"),
    ),
    "a recognition on the programme alone": (asked("recognition", RECOGNITION), ("basis-scope", "AGREEMENT_SCOPE", "recognition.scope")),
    "a sole trader, not assessed": (
        asked(
            "outcome",
            {**OUTCOME, "region_code": "310116", "subject": TRADER},
            basis_id="agreement:a",
            audience=[SINK],
        ),
        ("impact-assessment", "IMPACT_ASSESSMENT_MISSING", "outcome.subject"),
    ),
    "a sole trader by its code": (
        asked("lead", {**LEAD, "region_code": "310116", "subject": {"name": "某店", "uscc": "92310116MA1J8C5H0Q"}}, basis_id="agreement:a"),
        ("impact-assessment", "IMPACT_ASSESSMENT_MISSING", "lead.subject"),
    ),
    "files, not assessed": (
        asked("lead", {**LEAD, "region_code": "310116", "attachments": [{"digest": bytes(32)}]}, basis_id="agreement:a"),
        ("impact-assessment", "IMPACT_ASSESSMENT_MISSING", "lead.attachments"),
    ),
    "a lead to nobody": (asked("lead", {**LEAD, "to_member": "999999"}), ("lead-receiver", "MEMBER_UNKNOWN", "lead.to_member")),
    "a lead its receiver can't read": (asked("lead", LEAD, audience=[THIRD]), ("lead-receiver", "NOT_IN_AUDIENCE", "audience")),
    "a lead to another's organ": (
        asked("lead", {**LEAD, "to_organ": ORGANS[THIRD]}),
        ("lead-receiver", "ORGAN_UNKNOWN", "lead.to_organ"),
    ),
    "a neighbour's record superseded": (
        asked("outcome", OUTCOME, supersedes=THEIRS),
        ("originator-control", "NOT_ORIGIN", "supersedes"),
    ),
    "an unknown record superseded": (
        asked("outcome", OUTCOME, supersedes="01900000-0000-7000-8000-0000000000ff"),
        ("originator-control", "THREAD_UNKNOWN", "supersedes"),
    ),
    "a neighbour's outcome revised": (
        asked("outcome_revision", {"kind": 2}, thread_id=THEIRS),
        ("originator-control", "NOT_ORIGIN", "thread_id"),
    ),
    "nothing revised": (asked("outcome_revision", {"kind": 2}), ("originator-control", "THREAD_UNKNOWN", "thread_id")),
    "a neighbour's recognition reviewed": (
        asked("reliance_review", {"recognition_record_id": THEIRS}),
        ("originator-control", "NOT_ORIGIN", "reliance_review.recognition_record_id"),
    ),
    "an answer for another": (
        asked("correction_answer", {"verdict": 2}, thread_id=ASKED_OTHERS),
        ("originator-control", "NOT_ORIGIN", "thread_id"),
    ),
    "an answer to no request": (
        asked("correction_answer", {"verdict": 2}, thread_id=THEIRS),
        ("originator-control", "THREAD_UNKNOWN", "thread_id"),
    ),
    "a neighbour's decision": (
        asked("outcome", {**OUTCOME, "deciding_organ_uscc": ORGANS[SINK]}),
        ("onward-transfer", "ONWARD_TRANSFER", "outcome.deciding_organ_uscc"),
    ),
    "a neighbour's decision as a replacement": (
        asked("outcome_revision", {"kind": 1, "replacement": {**OUTCOME, "deciding_organ_uscc": ORGANS[SINK]}}, thread_id=OURS),
        ("onward-transfer", "ONWARD_TRANSFER", "outcome_revision.replacement.deciding_organ_uscc"),
    ),
    "a guidance case of what was for us only": (
        asked("guidance_case", {"outcome_record_id": THEIRS_TO_US, "domain": 1}),
        ("onward-transfer", "ONWARD_TRANSFER", "guidance_case.outcome_record_id"),
    ),
    "a warning that rests on what was for us only": (
        asked("warning", {"reasons": [{"record_ids": [OURS, THEIRS_TO_US]}]}),
        ("onward-transfer", "ONWARD_TRANSFER", "warning.reasons.record_ids"),
    ),
    "a correction shown to a third": (
        asked("correction_request", {"record_id": THEIRS_TO_US, "origin": SINK}, audience=[SINK, THIRD]),
        ("onward-transfer", "ONWARD_TRANSFER", "correction_request.record_id"),
    ),
    "a step shown to a third": (
        asked("lead_event", {"action": 4}, thread_id=THEIRS_TO_US, audience=[SINK, THIRD]),
        ("onward-transfer", "ONWARD_TRANSFER", "thread_id"),
    ),
    "a neighbour's file to a third": (
        asked("lead", {**LEAD, "to_member": THIRD, "to_organ": ORGANS[THIRD], "attachments": [{"digest": DIGEST}]}, audience=[THIRD]),
        ("onward-transfer", "ONWARD_TRANSFER", "lead.attachments"),
    ),
    "a neighbour's file in a step to a third": (
        asked("lead_event", {"action": 4, "attachments": [{"digest": DIGEST}]}, audience=[THIRD]),
        ("onward-transfer", "ONWARD_TRANSFER", "lead_event.attachments"),
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_may_not(case: str) -> None:
    question, expected = REFUSED[case]
    decision = decide(question)
    assert not decision.allowed
    assert said(decision) == expected
    assert decision.message
    assert decision.article
    with pytest.raises(PolicyError) as caught:
        check_sharing(question)
    error = caught.value
    assert (error.reason, error.field, str(error)) == (decision.reason, decision.field, decision.message)
    assert (error.rule, error.article) == (decision.rule, decision.article)


def test_a_purpose_refused_is_named_beside_those_that_would_do() -> None:
    question, _expected = REFUSED["a purpose the law doesn't carry"]
    assert decide(question).message.startswith(
        "JOINT_INSPECTION isn't what law:行政处罚法:26 is for; it carries the purposes CASE_HANDLING,"
    )


def test_every_rule_but_that_about_content_is_shown_to_refuse() -> None:
    """(Rules about content have tests of their own below.)"""
    shown = {rule for _question, (rule, _reason, _field) in REFUSED.values()}
    assert {one.name for one in policy.PUBLISHING} - shown == {"identity-numbers", "secret-markings"}


FULL_WIDTH = "".join(chr(ord(one) + 0xFEE0) for one in PERSON)
WRITTEN = {
    "plain": PERSON,
    "grouped": f"{PERSON[:6]} {PERSON[6:14]} {PERSON[14:]}",
    "spaced out": " ".join(PERSON),
    "ideographic blanks": "　".join(PERSON),
    "full width": FULL_WIDTH,
    "dots": ".".join(PERSON),
    "nothing to see": "\u200b".join(PERSON),
    "without width, marked": "\ufeff".join(PERSON),
    "fifteen digits": "310228600912347",
    "fifteen in pieces": "310228 600912 347",
}
PLACES: dict[str, tuple[str, Any, str]] = {
    "outcome.act": ("outcome", lambda text: {**OUTCOME, "act": text}, "outcome.act"),
    "a name": ("outcome", lambda text: {**OUTCOME, "subject": {"name": text}}, "outcome.subject.name"),
    "a former name": ("lead", lambda text: {**LEAD, "subject": {**SUBJECT, "former_names": ["甲", text]}}, "lead.subject.former_names"),
    "a source field": (
        "outcome",
        lambda text: {**OUTCOME, "source_fields": [{"name": "CF_XDR_ZJHM", "value": text}]},
        "outcome.source_fields.value",
    ),
    "a file's name": ("lead", lambda text: {**LEAD, "attachments": [{"name": f"{text}笔录.pdf"}]}, "lead.attachments.name"),
    "a missing item": ("lead_event", lambda text: {"missing_items": ["身份证复印件", text]}, "lead_event.missing_items"),
    "a proposed value": ("correction_request", lambda text: {"proposed": text}, "correction_request.proposed"),
    "an intervention": ("intervention", lambda text: {"content": text}, "intervention.content"),
    "a warning's reason": ("warning", lambda text: {"reasons": [{"text": text}]}, "warning.reasons.text"),
    "a recognition": (
        "recognition",
        lambda text: {**RECOGNITION, "scope": 5, "decision": {"summary": text}},
        "recognition.decision.summary",
    ),
    "an evidence item": ("outcome", lambda text: {**OUTCOME, "evidence": [{"method": text}]}, "outcome.evidence.method"),
}


@pytest.mark.parametrize("written", WRITTEN)
@pytest.mark.parametrize("place", PLACES)
def test_no_identity_number_however_it_is_written_wherever_it_stands(place: str, written: str) -> None:
    payload, content, field = PLACES[place]
    basis = "law:行政处罚法:29" if payload == "recognition" else LAW57
    decision = decide(asked(payload, content(f"当事人：{WRITTEN[written]}，男"), basis_id=basis))
    assert said(decision) == ("identity-numbers", "IDENTITY_NUMBER", field)
    assert PERSON not in decision.message


def test_nor_in_the_header() -> None:
    terms = replace(TERMS, agreement_id=PERSON, regions=frozenset())
    question = asked(
        "outcome", OUTCOME, basis_id=f"agreement:{PERSON}", audience=[SINK], sharing=replace(SHARING, agreements={PERSON: terms})
    )
    assert said(decide(question)) == ("identity-numbers", "IDENTITY_NUMBER", "basis_id")


@given(st.text(alphabet="0123456789Xx -　.·０１２３４５６７８９第号身份证\u200b", max_size=60))
def test_the_quick_look_misses_nothing_that_the_thorough_one_finds(text: str) -> None:
    question = asked("outcome", {**OUTCOME, "act": f"x{text}"})
    found = policy.field_with_identity_number(question.body)
    assert not found or policy.holds_long_number(question.body_bytes)


MARKINGS = [
    *("机密★1年", "秘密★10年", "绝密★", "绝密 ★ 启用前", "机　密★长期", "秘密☆", "机密*5年", "机密＊5年", "工作秘密★2年"),
    *("密级：机密", "密级和保密期限: 秘密", "【秘密】", "（机密）", "[绝密]", "关于某案的函\n机密\n各科室：", "附件：机密★1年 名单.pdf"),
]


@pytest.mark.parametrize("marking", MARKINGS)
def test_what_bears_a_marking_of_secrecy_never_enters(marking: str) -> None:
    for payload, content, field in (PLACES["outcome.act"], PLACES["a file's name"], PLACES["an intervention"]):
        if not (payload == "lead" and marking.startswith("关于")):
            decision = decide(asked(payload, content(marking)))
            assert said(decision)[1:] == ("SECRET_MARKED", field)


def test_every_type_of_record_is_in_the_table_and_every_word_is_known() -> None:
    assert set(type_rules()) == set(PAYLOADS)
    for rules in type_rules().values():
        assert rules.classes
        assert rules.purposes
        assert rules.asked_for
        assert rules.roles <= set(policy.ROLE_PURPOSES)
        assert rules.article
    for law in legal_bases().values():
        assert law.records
        assert law.purposes
        assert {law.confidence, law.reading_confidence} <= {"A", "B", "C"}
        if recognition_pb2.RECOGNITION_SCOPE_UNSPECIFIED in law.scopes:
            raise AssertionError(law.basis_id)


def test_no_law_but_those_that_say_so_lets_a_member_recognise() -> None:
    """RULES.md §4.1: 金山 isn't in the 示范区; without a sector's law or an agreement an outcome is information only."""
    open_to_jinshan = {one.basis_id for one in legal_bases().values() if one.scopes and one.in_force(SOURCE, date(2026, 6, 1))}
    assert open_to_jinshan == {"law:行政处罚法:29", "law:上海市优化营商环境条例:67", "law:上海市社会信用条例:7"}


HEADERS = st.fixed_dictionaries(
    {
        "type": st.integers(0, 30),
        "sharing_class": st.integers(0, 5),
        "purpose": st.integers(0, 10),
        "basis_id": st.sampled_from(["", LAW57, "law:x:1", "agreement:a"]),
        "audience": st.sets(st.sampled_from([SOURCE, SINK, THIRD, "000000"])).map(sorted),
    }
)


@given(header=HEADERS, payload=st.sampled_from(sorted(TYPES)))
def test_any_header_gets_a_decision_and_a_withheld_record_no_audience(header: dict[str, Any], payload: str) -> None:
    decision = decide(asked(payload, {}, **header))
    assert decision.allowed == (decision.rule == "")
    if decision.allowed:
        rules = type_rules()[header["type"]]
        assert header["sharing_class"] in rules.classes
        assert header["purpose"] in rules.purposes
        assert header["sharing_class"] != record_pb2.SHARING_CLASS_WITHHELD or set(header["audience"]) <= {SOURCE}
