"""Taking part in draws, as a job: this node commits, reveals once it holds everybody's commitment, and as the lead closes rounds and draws.

A nonce isn't kept anywhere: it is computed from a secret of the node's own (`keys/draws.key`) over task, round and member, so it survives
a crash, is the same in every process, and never comes out twice different. It leaves only when every party's commitment to the round stands
in a ledger that was verified here. Each record has a request id of its own: whatever is repeated is signed once.
"""

from __future__ import annotations

import hmac
import logging
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from exchange.domain.audit import AuditTag
from exchange.ledger.checkpoints import ledger_origin
from exchange.planning.draw import DrawError, commitment
from exchange.planning.ledger_draw import Folded, Thread, deadline, drawn, fold
from exchange.storage import ledgers
from exchange.storage.threads import header_of
from exchange.storage.writer import RequestKey, Submission
from exchange.sync.context import NodeContext
from exchange.sync.draw_threads import is_drawn, task_rows, thread_of
from exchange.sync.events import job_event
from exchange.sync.publisher import DraftRequest, Publisher
from exchange.sync.secrets import secret_of
from exchange.v1 import draw_pb2, record_pb2

TASKS_AT_ONCE = 100
log = logging.getLogger(__name__)
_NAMESPACE = uuid5(NAMESPACE_URL, "urn:delta-exchange:draw")
_Payload = draw_pb2.DrawCommitment | draw_pb2.DrawReveal | draw_pb2.DrawClosure | draw_pb2.DrawResult


@dataclass(slots=True)
class DrawCounts:
    """What a run signed. `without_organ`: steps due that this node may not sign; `lost`: whose nonce can't be computed any more."""

    committed: int = 0
    revealed: int = 0
    closed: int = 0
    drawn: int = 0
    without_organ: int = 0
    lost: int = 0
    failed: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Open:
    """A task that isn't drawn yet, and how its record is addressed."""

    thread: Thread
    folded: Folded
    header: record_pb2.RecordHeader


class Drawing:
    """One node's part."""

    def __init__(self, context: NodeContext) -> None:
        self._context = context
        self._publisher = Publisher(context)

    def run(self) -> DrawCounts:
        """Takes each step that is due."""
        counts = DrawCounts()
        for one in self._open():
            if one.folded.failed:
                continue
            try:
                self._take_part(one, counts)
                self._lead(one, counts)
            except Exception:
                log.exception("draw %s", one.thread.task_id)  # one draw that fails must not stop the others
                counts.failed += 1
        return counts

    def _open(self) -> list[Open]:
        found, before = [], 0
        with self._context.database.reading() as connection:
            while rows := task_rows(connection, before=before, limit=TASKS_AT_ONCE):
                before = rows[-1].position
                for row in rows:
                    if is_drawn(connection, row):
                        continue
                    thread = thread_of(connection, row)
                    folded = fold(thread)
                    if folded.result is None:
                        found.append(Open(thread=thread, folded=folded, header=header_of(row)))
        return found

    def _take_part(self, one: Open, counts: DrawCounts) -> None:
        """Commits, or reveals once everybody has committed."""
        member, folded = self._context.member, one.folded
        if member not in folded.parties or folded.complete:
            return
        organ = next(each.organ for each in (*one.thread.task.parties, *one.thread.task.witnesses) if each.member == member)
        if organ not in self._context.organ_signers:
            counts.without_organ += 1
            return
        number, running = folded.number, folded.running
        nonce = self._nonce(one.thread.task_id, number)
        value = commitment(task=one.thread.task_id, number=number, member=member, nonce=nonce)
        if member not in running.commitments:
            self._sign(one, organ, "commitment", draw_commitment=draw_pb2.DrawCommitment(number=number, commitment=value))
            counts.committed += 1
        elif member not in running.nonces and set(folded.parties) <= set(running.commitments):
            if running.commitments[member] != value:
                counts.lost += 1  # keys/draws.key isn't the one that the commitment came from
                return
            self._sign(one, organ, "reveal", draw_reveal=draw_pb2.DrawReveal(number=number, nonce=nonce))
            counts.revealed += 1

    def _lead(self, one: Open, counts: DrawCounts) -> None:
        """Publishes the lists, or ends a round whose time is over."""
        thread, folded = one.thread, one.folded
        if thread.lead != self._context.member:
            return
        late = self._context.now() > deadline(thread.task, folded.number)
        if not folded.complete and not late:
            return
        if thread.organ not in self._context.organ_signers:
            counts.without_organ += 1
        elif folded.complete:
            try:
                made = drawn(thread, folded)
            except DrawError:  # the register isn't the task's: nothing is drawn by it
                return
            self._sign(one, thread.organ, "result", draw_result=made)
            counts.drawn += 1
        elif sizes := self._sizes(one):
            self._sign(one, thread.organ, "closure", draw_closure=draw_pb2.DrawClosure(number=folded.number, sizes=sizes))
            counts.closed += 1

    def _sizes(self, one: Open) -> list[draw_pb2.LedgerSize]:
        """How far each party's ledger has been read; none while one hasn't been read to its end since the round's time was over."""
        end = int(deadline(one.thread.task, one.folded.number).timestamp() * 1e6)
        found: list[draw_pb2.LedgerSize] = []
        with self._context.database.reading() as connection:
            for each in (*one.thread.task.parties, *one.thread.task.witnesses):
                head = ledgers.find(connection, ledger_origin(each.member))
                if head is None or (not head.own and (head.verified_at or 0) <= end):
                    return []
                found.append(draw_pb2.LedgerSize(member=each.member, size=head.size))
        return found

    def _nonce(self, task: str, number: int) -> bytes:
        """Of a round, for this node."""
        key = secret_of(self._context.settings.home, "draws")
        return hmac.new(key, f"{task}/{number}/{self._context.member}".encode(), sha256).digest()

    def _sign(self, one: Open, organ: str, kind: str, **payload: _Payload) -> None:
        """Signs and enters a step, to whom the task is addressed, once."""
        (content,) = payload.values()
        name = f"{self._context.member} {one.thread.task_id} {kind} {content.number}"
        draft = record_pb2.RecordDraft(
            organ=organ,
            thread_id=one.thread.task_id,
            audience=one.header.audience,
            sharing_class=one.header.sharing_class,
            basis_id=one.header.basis_id,
            purpose=record_pb2.PURPOSE_JOINT_INSPECTION,
            **payload,  # type: ignore[arg-type]  # one field of the oneof
        )
        caller = f"exchange://{self._context.member}/node/draws"
        key = RequestKey(request_id=str(uuid5(_NAMESPACE, name)), caller=caller, digest=sha256(name.encode()).digest())
        items = self._publisher.draft_items([DraftRequest(draft=draft, request=key)])

        def events(placed: Any) -> list[Any]:
            ids = [each.record_id for each in placed if not each.repeated]
            return [job_event(self._context, AuditTag.DRAW_STEP, detail=name, record_ids=ids)] if ids else []

        self._context.writer.submit(Submission(items=items, audit=events)).result()
