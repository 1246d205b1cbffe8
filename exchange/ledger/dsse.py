"""DSSE's pre-authentication encoding: what is signed is a type and the bytes, unmistakably (DSSE v1.0.2, protocol.md)."""

from __future__ import annotations


def pae(payload_type: str, payload: bytes) -> bytes:
    """`DSSEv1 <length of type> <type> <length of payload> <payload>`, lengths in bytes, in decimal."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)
