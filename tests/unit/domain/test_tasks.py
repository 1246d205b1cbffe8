"""Tasks of threads: which clock an event starts, for whom, what stops it, and how it stands at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import pytest

from exchange.domain import inspections
from exchange.domain.calendar import SHANGHAI
from exchange.domain.clocks import AGREEMENT, rules
from exchange.domain.leads import Step, fold
from exchange.domain.policy import AgreedPeriod, AgreementTerms
from exchange.domain.tasks import (
    AsOf,
    Effect,
    IssuedAnswer,
    IssuedNotice,
    IssuedOutcome,
    IssuedRevision,
    Matter,
    Part,
    clocks_of,
    matter_of_correction,
    matter_of_lead,
    matter_of_outcome,
    matter_of_rectification,
    task_rules,
    tasks_of,
)
from exchange.v1 import duty_pb2, inspection_pb2, lead_pb2, outcome_pb2, subject_pb2
from exchange.v1.task_pb2 import Task, TaskState
from tests.support import leads
from tests.support.inspections import COMPANIES, MATTERS, found, made_plan, rectify

JINSHAN, PINGHU = leads.SENDER.member, leads.RECEIVER.member
SENDER, RECEIVER = leads.SENDER.organ, leads.RECEIVER.organ
COMPANY = "91330482MA29GEU99P"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text if "T" in text else f"{text}T10:00").replace(tzinfo=SHANGHAI)


def stamp(text: str) -> tuple[int, int]:
    return int(at(text).timestamp()), 0


def lead_matter(
    *steps: tuple[str, str, dict[str, object]],
    kind: str = "LEAD",
    domain: str = "MARKET",
    agreements: Sequence[AgreementTerms] = (),
    **fields: object,
) -> Matter:
    """A lead of Jinshan to Pinghu (a crime: to its own police), sent on 18 September 2026, with steps (action, day, fields)."""
    number = lead_pb2.LeadKind.Value(f"LEAD_KIND_{kind}")
    receiver = leads.POLICE if kind == "CRIMINAL" else leads.RECEIVER
    if kind == "CASE":
        fields["filed_at"] = {"seconds": stamp("2026-09-01")[0]}
    lead = leads.made_lead(
        number,
        domain=subject_pb2.EnforcementDomain.Value(f"ENFORCEMENT_DOMAIN_{domain}"),
        title="无照经营",
        subject=subject_pb2.Subject(name="虚构公司", uscc=COMPANY),
        **fields,
    )
    taken = [
        Step(
            record_id=f"step-{n}",
            member=actor.member,
            organ=actor.organ,
            index=n,
            issued_at=stamp(day),
            event=leads.event(action.lstrip("<"), **given),
        )
        for n, (action, day, given) in enumerate(steps, 1)
        for actor in [leads.SENDER if action.startswith("<") else receiver]
    ]
    thread = fold(record_id="lead", lead=lead, from_member=JINSHAN, from_organ=SENDER, issued_at=stamp("2026-09-18"), steps=taken)
    assert [(judged.refused, judged.explanation) for judged in thread.steps] == [(0, "")] * len(steps)
    return matter_of_lead(thread, agreements)


def approver() -> lead_pb2.OfficerReference:
    return leads.officer(9, RECEIVER)


def tasks(matter: Matter, now: str) -> dict[str, Task]:
    """The tasks by rule, or by rule and number."""
    return {task.task_id.partition(":")[2]: task for task in found_in(matter, now)}


def found_in(matter: Matter, now: str) -> list[Task]:
    return tasks_of(matter, AsOf(now=at(now), soon_working_days=3))


def shown(task: Task) -> tuple[str, str, int]:
    """(state, last day, working days left)."""
    return TaskState.Name(task.state).removeprefix("TASK_STATE_"), str(task.due_at.ToDatetime(SHANGHAI).date()), task.working_days_left


def test_verification_of_a_lead_until_it_is_decided_whether_to_file() -> None:
    """程序规定 18. Received on Fri 18 September 2026: Sun 20 (1), 21–24 (5), 28–30 (8), 8 and 9 October (10), Sat 10 (11), 12–15 (15)."""
    received = lead_matter(("RECEIVE", "2026-09-18T16:00", {}))
    accepted = lead_matter(("RECEIVE", "2026-09-18T16:00", {}), ("ACCEPT", "2026-09-21", {}))

    task = tasks(received, "2026-09-18T17:00")["LEAD-VERIFY-SAMR"]
    assert (task.member, task.organ, task.started_by, task.thread_id) == (PINGHU, RECEIVER, "step-1", "lead")
    assert (task.subject, task.title, task.unit, task.amount, task.confidence) == (COMPANY, "无照经营", "working_day", 15, "B")
    assert shown(task) == ("OPEN", "2026-10-15", 15)
    assert shown(tasks(accepted, "2026-10-10")["LEAD-VERIFY-SAMR"]) == ("OPEN", "2026-10-15", 4)
    assert shown(tasks(accepted, "2026-10-12")["LEAD-VERIFY-SAMR"]) == ("DUE_SOON", "2026-10-15", 3)
    assert shown(tasks(accepted, "2026-10-15T23:00")["LEAD-VERIFY-SAMR"]) == ("DUE_SOON", "2026-10-15", 0)
    assert shown(tasks(accepted, "2026-10-16T00:00")["LEAD-VERIFY-SAMR"]) == ("OVERDUE", "2026-10-15", -1)
    assert shown(tasks(accepted, "2026-10-19")["LEAD-VERIFY-SAMR"]) == ("OVERDUE", "2026-10-15", -2)


@pytest.mark.parametrize(("day", "state", "left"), [("2026-10-15", "DONE", 0), ("2026-10-19", "DONE_LATE", -2)])
def test_filing_ends_verification_and_starts_the_decision(day: str, state: str, left: int) -> None:
    """It ends when the step is signed, whatever time of filing that states; the 90 days begin with the filing (处罚法 60)."""
    filing = {"case_number": "案1", "filed_at": {"seconds": stamp("2026-10-12")[0]}}
    filed = lead_matter(("RECEIVE", "2026-09-18T16:00", {}), ("ACCEPT", "2026-09-21", {}), ("FILE", day, filing))

    found = tasks(filed, "2026-11-26")

    assert shown(found["LEAD-VERIFY-SAMR"]) == (state, "2026-10-15", left)
    assert found["LEAD-VERIFY-SAMR"].done_by == "step-3"
    assert found["CASE-DECIDE"].started_at.ToDatetime(SHANGHAI) == at("2026-10-12")
    assert found["CASE-DECIDE"].organ == RECEIVER


def test_the_domain_decides_which_clock() -> None:
    """生态环境行政处罚办法 18: 15 calendar days end on Sat 3 October 2026, a holiday: 8 October. Culture has no clock of its own."""
    steps = (("RECEIVE", "2026-09-18T16:00", {}),)

    assert shown(tasks(lead_matter(*steps, domain="ECO_ENV"), "2026-09-20")["LEAD-VERIFY-ENV"])[1] == "2026-10-08"
    assert tasks(lead_matter(*steps, domain="CULTURE"), "2026-09-20") == {}


def test_an_extension_within_the_period_lengthens_it_once() -> None:
    extend = {"extension": 15, "approver": approver()}
    matter = lead_matter(("RECEIVE", "2026-09-18", {}), ("ACCEPT", "2026-09-21", {}), ("EXTEND", "2026-10-12", extend))

    task = tasks(matter, "2026-10-20")["LEAD-VERIFY-SAMR"]

    assert (task.extended_by, shown(task)) == (15, ("OPEN", "2026-11-05", 12))


def test_a_test_in_the_laboratory_stops_the_clock() -> None:
    """程序规定 18: Sun 20 (1), 21 (2), 22 (3); sent on 22 September, back on 9 October; Sat 10 (4), 12–16 (9), 19–23 (14), 26 (15).

    Asked on 30 September, while it stands still: as though the result came that day; 8 October (4) … 22 (15).
    """
    sent = (
        ("RECEIVE", "2026-09-18", {}),
        ("ACCEPT", "2026-09-21", {}),
        ("SUSPEND", "2026-09-22", {"suspension": lead_pb2.SUSPENSION_REASON_TESTING}),
    )

    assert shown(tasks(lead_matter(*sent), "2026-09-30")["LEAD-VERIFY-SAMR"]) == ("SUSPENDED", "2026-10-22", 12)
    back = tasks(lead_matter(*sent, ("RESUME", "2026-10-09", {})), "2026-10-15")["LEAD-VERIFY-SAMR"]
    assert shown(back) == ("OPEN", "2026-10-26", 7)


def test_a_reason_that_the_article_doesnt_name_stops_nothing() -> None:
    hearing = {"suspension": lead_pb2.SUSPENSION_REASON_HEARING}
    matter = lead_matter(("RECEIVE", "2026-09-18", {}), ("ACCEPT", "2026-09-21", {}), ("SUSPEND", "2026-09-22", hearing))

    assert shown(tasks(matter, "2026-10-16")["LEAD-VERIFY-SAMR"]) == ("OVERDUE", "2026-10-15", -1)


def test_a_clock_of_an_agreement_runs_only_where_one_holds() -> None:
    agreement = AgreementTerms(
        agreement_id="JS-PH-1",
        members=frozenset({JINSHAN, PINGHU}),
        valid_from=date(2026, 1, 1),
        valid_to=date(2026, 12, 31),
        clocks={"FORM_CHECK": AgreedPeriod(amount=3, unit="working_day"), "FEEDBACK": AgreedPeriod(amount=5, unit="working_day")},
    )
    steps = (("RECEIVE", "2026-09-18", {}), ("ACCEPT", "2026-09-21", {}))

    task = tasks(lead_matter(*steps, domain="CULTURE", agreements=[agreement]), "2026-09-30")[AGREEMENT]

    assert (task.basis, task.process, shown(task)) == ("agreement:JS-PH-1", "形式审查", ("DONE", "2026-09-22", 1))
    assert tasks(lead_matter(*steps, domain="CULTURE"), "2026-09-30") == {}
    old = AgreementTerms(
        agreement_id="OLD", members=agreement.members, valid_from=date(2025, 1, 1), valid_to=date(2025, 12, 31), clocks=agreement.clocks
    )
    assert tasks(lead_matter(*steps, domain="CULTURE", agreements=[old]), "2026-09-30") == {}


def test_a_day_that_the_receiver_sets_for_a_supplement_binds_the_sender() -> None:
    ask = {"missing_items": ["照片"], "reply_by": "2026-09-24"}
    matter = lead_matter(("RECEIVE", "2026-09-18", {}), ("REQUEST_SUPPLEMENT", "2026-09-19", ask), domain="CULTURE")

    task = tasks(matter, "2026-09-25")[AGREEMENT]

    assert (task.member, task.organ, shown(task)) == (JINSHAN, SENDER, ("OVERDUE", "2026-09-24", -1))


def test_both_sides_of_a_dispute_must_negotiate() -> None:
    """程序规定 13: 7 working days; disputed on Mon 21 September: 22–24 (3), 28–30 (6), 8 October (7)."""
    ground = {"ground": lead_pb2.REFUSAL_GROUND_NOT_TERRITORY}
    matter = lead_matter(("RECEIVE", "2026-09-18", {}), ("DISPUTE", "2026-09-21", ground), kind="CASE")

    found = tasks(matter, "2026-09-30")

    assert {task.member for name, task in found.items() if name.startswith("DISPUTE")} == {JINSHAN, PINGHU}
    assert {shown(task) for name, task in found.items() if name.startswith("DISPUTE")} == {("DUE_SOON", "2026-10-08", 1)}
    assert shown(found["LEAD-VERIFY-SAMR"])[0] == "CANCELLED"


def test_a_report_to_the_city_inspectors_is_handed_on_in_three_working_days() -> None:
    """上海市城市管理行政执法条例 26: found on Mon 14 September, sent on Fri 18: one day late; it binds Shanghai's organs."""
    found_at = lead_pb2.Lead()
    found_at.found_at.FromDatetime(at("2026-09-14"))

    task = tasks(lead_matter(domain="URBAN_MGMT", found_at=found_at.found_at), "2026-09-20")["LEAD-FORWARD-CITY"]

    assert (task.member, shown(task)) == (JINSHAN, ("DONE_LATE", "2026-09-17", -1))


