"""From the registers that organs have signed (inspection_register.proto), and what was done since, to a planner's values.

What an organ lists lies in the territory of its member. Where several list the same site, the stricter class counts, it is of a key
sector, or not to be disturbed, if one of them says so, and it lies where the first says. Registers are taken as they are: what they lack,
or say of what isn't registered, is named by `RegisterError`.

Whom another plan sends somewhere is absent on that day: what was promised before isn't upset. Absences are of whole days, so an officer
whom another plan needs for one half-day goes nowhere else in the other.

When a plan is re-made, its own visits to come promise nothing: they aren't done, and bind nobody. Those that were carried out, by one organ
at least, stay as they are, with all their organs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from exchange.planning.model import (
    Agreement,
    Credit,
    DoneVisit,
    Matter,
    Member,
    Officer,
    Organ,
    Period,
    Power,
    Recognition,
    Risk,
    Site,
    Target,
    Trigger,
)
from exchange.v1 import inspection_pb2
from exchange.v1 import inspection_register_pb2 as register_pb2
from exchange.v1 import inspection_service_pb2 as service_pb2

POWERS: Mapping[int, Power] = {
    register_pb2.INSPECTION_POWER_OWN: Power.OWN,
    register_pb2.INSPECTION_POWER_AUTHORISED: Power.AUTHORISED,
    register_pb2.INSPECTION_POWER_ENTRUSTED: Power.ENTRUSTED,
    register_pb2.INSPECTION_POWER_NONE: Power.NONE,
}
TRIGGERS: Mapping[int, Trigger] = {
    number: Trigger(name.removeprefix("INSPECTION_TRIGGER_").lower().replace("_", "-"))
    for name, number in inspection_pb2.InspectionTrigger.items()
    if number
}


class RegisterError(ValueError):
    """The registers don't hold what a plan or a draw needs; the message names the organ and what it should register."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Registers:
    """What the registers of some organs say, and what has been done by them.

    Attributes:
        organs: by USCC, in the order asked for.
        yards: from which a member's cars set out: its first organ's, by member.
        matters: of the organs.
        targets: sites of companies, by id.
        officers: of the organs, none yet drawn.
        covered: last day on which a site was covered, where a register says it, by target id.
    """

    organs: Mapping[str, Organ]
    yards: Mapping[str, Site]
    matters: tuple[Matter, ...]
    targets: Mapping[str, Target]
    officers: tuple[Officer, ...]
    covered: Mapping[str, date] = field(default_factory=dict)

    @property
    def members(self) -> tuple[Member, ...]:
        """Those of the organs and of the companies' sites that have a yard."""
        return tuple(Member(code=code, yard=yard) for code, yard in self.yards.items())

    def matters_of(self, codes: Iterable[str]) -> tuple[Matter, ...]:
        """The organs' matters of these codes.

        Raises:
            RegisterError: no organ has registered one of them.
        """
        wanted = list(codes)
        found = tuple(one for one in self.matters if one.code in wanted)
        if missing := sorted(set(wanted) - {one.code for one in found}):
            raise RegisterError(f"matter {', '.join(missing)} is registered by none of {', '.join(self.organs)}; register it first")
        return found


def registers_of(
    views: Iterable[service_pb2.RegisterView],
    history: service_pb2.GetInspectionHistoryResponse,
    *,
    organs: Sequence[str],
    replanned: str = "",
) -> Registers:
    """Return what the registers say.

    Args:
        views: the registers that count, as the node gives them.
        history: visits made and planned since; they count towards the caps beside the visits that registers name, and bind officers.
        organs: USCCs of those who take part; of others only the companies' sites are used.
        replanned: the plan that is re-made, if one is: by the record id of its first version.

    Raises:
        RegisterError: an organ hasn't said what it is, an officer's reference is two organs', or a number is out of place.
    """
    held = list(views)
    described = {one.organ: one for one in held if one.register.HasField("organ")}
    for uscc in organs:
        if uscc not in described:
            raise RegisterError(f"organ {uscc} hasn't registered itself: its register needs `organ`, with power, yard and caps")
    taking_part = [one for one in held if one.organ in organs]
    known = {uscc: _organ(described[uscc]) for uscc in organs}
    yards: dict[str, Site] = {}
    for uscc in organs:
        yards.setdefault(described[uscc].member, _site(described[uscc].register.organ.yard))
    matters = _matters(taking_part)
    visits = _standing(history, replanned)
    officers = _with_absences(_officers(taking_part), [one for one in visits if one.plan_id != replanned])
    targets, covered = _targets(one for one in held if one.member in yards)
    caps = {(one.organ, one.code): one.cap_class for one in matters}
    done, recognised = _done(taking_part, visits, caps), _recognised(history)
    return Registers(
        organs=known,
        yards=yards,
        matters=matters,
        targets={
            name: _with(target, done.get(target.uscc, ()), recognised.get(target.uscc, ())) for name, target in sorted(targets.items())
        },
        officers=officers,
        covered=covered,
    )


