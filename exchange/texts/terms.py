"""Words for what is shown of the wire: enum values, roles, audit tags. A test holds that every value has one."""

from __future__ import annotations

from exchange.texts.i18n import N_, _
from exchange.texts.words import WORDS

ROLES = {
    "node": N_("node"),
    "organ": N_("organ"),
    "planner": N_("planner"),
    "auditor": N_("auditor"),
    "system-admin": N_("system administrator"),
    "security-admin": N_("security administrator"),
}

TAGS = {
    "call:any:refuse": N_("a call was refused"),
    "call:handshake:refuse": N_("a handshake was refused"),
    "record:own:publish": N_("published records"),
    "record:any:read": N_("read a record"),
    "record:any:list": N_("listed records"),
    "lead:own:send": N_("sent a lead"),
    "lead:thread:answer": N_("answered a lead"),
    "lead:thread:read": N_("read a lead"),
    "lead:any:list": N_("listed leads"),
    "outcome:any:read": N_("read an outcome"),
    "outcome:any:list": N_("listed outcomes"),
    "outcome:subject:list": N_("looked up a company's earlier outcomes"),
    "standard:any:read": N_("read standards"),
    "audit:log:read": N_("read the audit log"),
    "audit:log:verify": N_("verified the audit log"),
    "audit:review:save": N_("saved an audit review"),
    "audit:review:remove": N_("removed a saved audit review"),
    "audit:review:sign": N_("signed an audit review off"),
    "ledger:own:show": N_("received entries of the ledger"),
    "ledger:peer:cosign": N_("cosigned a peer's checkpoint"),
    "ledger:peer:pull": N_("pulled a peer's ledger"),
    "ledger:peer:refuse": N_("refused a peer's ledger"),
    "ledger:peer:freeze": N_("froze a peer's ledger"),
    "ledger:peer:lift": N_("lifted the freeze of a peer's ledger"),
    "record:peer:refuse": N_("refused a peer's record"),
    "case:store:collect": N_("collected cases from the case store"),
    "case:store:reject": N_("rejected a row of the case store"),
    "case:store:deliver": N_("delivered records into the case store"),
    "case:store:park": N_("parked a delivery"),
    "case:store:replay": N_("replayed a delivery"),
    "trust:membership:refresh": N_("refreshed the membership"),
    "node:process:start": N_("the node started"),
    "node:process:stop": N_("the node stopped"),
    "ledger:any:prove": N_("got a proof"),
    "attachment:own:store": N_("stored an attachment"),
    "attachment:any:show": N_("received an attachment"),
    "attachment:peer:pull": N_("fetched a peer's attachment"),
    "lead:subject:list": N_("looked up a company's open leads"),
    "outcome:subject:assess": N_("assessed a company's earlier outcomes"),
    "standard:matter:read": N_("looked up the standards that apply"),
    "standard:matter:compare": N_("compared standards"),
    "standard:item:calculate": N_("calculated a fine"),
    "recognition:any:check": N_("checked what may be recognised"),
    "recognition:own:sign": N_("recognised an outcome"),
    "recognition:any:list": N_("listed what relied on outcomes"),
    "recognition:own:review": N_("reviewed a local decision"),
    "recognition:peer:withdraw": N_("withdrew the effects of a peer's outcome"),
    "recognition:own:report": N_("reported a withdrawal back"),
    "recognition:own:list": N_("listed withdrawals"),
    "task:any:list": N_("listed tasks"),
    "task:any:remind": N_("a task is due soon"),
    "task:any:alarm": N_("a task is overdue"),
    "intervention:own:read": N_("read the register of interventions"),
    "correction:any:list": N_("listed correction requests"),
    "warning:own:raise": N_("raised an early warning"),
    "warning:any:list": N_("listed early warnings"),
    "risk:any:list": N_("listed risk grades"),
    "guidance:any:list": N_("read guidance cases"),
    "subject:any:match": N_("looked for records of a company"),
    "node:federation:read": N_("looked at the federation"),
    "node:peer:test": N_("tested the connection to a member"),
    "node:jobs:list": N_("looked at the jobs"),
    "node:job:run": N_("ran a job"),
    "case:store:list": N_("looked at what is held before a case store"),
    "console:visitor:enter": N_("logged in"),
    "console:visitor:refuse": N_("a log-in was refused"),
    "console:visitor:leave": N_("logged out"),
    "console:account:change": N_("changed an account"),
    "draw:own:sign": N_("took a step of a draw"),
    "draw:any:read": N_("looked at draws"),
    "plan:any:read": N_("looked at joint inspection plans"),
    "register:any:read": N_("looked at registers of joint inspections"),
    "record:any:explain": N_("asked why a record isn't here"),
}
"""The closed list of exchange.domain.audit in words."""