def test_the_police_decide_in_three_days() -> None:
    """移送规定 8: received on Fri 18 September, 3 calendar days: Mon 21. What binds only where it is done (7; 程序规定 180) is no task."""
    received = lead_matter(("RECEIVE", "2026-09-18", {}), kind="CRIMINAL")

    assert {name: shown(task)[:2] for name, task in tasks(received, "2026-09-22").items()} == {
        "CRIME-POLICE-DECIDE": ("OVERDUE", "2026-09-21")
    }


def test_papers_are_asked_for_within_a_day_and_given_in_three() -> None:
    """公安机关办理刑事案件程序规定 180: asked on Sat 19 September, given until Tue 22."""
    asked = lead_matter(
        ("RECEIVE", "2026-09-18", {}), ("REQUEST_SUPPLEMENT", "2026-09-19T09:00", {"missing_items": ["鉴定"]}), kind="CRIMINAL"
    )

    given, asking = sorted((one for one in found_in(asked, "2026-09-21") if "SUPPLEMENT" in one.rule_id), key=lambda one: one.amount)
    assert shown(asking)[:2] == ("DONE", "2026-09-19")
    assert (asking.organ, asking.amount, asking.unit) == (leads.POLICE.organ, 24, "hour")
    assert shown(given)[:2] == ("DUE_SOON", "2026-09-22")
    assert (given.organ, given.amount, given.unit) == (SENDER, 3, "day")


