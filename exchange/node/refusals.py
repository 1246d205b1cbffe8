"""What a caller may know of an error: the reason where it was foreseen, nothing of its text where it wasn't."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Mapping

from sqlalchemy.exc import OperationalError

from exchange.domain.attachments import AttachmentError
from exchange.domain.leads import LeadStepError
from exchange.domain.policy import PolicyError
from exchange.domain.standards import DiscretionError
from exchange.ledger.envelope import RecordError
from exchange.storage.attachments import OffsetError
from exchange.storage.engine import StorageFullError
from exchange.storage.ledgers import LedgerUnknownError
from exchange.storage.writer import DuplicateRecordError, RequestReusedError
from exchange.v1 import error_pb2
from exchange.wire import FieldFault, RefusedError

PRIMARY_CODE = 0xFF  # an extended result code's low byte (sqlite.org/rescode.html)
PASSING = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM})
log = logging.getLogger(__name__)


def to_refused(error: BaseException) -> RefusedError:
    """What a caller may know of an error; INTERNAL for whatever wasn't foreseen."""
    if isinstance(error, RefusedError):
        return error
    if isinstance(error, RecordError):
        return RefusedError(error.reason, error.detail, fields=[FieldFault(field="record", description=error.detail)])
    if isinstance(error, PolicyError):
        rule = {"rule": error.rule, "article": error.article} if error.rule else {}
        return RefusedError(error.reason, str(error), fields=[FieldFault(field=error.field, description=str(error))], metadata=rule)
    if isinstance(error, OffsetError):
        return RefusedError(
            error_pb2.ERROR_REASON_OFFSET_MISMATCH,
            str(error),
            fields=[FieldFault(field="start.offset", description=str(error))],
            metadata={"offset": str(error.expected)},
        )
    if isinstance(error, AttachmentError | DiscretionError | LeadStepError):
        return RefusedError(error.reason, str(error), fields=[FieldFault(field=error.field, description=str(error))])
    simple: Mapping[type[BaseException], error_pb2.ErrorReason] = {
        DuplicateRecordError: error_pb2.ERROR_REASON_DUPLICATE_RECORD,
        RequestReusedError: error_pb2.ERROR_REASON_REQUEST_ID_REUSED,
        LedgerUnknownError: error_pb2.ERROR_REASON_LEDGER_UNKNOWN,
    }
    for kind, reason in simple.items():
        if isinstance(error, kind):
            return RefusedError(reason, str(error))
    return _unforeseen(error)


def _unforeseen(error: BaseException) -> RefusedError:
    if isinstance(error, StorageFullError):
        log.error("no room in the database", exc_info=error)
        return RefusedError(error_pb2.ERROR_REASON_OVERLOADED, f"{error}; try again later, with the same request_id")
    if isinstance(error, OperationalError) and _passes(error):  # nothing that the caller did
        log.error("the database refused", exc_info=error)
        return RefusedError(
            error_pb2.ERROR_REASON_OVERLOADED, "the node's database can't take this now; try again later, with the same request_id"
        )
    return RefusedError(error_pb2.ERROR_REASON_INTERNAL, "an internal error; the node's log has it under the correlation id")


def _passes(error: OperationalError) -> bool:
    """Whether the database is away or busy; a table or column that isn't there is an OperationalError of SQLite too, and doesn't pass."""
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code is None or code & PRIMARY_CODE in PASSING