def agreements_of(rights: Iterable[service_pb2.JointRight], organs: Sequence[str]) -> tuple[Agreement, ...]:
    """Return the joint inspection rights between organs that take part."""
    return tuple(
        Agreement(
            id=one.agreement_id,
            host=one.host,
            guest=one.guest,
            valid=Period(first=date.fromisoformat(one.valid_from), last=date.fromisoformat(one.valid_to)),
        )
        for one in rights
        if one.host in organs and one.guest in organs
    )


def carried_out(history: service_pb2.GetInspectionHistoryResponse, plan_id: str) -> frozenset[tuple[str, str]]:
    """Return (organ, USCC) of the plan's visits of which an organ has entered its result: with all organs, they stay as they were."""
    visits = (one for one in _standing(history, plan_id) if one.plan_id == plan_id)
    return frozenset((one.organ, one.uscc) for one in visits)


def overdue(history: service_pb2.GetInspectionHistoryResponse, plan_id: str, *, today: date) -> tuple[str, ...]:
    """Return the ids of the plan's visits that should have been made before a day, and of which no organ has entered a result."""
    begun = _begun(history)
    late = {one.visit_id for one in history.planned if one.plan_id == plan_id and one.day < today.isoformat()}
    return tuple(sorted(one for one in late if (plan_id, one) not in begun))


def _begun(history: service_pb2.GetInspectionHistoryResponse) -> frozenset[tuple[str, str]]:
    return frozenset((one.plan_id, one.visit_id) for one in history.made)


def _standing(history: service_pb2.GetInspectionHistoryResponse, replanned: str) -> list[service_pb2.VisitView]:
    """Visits made and promised, without those that the re-made plan has still to make."""
    begun = _begun(history)
    return [*history.made, *(one for one in history.planned if one.plan_id != replanned or (one.plan_id, one.visit_id) in begun)]


def _with_absences(officers: Iterable[Officer], visits: Iterable[service_pb2.VisitView]) -> tuple[Officer, ...]:
    """Absent on the days on which they go elsewhere, by plans that their own organ has signed: others' bind nobody here."""
    days: dict[tuple[str, str], set[date]] = defaultdict(set)
    for one in visits:
        for organ in one.signed_by:
            for ref in one.officers:
                days[organ, ref].add(date.fromisoformat(one.day))
    return tuple(replace(one, leave=(*one.leave, *_days(sorted(days.get((one.organ, one.ref), ()))))) for one in officers)


def _days(days: Iterable[date]) -> Iterator[Period]:
    return (Period(first=one, last=one) for one in days)


def _organ(view: service_pb2.RegisterView) -> Organ:
    organ = view.register.organ
    return Organ(uscc=view.organ, member=view.member, power=POWERS.get(organ.power, Power.NONE), caps=dict(organ.caps))


def _site(place: register_pb2.MapPlace) -> Site:
    return Site(x=place.x, y=place.y)


def _matters(views: Iterable[service_pb2.RegisterView]) -> tuple[Matter, ...]:
    """Each matter of an organ stands in one of its registers."""
    found: dict[tuple[str, str], tuple[str, Matter]] = {}
    for view in views:
        for one in view.register.matters:
            key, name = (view.organ, one.matter_code), view.register.name
            if key in found:
                raise RegisterError(
                    f"matter {one.matter_code} of {view.organ} is in its registers {found[key][0]} and {name}; publish one without it"
                )
            found[key] = name, _matter(view.organ, one)
    return tuple(matter for _name, matter in found.values())


def _matter(organ: str, one: register_pb2.RegisteredMatter) -> Matter:
    return Matter(
        organ=organ,
        code=one.matter_code,
        minutes=one.minutes,
        skills=frozenset(one.skills),
        remote=one.remote,
        cap_class=one.cap_class,
        published=one.published,
    )