def test_what_follows_a_refusal_to_file_is_a_right_that_lapses() -> None:
    """移送规定 9: refused on Mon 21 September, reconsideration until Thu 24."""
    refused = (("RECEIVE", "2026-09-18", {}), ("DECLINE_FILING", "2026-09-21", {"note": "犯罪事实显著轻微"}))

    assert shown(tasks(lead_matter(*refused, kind="CRIMINAL"), "2026-09-22")["CRIME-RECONSIDER"]) == ("DUE_SOON", "2026-09-24", 2)
    assert shown(tasks(lead_matter(*refused, kind="CRIMINAL"), "2026-09-28")["CRIME-RECONSIDER"])[0] == "CANCELLED"
    asked = (*refused, ("<REQUEST_RECONSIDERATION", "2026-09-23", {}))
    found = tasks(lead_matter(*asked, kind="CRIMINAL"), "2026-09-24")
    assert shown(found["CRIME-RECONSIDER"])[0] == "DONE"
    assert (found["CRIME-RECONSIDER-DECIDE"].organ, shown(found["CRIME-RECONSIDER-DECIDE"])[1]) == (leads.POLICE.organ, "2026-09-28")


def test_once_the_police_have_filed_the_goods_are_handed_over() -> None:
    """移送规定 12: filed on Mon 21 September, three days: Thu 24."""
    filed = (("RECEIVE", "2026-09-18", {}), ("FILE", "2026-09-21", {"case_number": "刑1", "filed_at": {"seconds": stamp("2026-09-21")[0]}}))

    task = tasks(lead_matter(*filed, kind="CRIMINAL"), "2026-09-22")["CRIME-HANDOVER"]

    assert (task.organ, shown(task)[1]) == (SENDER, "2026-09-24")
    done = lead_matter(*filed, ("<HAND_OVER", "2026-09-25", {"items": ["货物一批"]}), kind="CRIMINAL")
    assert shown(tasks(done, "2026-09-26")["CRIME-HANDOVER"])[0] == "DONE_LATE"


