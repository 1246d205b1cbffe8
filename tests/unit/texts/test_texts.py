"""Every text that people read has its Chinese, and the compiled catalogue is the written one."""

from __future__ import annotations

import io
import re
from importlib import import_module
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from google.protobuf.internal.enum_type_wrapper import EnumTypeWrapper

from exchange.cli.main import SUBCOMMANDS
from exchange.domain.audit import AuditTag
from exchange.domain.recognition._conditions import SCOPES
from exchange.texts import i18n, terms
from exchange.texts.locale import update
from exchange.trust.identity import Role

FOLDER = Path(i18n.__file__).parent / "locale/zh_CN/LC_MESSAGES"
SHOWN_ENUMS = {
    "error": ["ErrorReason"],
    "record": ["RecordType", "SharingClass", "Purpose", "RecordState"],
    "lead": ["LeadKind", "LeadAction", "LeadState", "RefusalGround", "DecisionKind", "SuspensionReason"],
    "outcome": [
        "OutcomeStep", "PenaltyKind", "Procedure", "SourceKind", "OutcomeRevisionKind", "ReviewKind", "Seriousness", "EvidenceKind",
        "TriggerClass",
    ],
    "outcome_service": ["OutcomeState", "PriorRelevance"],
    "standard": ["StandardKind", "FineBase", "MappingRelation", "Adoption"],
    "standard_service": ["Comparison", "Adjustment"],
    "subject": ["SubjectKind", "EnforcementDomain"],
    "subject_service": ["MatchVerdict"],
    "recognition": ["RecognitionScope", "RelianceVerdict"],
    "recognition_service": ["RelianceState"],
    "duty": ["CorrectionVerdict", "InterventionForm"],
    "risk": ["RiskLevel", "WarningRule"],
    "task": ["TaskState"],
    "audit": ["AuditResult"],
    "draw": ["DrawExclusion"],
    "inspection_register": ["InspectionPower"],
    "inspection": ["InspectionTrigger", "InspectionSelection", "HalfDay", "InspectionResult"],
    "inspection_service": ["DrawState", "PlanFault", "PlanState"],
    "operations_service": ["ExpiryKind", "ConnectionStep", "Fate"],
}  # fmt: skip


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with (FOLDER / "exchange.po").open("rb") as file:
        return read_po(file, locale="zh_CN", domain="exchange")


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Message id → file it stands in."""
    return {text: places[0] for text, places in update.spoken_texts().items()}


def test_every_text_has_its_chinese(catalogue: Catalog, texts: dict[str, str]) -> None:
    missing = [f"{file}: {text!r}" for text, file in texts.items() if text not in catalogue or not catalogue[text].string]
    assert missing == []


def test_chinese_texts_keep_their_placeholders(catalogue: Catalog) -> None:
    def names(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)", text))

    wrong = [one.id for one in catalogue if one.id and isinstance(one.id, str) and names(one.id) != names(one.string)]
    assert wrong == []


def test_no_text_is_fuzzy_or_left_over(catalogue: Catalog, texts: dict[str, str]) -> None:
    sources = update.clicks_own()
    for one in catalogue:
        if not one.id:
            continue
        assert not one.fuzzy, one.id
        first = one.id if isinstance(one.id, str) else one.id[0]
        assert first in texts or repr(first)[1:-1].replace("\\'", "'") in sources, first


def test_compiled_catalogue_is_the_written_one(catalogue: Catalog) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    assert (FOLDER / "exchange.mo").read_bytes() == compiled.getvalue()


@pytest.mark.parametrize(("module", "enum"), [(module, enum) for module, enums in SHOWN_ENUMS.items() for enum in enums])
def test_every_enum_value_has_a_word(module: str, enum: str) -> None:
    wrapper: EnumTypeWrapper = getattr(import_module(f"exchange.v1.{module}_pb2"), enum)
    assert [name for name, number in wrapper.items() if number and name not in terms.WORDS] == []


def test_all_that_recognition_leaves_to_do_has_words() -> None:
    left = [text for rules in SCOPES.values() for text in [*rules.notes, *(step.to_do for step in rules.steps)]]
    assert left != []
    assert [text for text in left if not text.startswith(terms.TO_DO)] == []


def test_every_word_is_of_an_enum_value() -> None:
    names = {
        name
        for module, enums in SHOWN_ENUMS.items()
        for enum in enums
        for name in getattr(import_module(f"exchange.v1.{module}_pb2"), enum).keys()  # noqa: SIM118  # no mapping
    }
    assert set(terms.WORDS) <= names


def test_every_audit_tag_and_role_has_a_word() -> None:
    assert set(terms.TAGS) == {tag.value for tag in AuditTag}
    assert set(terms.ROLES) == {role.value for role in Role}


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "de_DE.UTF-8"}, "zh"),
    ],
)
def test_language_of_the_environment(environment: dict[str, str], language: str) -> None:
    assert i18n.default_language(environment) == language


def test_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="zh, en"):
        i18n.use("fr")


def test_words_follow_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    from exchange.v1 import lead_pb2

    monkeypatch.setenv("LANGUAGE", "")
    i18n.use("zh")
    assert terms.word(lead_pb2.LeadAction, lead_pb2.LEAD_ACTION_ACCEPT) == "受理"
    i18n.use("en")
    assert terms.word(lead_pb2.LeadAction, lead_pb2.LEAD_ACTION_ACCEPT) == "accept"
    assert terms.word(lead_pb2.LeadAction, 0) == ""
    assert terms.word(lead_pb2.LeadAction, 999) == "999"


def test_every_subcommand_is_listed_with_a_help() -> None:
    assert all(text.endswith(".") for _place, text in SUBCOMMANDS.values())