def _officers(views: Iterable[service_pb2.RegisterView]) -> tuple[Officer, ...]:
    found: dict[str, Officer] = {}
    places: dict[str, str] = {}
    for view in views:
        for one in view.register.officers:
            place = f"{view.register.name} of {view.organ}"
            if one.officer in found:
                raise RegisterError(
                    f"officer {one.officer} is in registers {places[one.officer]} and {place}; references must differ, each stands in one"
                )
            places[one.officer] = place
            found[one.officer] = Officer(
                ref=one.officer,
                organ=view.organ,
                skills=frozenset(one.skills),
                station=_site(one.station),
                certificate_until=date.fromisoformat(one.certificate_until) if one.certificate_until else None,
                avoids=frozenset(one.avoids),
                leave=tuple(Period(first=date.fromisoformat(each.first_day), last=date.fromisoformat(each.last_day)) for each in one.leave),
                drawn=False,
            )
    return tuple(found.values())


def _targets(views: Iterable[service_pb2.RegisterView]) -> tuple[dict[str, Target], dict[str, date]]:
    """Sites by id, and when they were covered. Where two members each say that a site is theirs, both stand: neither takes the other's."""
    found: dict[tuple[str, str], Target] = {}
    covered: dict[tuple[str, str], date] = {}
    for view in views:
        for one in view.register.companies:
            key = f"{one.uscc}/{one.site}" if one.site else one.uscc, view.member
            fresh = Target(
                id=key[0],
                uscc=one.uscc,
                member=view.member,
                site=_site(one.place),
                area=one.area,
                risk=Risk(one.risk),
                credit=Credit(one.credit),
                key_sector=one.key_sector,
                no_disturb=one.no_disturb,
            )
            found[key] = _merged(found[key], fresh) if key in found else fresh
            if one.covered_on:
                covered[key] = max(covered.get(key, date.min), date.fromisoformat(one.covered_on))
    claims = Counter(name for name, _member in found)
    ids = {(name, member): name if claims[name] == 1 else f"{name}@{member}" for name, member in found}
    return {ids[key]: replace(one, id=ids[key]) for key, one in found.items()}, {ids[key]: day for key, day in covered.items()}


def _merged(before: Target, fresh: Target) -> Target:
    return replace(
        before,
        risk=max(before.risk, fresh.risk),
        credit=max(before.credit, fresh.credit),
        key_sector=before.key_sector or fresh.key_sector,
        no_disturb=before.no_disturb or fresh.no_disturb,
    )


def _done(
    views: Iterable[service_pb2.RegisterView],
    visits: Iterable[service_pb2.VisitView],
    caps: Mapping[tuple[str, str], str],
) -> dict[str, set[DoneVisit]]:
    """Visits made, and those that other plans have promised, by company: an organ's of one day and cap class is one."""
    found: dict[str, set[DoneVisit]] = defaultdict(set)
    for uscc, organ, code, trigger, day in _visits(views, visits):
        if trigger not in TRIGGERS:  # a newer release's
            continue
        cap_class = caps.get((organ, code), "")
        found[uscc].add(DoneVisit(organ=organ, cap_class=cap_class, trigger=TRIGGERS[trigger], day=date.fromisoformat(day)))
    return found


def _visits(views: Iterable[service_pb2.RegisterView], visits: Iterable[service_pb2.VisitView]) -> Iterator[tuple[str, str, str, int, str]]:
    for view in views:
        for one in view.register.visits:
            yield one.uscc, view.organ, one.matter_code, one.trigger, one.day
    for visit in visits:
        for code in visit.matter_codes:
            yield visit.uscc, visit.organ, code, visit.trigger, visit.day


def _recognised(history: service_pb2.GetInspectionHistoryResponse) -> dict[str, set[Recognition]]:
    found: dict[str, set[Recognition]] = defaultdict(set)
    for one in history.recognitions:
        matter = one.own_matter_code or one.matter_code
        found[one.uscc].add(Recognition(organ=one.organ, matter=matter, until=date.fromisoformat(one.until)))
    return found


def _with(target: Target, done: Iterable[DoneVisit], recognised: Iterable[Recognition]) -> Target:
    return replace(
        target,
        done=tuple(sorted(done, key=lambda one: (one.day, one.organ, one.cap_class, one.trigger))),
        recognised=tuple(sorted(recognised, key=lambda one: (one.organ, one.matter, one.until))),
    )