def test_an_opinion_of_the_procuratorate_is_answered_in_two_months() -> None:
    """最高检衔接规定 10, counted as 60 days: 17 November 2026; a case of markets is verified too (程序规定 18)."""
    found = tasks(lead_matter(("RECEIVE", "2026-09-18", {}), kind="REVERSE"), "2026-09-22")

    assert (shown(found["REVERSE-PROC-REPLY"])[1], found["REVERSE-PROC-REPLY"].confidence) == ("2026-11-17", "C")
    assert shown(found["LEAD-VERIFY-SAMR"])[1] == "2026-10-15"


def test_help_is_given_in_fifteen_working_days_or_the_delay_announced() -> None:
    received = (("RECEIVE", "2026-09-18", {}), ("ACCEPT", "2026-09-21", {}))
    later = {"extension": 5, "note": "检测机构排期"}

    assert shown(tasks(lead_matter(*received, kind="ASSIST"), "2026-10-16")["ASSIST-SAMR"]) == ("OVERDUE", "2026-10-15", -1)
    announced = tasks(lead_matter(*received, ("EXTEND", "2026-10-14", later), kind="ASSIST"), "2026-10-16")["ASSIST-SAMR"]
    assert shown(announced) == ("OPEN", "2026-10-22", 4)
    too_late = tasks(lead_matter(*received, ("EXTEND", "2026-10-16T09:00", later), kind="ASSIST"), "2026-10-16")["ASSIST-SAMR"]
    assert shown(too_late)[0] == "OVERDUE"


