"""The membership as the record verifier asks it: an organ's keys, times as POSIX seconds, computed once a membership."""

from __future__ import annotations

from collections.abc import Sequence

from exchange.ledger import envelope
from exchange.trust.errors import UnknownMemberError
from exchange.trust.membership import Membership


class MembershipKeys:
    """`exchange.ledger.envelope.KeyResolver` over one membership."""

    def __init__(self, membership: Membership) -> None:
        self.membership = membership
        self._organs: dict[str, Sequence[envelope.TrustedKey]] = {}

    def organ_keys(self, organ: str) -> Sequence[envelope.TrustedKey]:
        """All keys the organ ever had; empty where no member lists it."""
        found = self._organs.get(organ)
        if found is None:
            found = self._organs[organ] = self._read(organ)
        return found

    def _read(self, organ: str) -> Sequence[envelope.TrustedKey]:
        try:
            keys = self.membership.verification_keys(organ)
        except UnknownMemberError:
            return ()
        return tuple(
            envelope.TrustedKey(
                key=one.key,
                organ=organ,
                member=one.member,
                not_before=int(one.not_before.timestamp()),
                not_after=int(one.not_after.timestamp()) if one.not_after else None,
                revoked_at=int(one.revoked_at.timestamp()) if one.revoked_at else None,
                revoked_from_index=one.revoked_from_index,
            )
            for one in keys
        )