CAPS = {
    "STATUTORY_MAX": N_("statutory maximum"),
    "STATUTORY_MIN": N_("statutory minimum"),
    "AGGRAVATED_CAP": N_("cap of aggravation"),
    "LIGHTER_CAP": N_("cap of a lighter penalty"),
    "REDUCED_CAP": N_("cap of a reduced penalty"),
}
"""What decided a calculated fine (standard_service.proto, CalculateDiscretionResponse.capped_by)."""


CONDITIONS = {
    "BASIS": N_("a basis carries it"),
    "NEIGHBOURS": N_("a neighbour's outcome"),
    "NOT_REVOKED": N_("not revoked"),
    "NEWEST_VERSION": N_("the newest version"),
    "NOT_STAYED": N_("not stayed"),
    "IN_EFFECT": N_("in legal effect"),
    "EVIDENCE_CARRIED": N_("carries evidence"),
    "COLLECTOR": N_("the collecting organ is named"),
    "TWO_OFFICERS": N_("two officers collected it"),
    "METHOD": N_("the method is said"),
    "TIME": N_("the time is said"),
    "CUSTODY": N_("digests of custody"),
    "REVIEWED": N_("reviewed by the own organ"),
    "REPORT_CARRIED": N_("carries a test report"),
    "CMA": N_("the laboratory is accredited (CMA)"),
    "CMA_SCOPE": N_("the accreditation's scope is given"),
    "METHOD_STANDARD": N_("the test method's standard"),
    "SAMPLING_RECORD": N_("the sampling record"),
    "VALID": N_("valid today"),
    "NOT_DISPUTED": N_("not disputed"),
    "CHECK_CARRIED": N_("carries a check's result"),
    "TRIGGER": N_("a check that can be waived"),
    "SAME_MATTER": N_("the same or a mapped matter"),
    "WINDOW": N_("within the window"),
    "NO_NATURAL_PERSON": N_("no natural person"),
    "PENALISED": N_("a penalty"),
    "TERRITORY": N_("within the territory that counts"),
    "LIST_NAMED": N_("the list that counts is named"),
    "FINED": N_("a fine"),
    "SAME_ACT_CONFIRMED": N_("the same act, confirmed by a person"),
    "PUBLISHED": N_("published at its origin"),
}
"""The names of exchange.domain.recognition's conditions in words; a test holds that each has one."""


TO_DO = (
    N_("review the evidence yourselves: lawful, authentic, relevant; record who reviewed which items and when"),
    N_("name the list or benchmark whose rule counts earlier violations: which territory counts is its to say"),
    N_("confirm that it is the same act: company, act, place and time"),
    N_("never automatic: each case takes its own review"),
    N_("the same sample and parameter only; the party may still ask for a re-test"),
    N_("it counts toward the enterprise's yearly cap"),
    N_("only a second fine is barred; other measures stay possible"),
    N_("it ends with the publication at its origin: repair, expiry, take-down"),
    N_("it is under review, which doesn't suspend it: watch what comes of that"),
)
"""What exchange.domain.recognition leaves for a person to do, or reminds of."""


def word(kind: object, value: int) -> str:
    """The word for `value` of the generated enum `kind`; empty for UNSPECIFIED, the bare number for one this build doesn't know."""
    if value == 0:
        return ""
    try:
        name = str(kind.Name(value))  # type: ignore[attr-defined]  # generated enum wrappers share no type
    except ValueError:
        return str(value)
    return _(WORDS[name])


def role_word(role: str) -> str:
    """The word for a certificate's role; the role itself where it is none of ours."""
    return _(ROLES[role]) if role in ROLES else role


def tag_word(tag: str) -> str:
    """The words for an audit tag; the tag itself where it is none of ours."""
    return _(TAGS[tag]) if tag in TAGS else tag


def condition_word(name: str) -> str:
    """The words for a condition of recognition; the name itself where it is none of ours."""
    return _(CONDITIONS[name]) if name in CONDITIONS else name


def reason_word(name: str) -> str:
    """The words for an ErrorReason without prefix; the name itself where it is none of ours, empty for none."""
    known = WORDS.get(f"ERROR_REASON_{name}")
    return _(known) if known else name


def to_do_words(text: str) -> str:
    """What is left to do in words, its source behind it; as it came where it is none of ours."""
    known = next((one for one in TO_DO if text.startswith(one)), "")
    return _(known) + text[len(known) :] if known else text