def test_a_lead_without_effect_obliges_nobody() -> None:
    lead = leads.made_lead(lead_pb2.LEAD_KIND_LEAD)
    del lead.handlers[:]
    thread = fold(record_id="lead", lead=lead, from_member=JINSHAN, from_organ=SENDER, issued_at=stamp("2026-09-18"), steps=[])

    assert clocks_of(matter_of_lead(thread)) == []


def outcome_matter(*revisions: tuple[str, str, dict[str, object]], place: str = "", **given: object) -> Matter:
    """A market decision of Jinshan on 15 September 2026 against a company of Pinghu, from its case store."""
    outcome = outcome_pb2.Outcome(
        subject=subject_pb2.Subject(name="虚构公司", uscc=COMPANY),
        document_number="金市监处罚〔2026〕1号",
        domain=subject_pb2.ENFORCEMENT_DOMAIN_MARKET,
        step=outcome_pb2.OUTCOME_STEP_PENALISED,
        decided_on="2026-09-15",
        deciding_organ_uscc=SENDER,
        penalties=[outcome_pb2.Penalty(kind=outcome_pb2.PENALTY_KIND_FINE, amount_fen=1)],
        source=outcome_pb2.OutcomeSource(kind=outcome_pb2.SOURCE_KIND_CASE_STORE),
    )
    issued = {"issued_at": at("2026-09-16"), "entered_at": at("2026-09-16"), "audience": ()}
    issued |= {name: value for name, value in given.items() if name in {*issued, "superseded_by"}}
    outcome.MergeFrom(outcome_pb2.Outcome(**{name: value for name, value in given.items() if name not in issued}))  # type: ignore[arg-type]
    found = [_revision(f"revision-{n}", *one) for n, one in enumerate(revisions)]
    record = IssuedOutcome(record_id="outcome", origin=JINSHAN, organ=SENDER, outcome=outcome, **issued)  # type: ignore[arg-type]
    return matter_of_outcome(record, found, place=place)


def _revision(record_id: str, kind: str, day: str, fields: dict[str, object]) -> IssuedRevision:
    revision = outcome_pb2.OutcomeRevision(
        kind=outcome_pb2.OutcomeRevisionKind.Value(f"OUTCOME_REVISION_KIND_{kind}"), effective_on=day[:10]
    )
    if "known" in fields:
        revision.known_at.FromDatetime(at(str(fields["known"])))
    issued = at(str(fields.get("issued", day)))
    return IssuedRevision(record_id=record_id, organ=SENDER, issued_at=issued, entered_at=issued, revision=revision)


def test_a_decision_against_a_company_of_another_province() -> None:
    """公示规定 10: shared with everybody on the next day, so it was pushed in time; published here within seven working days (双公示)."""
    found = tasks(outcome_matter(), "2026-09-21")

    assert shown(found["PUSH-CROSSPROV"]) == ("DONE", "2026-09-29", 9)
    assert shown(found["SHUANGGONGSHI"]) == ("DUE_SOON", "2026-09-23", 2)
    assert "PUBLISH-SAMEPROV" not in found
    assert shown(found["RECONSIDER-APPLY"])[1] == "2026-11-16"  # 60 days end on Sat 14 November
    assert shown(found["SUE-DIRECT"])[1] == "2027-03-15"


