"""Risk grades and guidance cases beyond their fields' shapes (分级分类, 案例指导)."""

from datetime import date

import pytest

from exchange.domain.risk import grade_faults, guidance_faults
from exchange.v1 import risk_pb2, subject_pb2

TODAY = date(2026, 6, 30)
SUBJECT = subject_pb2.Subject(name="虚构公司", uscc="913101166078754287")


def _grade(**changes: object) -> risk_pb2.RiskGrade:
    values = {"subject": SUBJECT, "scheme": "食品", "level": risk_pb2.RISK_LEVEL_C, "graded_on": "2026-06-30", "valid_until": "2026-06-30"}
    return risk_pb2.RiskGrade(**{**values, **changes})  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({}, []),
        ({"valid_until": ""}, []),
        ({"subject": subject_pb2.Subject(name="老公司", registration_number="310116000000001")}, []),
        ({"subject": subject_pb2.Subject(name="只有名称")}, ["subject.uscc"]),
        ({"subject": subject_pb2.Subject(name="错码", uscc="913101166078754280")}, ["subject.uscc"]),
        ({"graded_on": "2026-07-01", "valid_until": ""}, ["graded_on"]),
        ({"graded_on": "2026-02-30"}, ["graded_on"]),
        ({"valid_until": "2026-06-29"}, ["valid_until"]),
        ({"valid_until": "2026-02-30"}, ["valid_until"]),
    ],
)
def test_grades(changes: dict[str, object], fields: list[str]) -> None:
    assert [one.field for one in grade_faults(_grade(**changes), TODAY)] == fields


@pytest.mark.parametrize(
    ("decided_on", "law", "fields"),
    [
        ("2026-01-05", {"valid_from": "2020-01-01", "valid_to": "2021-01-01"}, []),
        ("", {}, []),
        ("2026-02-30", {}, ["decided_on"]),
        ("", {"valid_from": "2020-13-01"}, ["legal_basis[0].valid_from"]),
        ("", {"valid_from": "2022-01-01", "valid_to": "2021-01-01"}, ["legal_basis[0].valid_to"]),
    ],
)
def test_guidance_cases(decided_on: str, law: dict[str, str], fields: list[str]) -> None:
    case = risk_pb2.GuidanceCase(title="案例", decided_on=decided_on, legal_basis=[subject_pb2.LegalReference(law="食品安全法", **law)])
    assert [one.field for one in guidance_faults(case)] == fields
