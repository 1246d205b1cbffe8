"""What services say against a field, in the visitor's language; what isn't known here stays as it came."""

from __future__ import annotations

import re

from exchange.texts.i18n import N_, _
from exchange.wire import RefusedError

_GIVEN = re.compile(r"('(?:.*)') given; (.*)", re.DOTALL)
_MISSING = frozenset({"value is required", "must be set", "must be at least 1 characters"})
_COUNTED = (
    (re.compile(r"must be at most (\d+) characters"), N_("at most {number} characters are allowed")),
    (re.compile(r"must contain at least (\d+) item\(s\)"), N_("at least {number} are needed")),
    (re.compile(r"must contain no more than (\d+) item\(s\)"), N_("at most {number} are allowed")),
)
RIGHT = {
    "a date, YYYY-MM-DD": N_("a day is needed, YYYY-MM-DD"),
    "a USCC (18 characters) or a registration number (15 digits)": N_("an 18-digit code or a 15-digit registration number is needed"),
    "a USCC: 18 digits and capital letters without I, O, S, V, Z": N_("an 18-digit code is needed"),
    "a record_id: a UUID in lower case": N_("the number of a record is needed"),
    "a matter code: 14 digits": N_("a matter's code of 14 digits is needed"),
    "a registration number: 15 digits": N_("a 15-digit registration number is needed"),
    "a region or township code: 6 or 9 digits": N_("a region's code of 6 or 9 digits is needed"),
    "a member code: six digits (GB/T 2260)": N_("a member's code of 6 digits is needed"),
    "an organisation code: 9 characters (GB 11714)": N_("an organisation code of 9 characters is needed"),
    "a certificate number: 1 to 20 letters, digits and hyphens": N_(
        "a certificate's number is needed: 1 to 20 letters, digits and hyphens"
    ),
}
"""What exchange.sync.violations asks for; a test holds that all of it is here."""


def fault_words(description: str) -> str:
    """One fault of one field."""
    given = _GIVEN.fullmatch(description)
    value, fault = (given[1], given[2]) if given else ("", description)
    words = _words(fault)
    return _("{value} was given; {right}").format(value=value, right=words) if value else words


def _words(fault: str) -> str:
    if fault in _MISSING:
        return _("this must be filled in")
    right = RIGHT.get(fault.removeprefix("must be "))
    if right:
        return _(right)
    for pattern, text in _COUNTED:
        found = pattern.fullmatch(fault)
        if found:
            return _(text).format(number=found[1])
    return fault


def refusal_words(refused: RefusedError) -> str:
    """A refusal where there is no form beside which its faults could stand."""
    if not refused.fields:
        return refused.message
    return "; ".join(f"{one.field}: {fault_words(one.description)}" if one.field else one.description for one in refused.fields)