def test_a_decision_that_isnt_shared_with_the_partys_province_wasnt_pushed() -> None:
    assert shown(tasks(outcome_matter(audience=("320509",)), "2026-09-30")["PUSH-CROSSPROV"])[0] == "OVERDUE"
    assert shown(tasks(outcome_matter(audience=("320509", PINGHU)), "2026-09-30")["PUSH-CROSSPROV"])[0] == "DONE"
    replaced = tasks(outcome_matter(audience=("320509",), superseded_by="newer"), "2026-09-30")["PUSH-CROSSPROV"]
    assert shown(replaced)[0] == "CANCELLED"


def test_the_place_of_registration_publishes_what_was_pushed_to_it() -> None:
    """Arrived on Wed 16 September: 17, 18, Sun 20, 21–24 (7), 28–30 (10)."""
    matter = outcome_matter(place=PINGHU)
    task = tasks(matter, "2026-09-20")["PUBLISH-CROSSPROV"]

    assert (task.member, task.organ, shown(task)[1]) == (PINGHU, "", "2026-09-30")
    late = outcome_matter(place=PINGHU, issued_at=at("2026-10-20"), entered_at=at("2026-10-20"))
    assert "PUBLISH-CROSSPROV" not in tasks(late, "2026-10-21")


def test_an_old_decision_that_is_imported_starts_no_clock() -> None:
    old = outcome_matter(decided_on="2026-08-03", audience=("320509",))
    feed = outcome_matter(source=outcome_pb2.OutcomeSource(kind=outcome_pb2.SOURCE_KIND_FILE))

    assert [clock.row.rule_id for clock in clocks_of(old) if clock.row.effect is Effect.DUTY] == []
    assert [clock.row.rule_id for clock in clocks_of(feed) if clock.row.effect is Effect.DUTY] == []


def test_a_revoked_decision_is_withdrawn_in_three_working_days_after_it_was_known() -> None:
    """处罚法 48: known on Wed 30 September: 8 (1), 9 (2), Sat 10 (3)."""
    revoked = ("REVOKED", "2026-09-28", {"known": "2026-09-30", "issued": "2026-10-09"})

    assert shown(tasks(outcome_matter(revoked), "2026-10-09T11:00")["WITHDRAW-PUBLICATION"]) == ("DUE_SOON", "2026-10-10", 1)
    done = tasks(outcome_matter(revoked, ("UNPUBLISHED", "2026-10-12", {})), "2026-10-12T11:00")
    assert shown(done["WITHDRAW-PUBLICATION"]) == ("DONE_LATE", "2026-10-10", -1)
    assert shown(done["SHUANGGONGSHI"])[0] == "CANCELLED"


def test_an_old_revocation_that_is_imported_alarms_nobody_unless_the_organ_says_when_it_knew() -> None:
    imported = ("REVOKED", "2026-08-03", {"issued": "2026-10-09"})
    said = ("REVOKED", "2026-08-03", {"issued": "2026-10-09", "known": "2026-08-03"})

    assert "WITHDRAW-PUBLICATION" not in tasks(outcome_matter(imported), "2026-10-10")
    assert shown(tasks(outcome_matter(said), "2026-10-10")["WITHDRAW-PUBLICATION"])[0] == "OVERDUE"


