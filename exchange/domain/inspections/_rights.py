"""Joint inspection rights: whose officers inspect at a neighbour's, and don't only assist (浙江条例 29; RULES.md §5.1, H2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations

from exchange.domain.policy import AgreementTerms
from exchange.v1 import inspection_service_pb2 as pb


@dataclass(frozen=True, kw_only=True, slots=True)
class EnforcingOrgan:
    """An organ as its member's descriptor has it: USCC, member, EnforcementDomains."""

    uscc: str
    member: str
    domains: frozenset[int]


def joint_rights(agreements: Iterable[AgreementTerms], organs: Iterable[EnforcingOrgan]) -> Iterator[pb.JointRight]:
    """Yield each pair of host and guest to whom an agreement gives the right, in either direction.

    Both are of members of the agreement, bound by it, and act in one of its domains. An agreement on some townships gives no right to the
    whole of a member, so it yields nothing here.
    """
    known = sorted(organs, key=lambda one: one.uscc)
    for terms in sorted(agreements, key=lambda one: one.agreement_id):
        if not terms.joint_inspection_right:
            continue
        bound = [one for one in known if one.member in terms.members and terms.covers_organ(one.uscc) and one.domains & terms.domains]
        for host, guest in permutations(bound, 2):
            if host.member != guest.member and host.domains & guest.domains & terms.domains and terms.covers_region(host.member):
                yield pb.JointRight(
                    agreement_id=terms.agreement_id,
                    host=host.uscc,
                    guest=guest.uscc,
                    valid_from=terms.valid_from.isoformat(),
                    valid_to=terms.valid_to.isoformat(),
                )
