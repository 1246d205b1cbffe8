"""StandardService: which wording applied where, on which day, who applies it, how two compare, what fine follows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_

from exchange.domain import standards as law
from exchange.domain.audit import AuditTag
from exchange.node import requests
from exchange.node.calls import Call, current
from exchange.node.paging import key_in, page_size, token_for
from exchange.node.services.base import Service
from exchange.node.services.fines import Fine
from exchange.storage import reading
from exchange.storage.tables import standard_adoptions, standard_mappings, standards
from exchange.sync.publisher import LEGAL_ZONE
from exchange.trust.errors import UnknownMemberError
from exchange.v1 import standard_service_pb2
from exchange.v1.standard_service_pb2_grpc import StandardServiceServicer
from exchange.wire import invalid

pb = standard_service_pb2


class StandardService(Service, StandardServiceServicer):
    """Read-only."""

    async def GetStandardInForce(self, request: pb.GetStandardInForceRequest, _context: Any) -> pb.GetStandardInForceResponse:
        """The versions in force on a day (处罚法 37)."""
        call, reader, day = current(), self.reader(), requests.day(request.on, "on")
        call.tag, call.query = AuditTag.STANDARDS_READ, requests.words(request)

        def ask(connection: Connection) -> pb.GetStandardInForceResponse:
            known = reading.Ledgers.read(connection)
            if request.standard_id:
                versions = reading.versions_of(connection, request.standard_id, reader, member=request.member)
            else:
                versions = reading.versions_about(connection, [request.matter_code], reader, member=request.member)
            groups: dict[tuple[str, str], list[law.Version]] = {}
            for one in versions:
                groups.setdefault((one.origin, one.standard_id), []).append(one)
            chosen = [version.position for group in groups.values() if (version := law.in_force(group, day)) is not None]
            views = reading.standards_at(connection, chosen, known)
            found = [view for _position, view in sorted(views.items()) if _names(view, request.matter_code)]
            return pb.GetStandardInForceResponse(standards=found, sources=known.freshness(reader))

        answer = await self.read(ask)
        call.shows(record_ids=[one.record_id for one in answer.standards])
        return answer

    async def ListStandards(self, request: pb.ListStandardsRequest, _context: Any) -> pb.ListStandardsResponse:
        """All versions, oldest first."""
        call, reader, limit = current(), self.reader(), page_size(request)
        call.tag, call.query = AuditTag.STANDARDS_READ, requests.words(request)
        columns = {"member": standards.c.origin, "domain": standards.c.domain, "kind": standards.c.kind}
        conditions = [column == value for name, column in columns.items() if (value := getattr(request, name))]
        after = key_in(request, 0)

        def ask(connection: Connection) -> pb.ListStandardsResponse:
            rows = reading.standard_rows(connection, conditions, reader, after=after, limit=limit + 1)
            views = reading.standard_views(rows[:limit], reading.Ledgers.read(connection))
            return pb.ListStandardsResponse(standards=views, next_page_token=_token(request, rows, limit))

        answer = await self.read(ask)
        call.shows(record_ids=[one.record_id for one in answer.standards])
        return answer

    async def GetApplicableStandards(self, request: pb.GetApplicableStandardsRequest, _context: Any) -> pb.GetApplicableStandardsResponse:
        """What applies to a matter in each place, by the dates of act and decision (从旧兼从轻)."""
        call, reader, question = current(), self.reader(), self._question(request)
        call.tag, call.query = AuditTag.APPLICABLE_STANDARDS_READ, requests.words(request)
        answer = await self.read(lambda connection: reading.applicable_standards(connection, question, reader))
        _note_applicable(call, answer.standards)
        return answer

    def _question(self, request: pb.GetApplicableStandardsRequest) -> reading.MatterQuestion:
        today = self.context.now().astimezone(LEGAL_ZONE).date().isoformat()
        act_on = requests.day(request.act_on, "act_on")
        decided_on = requests.day(request.decided_on, "decided_on") if request.decided_on else today
        if decided_on < act_on:
            raise invalid("decided_on", f"{decided_on} is before act_on {act_on}; a decision follows its act")
        return reading.MatterQuestion(
            matter=law.Matter(member=request.member or self.context.member, code=request.matter_code),
            act_on=act_on,
            decided_on=decided_on,
            kind=request.kind,
            place=request.place,
            organ=request.organ,
            organ_member=self._member_of(request.organ) if request.organ else "",
        )

    def _member_of(self, organ: str) -> str:
        try:
            member, _descriptor = self.context.trust.membership.organ(organ)
        except UnknownMemberError as error:
            raise invalid("organ", f"{error}; give the USCC of an organ in the membership") from error
        return str(member)

    async def CompareStandards(self, request: pb.CompareStandardsRequest, _context: Any) -> pb.CompareStandardsResponse:
        """Two members' standards on one matter, item by item."""
        call, reader = current(), self.reader()
        requests.day(request.on, "on")
        if request.first_member == request.second_member:
            raise invalid("second_member", "must be another member than first_member")
        call.tag, call.query = AuditTag.STANDARDS_COMPARED, requests.words(request)
        answer = await self.read(lambda connection: reading.compared_standards(connection, request, reader))
        call.shows(record_ids=[one.record_id for one in (answer.first, answer.second, *answer.others)])
        return answer

    async def CalculateDiscretion(self, request: pb.CalculateDiscretionRequest, _context: Any) -> pb.CalculateDiscretionResponse:
        """A fine, explained factor by factor."""
        call, fine = current(), Fine(request=request, reader=self.reader(), today=self.context.today)
        call.tag, call.query = AuditTag.DISCRETION_CALCULATED, requests.words(request)
        call.shows(subjects=[request.subject])
        answer = await self.read(fine.calculate)
        call.shows(record_ids=[answer.standard.record_id, *answer.counted_record_ids])
        return answer

    async def ListMappings(self, request: pb.ListMappingsRequest, _context: Any) -> pb.ListMappingsResponse:
        """What stands of the correspondence of matters, oldest first."""
        call, reader, limit, table = current(), self.reader(), page_size(request), standard_mappings
        call.tag, call.query = AuditTag.STANDARDS_READ, requests.words(request)
        conditions: list[ColumnElement[bool]] = [table.c.superseded_by.is_(None)]
        if request.member:
            conditions.append(or_(table.c.from_member == request.member, table.c.to_member == request.member))
        if request.matter_code:
            conditions.append(or_(table.c.from_code == request.matter_code, table.c.to_code == request.matter_code))
        if request.on:
            day = requests.day(request.on, "on")
            conditions += [table.c.valid_from <= day, or_(table.c.valid_to == "", table.c.valid_to >= day)]
        after = key_in(request, 0)

        def ask(connection: Connection) -> pb.ListMappingsResponse:
            rows = reading.mapping_rows(connection, conditions, reader, after=after, limit=limit + 1)
            return pb.ListMappingsResponse(mappings=reading.mapping_views(rows[:limit]), next_page_token=_token(request, rows, limit))

        answer = await self.read(ask)
        call.shows(record_ids=[one.record_id for one in answer.mappings])
        return answer

    async def ListAdoptions(self, request: pb.ListAdoptionsRequest, _context: Any) -> pb.ListAdoptionsResponse:
        """What organs have said of standards, oldest first."""
        call, reader, limit, table = current(), self.reader(), page_size(request), standard_adoptions
        call.tag, call.query = AuditTag.STANDARDS_READ, requests.words(request)
        conditions = [table.c.superseded_by.is_(None)]
        conditions += [table.c[name] == value for name in ("standard_id", "issuer", "organ") if (value := getattr(request, name))]
        after = key_in(request, 0)

        def ask(connection: Connection) -> pb.ListAdoptionsResponse:
            rows = reading.adoption_rows(connection, conditions, reader, after=after, limit=limit + 1)
            return pb.ListAdoptionsResponse(adoptions=reading.adoption_views(rows[:limit]), next_page_token=_token(request, rows, limit))

        answer = await self.read(ask)
        call.shows(record_ids=[one.record_id for one in answer.adoptions])
        return answer


def _names(view: pb.StandardView, matter_code: str) -> bool:
    """Whether the version in force still says anything of the matter that was asked for, if one was."""
    return not matter_code or bool(law.items_of(view.standard, [matter_code]))


def _token(request: Any, rows: Any, limit: int) -> str:
    return token_for(request, rows[limit - 1].position) if len(rows) > limit else ""


def _note_applicable(call: Call, found: Iterable[pb.ApplicableStandard]) -> None:
    for one in found:
        adoptions = (each.record_id for each in one.adoptions)
        call.shows(record_ids=[one.standard.record_id, one.other_version.record_id, *one.mapping_record_ids, *adoptions])