def test_a_notice_of_publication_ends_the_duty_there() -> None:
    issued = IssuedOutcome(
        record_id="outcome",
        origin=JINSHAN,
        organ=SENDER,
        issued_at=at("2026-09-16"),
        entered_at=at("2026-09-16"),
        audience=(),
        outcome=outcome_pb2.Outcome(
            subject=subject_pb2.Subject(name="虚构公司", uscc=COMPANY),
            domain=subject_pb2.ENFORCEMENT_DOMAIN_MARKET,
            step=outcome_pb2.OUTCOME_STEP_PENALISED,
            decided_on="2026-09-15",
            penalties=[outcome_pb2.Penalty(kind=outcome_pb2.PENALTY_KIND_FINE)],
            source=outcome_pb2.OutcomeSource(kind=outcome_pb2.SOURCE_KIND_CASE_STORE),
        ),
    )
    notice = IssuedNotice(
        record_id="notice",
        member=PINGHU,
        organ=RECEIVER,
        issued_at=at("2026-09-29"),
        notice=duty_pb2.PublicationNotice(published_on="2026-09-29"),
    )

    found = tasks(matter_of_outcome(issued, (), [notice], place=PINGHU), "2026-10-20")

    assert shown(found["PUBLISH-CROSSPROV"]) == ("DONE", "2026-09-30", 1)


def test_a_correction_request_is_answered_in_ten_working_days() -> None:
    request = duty_pb2.CorrectionRequest(record_id="outcome", origin=PINGHU, field="outcome.decided_on")
    given = {"record_id": "request", "request": request, "requester": Part(member=JINSHAN, organ=SENDER), "issued_at": at("2026-09-18")}
    checking = IssuedAnswer(
        record_id="a1",
        organ=RECEIVER,
        issued_at=at("2026-09-21"),
        answer=duty_pb2.CorrectionAnswer(verdict=duty_pb2.CORRECTION_VERDICT_UNDER_CHECK),
    )
    confirmed = IssuedAnswer(
        record_id="a2",
        organ=RECEIVER,
        issued_at=at("2026-10-10"),
        answer=duty_pb2.CorrectionAnswer(verdict=duty_pb2.CORRECTION_VERDICT_CONFIRMED),
    )

    assert shown(tasks(matter_of_correction(**given, answers=[checking]), "2026-10-08")["SHARE-CORRECT"]) == ("DUE_SOON", "2026-10-09", 1)  # type: ignore[arg-type]
    assert shown(tasks(matter_of_correction(**given, answers=[checking, confirmed]), "2026-10-12")["SHARE-CORRECT"])[0] == "DONE_LATE"  # type: ignore[arg-type]


def test_what_is_asked_of_an_earlier_moment_is_answered_as_of_then() -> None:
    matter = lead_matter(
        ("RECEIVE", "2026-09-18", {}), ("ACCEPT", "2026-09-21", {}), ("DECLINE_FILING", "2026-10-20", {"note": "无违法事实"})
    )

    assert tasks(matter, "2026-09-17") == {}
    assert shown(tasks(matter, "2026-10-19")["LEAD-VERIFY-SAMR"])[0] == "OVERDUE"
    assert shown(tasks(matter, "2026-10-20T11:00")["LEAD-VERIFY-SAMR"])[0] == "DONE_LATE"


def test_times_and_values_that_nobody_can_count_with_dont_stop_the_fold() -> None:
    """A hostile member may sign any time and number: the calendar's ends stand for what lies beyond."""
    wild = fold(
        record_id="lead",
        lead=leads.made_lead(lead_pb2.LEAD_KIND_LEAD, found_at={"seconds": 253_402_300_799}),
        from_member=JINSHAN,
        from_organ=SENDER,
        issued_at=(-62_135_596_800, -1),
        steps=[
            Step(
                record_id="s",
                member=PINGHU,
                organ=RECEIVER,
                issued_at=(253_402_300_799, 0),
                event=leads.event("RECEIVE", reply_by="9999-12-31"),
            )
        ],
    )

    (task,) = tasks_of(matter_of_lead(wild), AsOf(now=datetime(2200, 1, 1, tzinfo=SHANGHAI), soon_working_days=3))
    assert task.rule_id == "LEAD-VERIFY-SAMR"
    unknown = replace(wild, lead=lead_pb2.Lead(kind=99, domain=99, to_member=PINGHU))  # type: ignore[arg-type]  # a newer release's values
    assert tasks_of(matter_of_lead(unknown), AsOf(now=at("2026-09-18"), soon_working_days=3)) == []


