"""The one function that decides, and the rules it asks, each with its name and its ground."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from exchange.domain.policy import _content, _grounds, _provenance, _publishing, _showing
from exchange.domain.policy._decision import ALLOWED, Decision, PolicyError, Refusal
from exchange.domain.policy._questions import Disclosure, FileDisclosure, Publication
from exchange.v1 import error_pb2

Q = TypeVar("Q", Publication, Disclosure, FileDisclosure)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule(Generic[Q]):
    """A name, the articles it rests on, and the check, which gives a refusal or None."""

    name: str
    article: str
    check: Callable[[Q], Refusal | None]


PUBLISHING: Sequence[Rule[Publication]] = (
    Rule(name="sharing-class", article="政务数据共享条例（国令809）；行政执法监督条例 6", check=_publishing.sharing_class),
    Rule(name="withheld", article="政务数据共享条例（国令809）", check=_publishing.withheld),
    Rule(name="purpose", article="个人信息保护法 6、34；上海市数据条例 40", check=_publishing.purpose),
    Rule(name="audience", article="上海市数据条例 40", check=_publishing.audience),
    Rule(name="basis", article="个人信息保护法 13、34；优化营商环境条例 57", check=_grounds.basis),
    Rule(name="organ", article="个人信息保护法 34", check=_publishing.organ),
    Rule(name="basis-scope", article="网络数据安全管理条例 12；浙江省综合行政执法条例 29", check=_grounds.basis_scope),
    Rule(name="impact-assessment", article="个人信息保护法 55、56", check=_grounds.impact_assessment),
    Rule(name="lead-receiver", article="行政处罚法 22、25", check=_publishing.lead_receiver),
    Rule(name="originator-control", article="上海市数据条例 75；行政处罚法 48", check=_provenance.originator_control),
    Rule(name="onward-transfer", article="上海市数据条例 40；政务数据共享条例 25", check=_provenance.onward_transfer),
    Rule(name="identity-numbers", article="个人信息保护法 6、28、34", check=_content.identity_numbers),
    Rule(name="secret-markings", article="行政处罚法 50；政务数据共享条例 3；GB/T 9704-2012 7.2.2", check=_content.secret_markings),
)
SHOWING: Sequence[Rule[Disclosure]] = (
    Rule(name="trusted", article="电子签名法 5、13", check=_showing.trusted),
    Rule(name="onward-transfer", article="上海市数据条例 40；政务数据共享条例 25", check=_showing.onward_transfer),
    Rule(name="withheld", article="政务数据共享条例（国令809）", check=_showing.withheld),
    Rule(name="audience", article="上海市数据条例 40", check=_showing.audience),
    Rule(name="role", article="个人信息保护法 34；行政执法监督条例 6", check=_showing.role),
    Rule(name="purpose", article="个人信息保护法 6、34", check=_showing.purpose),
)
FILES: Sequence[Rule[FileDisclosure]] = (
    Rule(name="file-purpose", article="个人信息保护法 6、34", check=_showing.file_purpose),
    Rule(name="file-parties", article="上海市数据条例 40；政务数据共享条例 25", check=_showing.file_parties),
)


def decide(question: Publication | Disclosure | FileDisclosure) -> Decision:
    """Whether a record may be published, or a record or file be shown.

    The first rule that says no decides; only what every rule lets through is allowed.
    """
    if isinstance(question, Publication):
        return _first_refusal(PUBLISHING, question)
    if isinstance(question, Disclosure):
        return _first_refusal(SHOWING, question)
    return _first_refusal(FILES, question)


def _first_refusal(rules: Sequence[Rule[Q]], question: Q) -> Decision:
    if not rules:
        return Decision(
            allowed=False, rule="none", reason=error_pb2.ERROR_REASON_INTERNAL, message="no rule was asked, so nothing is allowed"
        )
    for rule in rules:
        if refusal := rule.check(question):
            return Decision(
                allowed=False, rule=rule.name, article=rule.article, reason=refusal.reason, field=refusal.field, message=refusal.message
            )
    return ALLOWED


def check_sharing(question: Publication) -> None:
    """Lets a record pass that may be published.

    Raises:
        PolicyError: it may not; the error names the rule.
    """
    decision = decide(question)
    if not decision.allowed:
        raise PolicyError(decision.reason, decision.field, decision.message, rule=decision.rule, article=decision.article)
