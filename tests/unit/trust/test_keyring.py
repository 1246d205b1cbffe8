"""When a key counts: validity by time, revocation by place in the ledger."""

from datetime import timedelta

import pytest

from exchange.ledger.keys import Ed25519Signer
from exchange.trust.errors import EntryError
from exchange.trust.keyring import KeyHolder, make_entry, note_name, read_entry
from tests.support.trust import JINSHAN, NOW

HOLDER = KeyHolder(member=JINSHAN, purpose="ledger")
DAY = timedelta(days=1)


def trusted(**times):
    entry = make_entry(Ed25519Signer.generate(), HOLDER, not_before=NOW, enrolment_document="沪市监〔2026〕1号")
    index = times.pop("revoked_from_index", None)
    for name, value in times.items():
        getattr(entry, name).FromDatetime(value)
    if index is not None:
        entry.revoked_from_index = index
    return read_entry(entry, HOLDER)


@pytest.mark.parametrize(
    ("times", "at", "index", "counts"),
    [
        ({}, NOW, None, True),
        ({}, NOW - DAY, 0, False),
        ({"not_after": NOW + DAY}, NOW + DAY, 5, True),
        ({"not_after": NOW + DAY}, NOW + DAY + timedelta(seconds=1), 5, False),
        ({"revoked_at": NOW + DAY}, NOW + DAY - timedelta(seconds=1), None, True),
        ({"revoked_at": NOW + DAY}, NOW + DAY, None, False),
        # the thief writes any time he likes; the place in the witnessed ledger he can't
        ({"revoked_at": NOW + DAY, "revoked_from_index": 10}, NOW, 10, False),
        ({"revoked_at": NOW + DAY, "revoked_from_index": 10}, NOW, 9, True),
        ({"revoked_at": NOW + DAY, "revoked_from_index": 10}, NOW, None, False),
        ({"revoked_at": NOW + DAY, "revoked_from_index": 0}, NOW, 0, False),
    ],
)
def test_when_a_key_counts(times, at, index, counts):
    assert trusted(**times).covers(at=at, index=index) is counts


def test_proof_is_bound_to_member_and_purpose():
    entry = make_entry(Ed25519Signer.generate(), HOLDER, not_before=NOW)

    for other in (KeyHolder(member="330482", purpose="ledger"), KeyHolder(member=JINSHAN, purpose="audit")):
        with pytest.raises(EntryError) as caught:
            read_entry(entry, other)
        assert caught.value.field == "proof_of_possession"


def test_names_in_notes():
    assert [note_name(JINSHAN, purpose) for purpose in ("ledger", "audit", "witness")] == [
        "delta-exchange/310116/ledger",
        "delta-exchange/310116/audit",
        "delta-exchange/310116/witness",
    ]