PLAN = made_plan((JINSHAN, SENDER), (PINGHU, RECEIVER))


def rectification(*checks: tuple[str, bool], by: str = "2026-12-18") -> Matter:
    """Ordered by Pinghu's organ on 1 December 2026, with checks (moment of signing, rectified)."""
    taken = [
        (PLAN.visits[0].day, found("plan", PLAN.visits[0], RECEIVER, results=rectify(by, MATTERS[0]))),
        *((day, inspection_pb2.RectificationCheck(checked_on="2026-12-02", rectified=done)) for day, done in checks),
    ]
    result, *steps = [
        inspections.Step(
            record_id=f"step-{n}",
            member=PINGHU,
            organ=RECEIVER,
            index=n,
            issued_at=at(f"{day}T18:00" if "T" not in day else day),
            digest=b"",
            supersedes="",
            content=content,
        )
        for n, (day, content) in enumerate(taken)
    ]
    one = inspections.Rectification(visit=PLAN.visits[0], result=result, matter_code=MATTERS[0], rectify_by=by, checks=tuple(steps))
    return matter_of_rectification(one, plan_id="plan", plan=PLAN)


def test_a_rectification_is_checked_by_the_day_that_its_order_names() -> None:
    (task,) = found_in(rectification(), "2026-12-14")

    assert (task.task_id, task.rule_id) == (f"step-0:RECTIFICATION:{RECEIVER}:{MATTERS[0]}", "RECTIFICATION")
    assert (task.member, task.organ, task.started_by, task.thread_id) == (PINGHU, RECEIVER, "step-0", "plan")
    assert (task.subject, task.title) == (COMPANIES[0], PLAN.title)
    assert (task.basis, task.process, task.confidence) == ("行政处罚法 28", "责令改正期限届满复查", "C")
    assert shown(task) == ("OPEN", "2026-12-18", 4)
    assert task.started_at.ToDatetime(SHANGHAI) == at("2026-12-01T11:00")
    (late,) = found_in(rectification(), "2026-12-21")
    assert shown(late) == ("OVERDUE", "2026-12-18", -1)


@pytest.mark.parametrize(("signed", "state"), [("2026-12-18T23:00", "DONE"), ("2026-12-19T00:00", "DONE_LATE")])
def test_a_check_ends_it_when_it_is_signed_whatever_day_it_states(signed: str, state: str) -> None:
    """And only one that found it done."""
    (looked,) = found_in(rectification(("2026-12-03", False)), "2026-12-14")
    (done,) = found_in(rectification(("2026-12-03", False), (signed, True)), "2026-12-31")

    assert (shown(looked)[0], looked.done_by) == ("OPEN", "")
    assert (shown(done)[0], done.done_by) == (state, "step-2")


@pytest.mark.parametrize("by", ["9999-12-31", "2026-02-30", "0001-01-01"])
def test_a_hostile_day_of_a_rectification_fails_nothing(by: str) -> None:
    assert len(found_in(rectification(by=by), "2026-12-14")) == 1


def test_the_table_names_only_clocks_that_exist_and_says_how_sure_it_is() -> None:
    known = {one.rule_id for one in rules()} | {AGREEMENT, "RECTIFICATION"}
    assert len({one.name for one in task_rules()}) == len(task_rules())
    assert {one.rule_id for one in task_rules()} <= known
    assert {one.confidence for one in task_rules()} <= {"A", "B", "C"}
    assert all(one.process for one in task_rules())
    assert all(one.basis and one.reply_by for one in task_rules() if one.step)


def test_ids_of_tasks_are_unique_and_stay() -> None:
    matter = lead_matter(
        ("RECEIVE", "2026-09-18", {}), ("DISPUTE", "2026-09-21", {"ground": lead_pb2.REFUSAL_GROUND_NOT_TERRITORY}), kind="CASE"
    )
    ids = [clock.task_id for clock in clocks_of(matter)]

    assert len(set(ids)) == len(ids)
    assert "step-2:DISPUTE-NEGOTIATE-SAMR" in ids
    assert "step-2:DISPUTE-NEGOTIATE-SAMR:2" in ids
