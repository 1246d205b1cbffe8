"""OutcomeService.AssessPriors: the request's days and list, the company's outcomes, the answer with its sources and their warnings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from exchange.domain import priors
from exchange.domain.freshness import source_warnings
from exchange.node import requests
from exchange.storage import reading
from exchange.storage.reading import Ledgers, Reader
from exchange.storage.tables import standards
from exchange.sync.context import NodeContext
from exchange.v1 import error_pb2, record_pb2, standard_pb2
from exchange.v1 import outcome_service_pb2 as pb
from exchange.wire import RefusedError, invalid

MAX_FINDINGS = 500  # outcomes of one company that are weighed, newest first


def checked(request: pb.AssessPriorsRequest) -> pb.AssessPriorsRequest:
    """The request with its code in normal form and its act's first day filled in.

    Raises:
        RefusedError: FIELD_INVALID, the field.
    """
    asked = pb.AssessPriorsRequest()
    asked.CopyFrom(request)
    if len(asked.subject) != reading.REGISTRATION_NUMBER_SIZE:
        asked.subject = requests.code(asked.subject)
    requests.day(asked.act_on, "act_on")
    asked.act_from = requests.day(asked.act_from, "act_from") if asked.act_from else asked.act_on
    if asked.act_from > asked.act_on:
        raise invalid("act_from", f"{asked.act_from} is after act_on {asked.act_on}; it must be the act's first day")
    if bool(asked.standard_record_id) != bool(asked.item_code):
        missing = "item_code" if asked.standard_record_id else "standard_record_id"
        raise invalid(missing, "standard_record_id and item_code name a list's item together; give both or neither")
    return asked


def assess(
    connection: Connection,
    asked: pb.AssessPriorsRequest,
    *,
    reader: Reader,
    context: NodeContext,
    shows: Callable[[Sequence[reading.PriorRow]], None],
) -> pb.AssessPriorsResponse:
    """The answer, from one moment of the local copies. `shows` is told the rows that it will show as soon as they are read."""
    known = Ledgers.read(connection)
    question = _question(connection, asked, reader, context)
    reader.must_see(record_pb2.RECORD_TYPE_OUTCOME)
    found = reading.prior_outcomes(connection, asked.subject, limit=MAX_FINDINGS + 1)
    rows = found.rows[:MAX_FINDINGS]
    shows(rows)
    answer = pb.AssessPriorsResponse(truncated=len(found.rows) > len(rows))
    for row in rows:
        reading.fill_view(answer.findings.add().outcome, row, found.revisions.get(row.position, ()), known, today=context.today)
    priors.assess(question, answer)
    answer.sources.extend(known.freshness(reader))
    for warning in source_warnings(answer.sources, own=context.member, now=context.now()):
        answer.warnings.append(warning.zh)
        answer.warnings_en.append(warning.en)
    answer.needs_person = answer.needs_person or answer.truncated or bool(answer.warnings)
    return answer


def _question(connection: Connection, asked: pb.AssessPriorsRequest, reader: Reader, context: NodeContext) -> priors.Question:
    condition = _condition(connection, asked, reader) if asked.standard_record_id else None
    configured = context.settings.priors
    return priors.Question(
        subject=asked.subject,
        home=context.member,
        first_day=asked.act_from,
        last_day=asked.act_on,
        domain=asked.domain,
        matter_code=asked.matter_code,
        act=asked.act,
        place=asked.act_place,
        rule=priors.first_rule(condition, asked, (configured.lookback_months, configured.territory)),
    )


def _condition(connection: Connection, asked: pb.AssessPriorsRequest, reader: Reader) -> standard_pb2.NoPenaltyCondition:
    """What the list's item says of a first violation.

    Raises:
        RefusedError: NOT_FOUND, the standard; FIELD_INVALID, its item.
    """
    rows = reading.standard_rows(connection, [standards.c.record_id == asked.standard_record_id], reader, after=0, limit=1)
    if not rows:
        raise RefusedError(error_pb2.ERROR_REASON_NOT_FOUND, f"no standard {asked.standard_record_id} that you may see is held here")
    (view,) = reading.standard_views(rows, Ledgers.read(connection))
    items = {item.code: item for item in view.standard.items}
    item = items.get(asked.item_code)
    if item is None:
        raise invalid("item_code", f"{asked.item_code} isn't in {view.standard.standard_id}; it has {', '.join(list(items)[:20])}")
    if not item.HasField("no_penalty"):
        raise invalid("item_code", f"{asked.item_code} of {view.standard.standard_id} has no conditions of a no-penalty list")
    return item.no_penalty
