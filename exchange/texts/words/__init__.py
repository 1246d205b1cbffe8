"""The words for the wire's enum values, as people here say them (DESIGN §8), a module for each subject."""

from __future__ import annotations

from exchange.texts.words import duties, inspections, leads, operations, outcomes, reasons, recognition, records, risk, standards, subjects

WORDS = {
    **duties.WORDS,
    **inspections.WORDS,
    **leads.WORDS,
    **operations.WORDS,
    **outcomes.WORDS,
    **reasons.WORDS,
    **recognition.WORDS,
    **records.WORDS,
    **risk.WORDS,
    **standards.WORDS,
    **subjects.WORDS,
}
