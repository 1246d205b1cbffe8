"""Just enough of edwards25519 (RFC 8032 §5.1) to tell a sound public key from one that verifies anything.

Public keys only: nothing here needs to run in constant time.
"""

from __future__ import annotations

from typing import NamedTuple

P = 2**255 - 19  # field prime, RFC 8032 §5.1
L = 2**252 + 27742317777372353535851937790883648493  # order of the base point, RFC 8032 §5.1
D = -121665 * pow(121666, P - 2, P) % P
_SQRT_MINUS_ONE = pow(2, (P - 1) // 4, P)


class Point(NamedTuple):
    """Extended homogeneous coordinates, RFC 8032 §5.1.4."""

    x: int
    y: int
    z: int
    t: int


IDENTITY = Point(0, 1, 1, 0)


def decode(raw: bytes) -> Point | None:
    """The point that 32 bytes encode (RFC 8032 §5.1.3); None where they encode none, or not in the one canonical way."""
    number = int.from_bytes(raw, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * _SQRT_MINUS_ONE % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return Point(x, y, 1, x * y % P)


def add(left: Point, right: Point) -> Point:
    """RFC 8032 §5.1.4; complete, so it doubles too."""
    a = (left.y - left.x) * (right.y - right.x) % P
    b = (left.y + left.x) * (right.y + right.x) % P
    c = 2 * left.t * right.t * D % P
    d = 2 * left.z * right.z % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return Point(e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(scalar: int, point: Point) -> Point:
    """`scalar` times `point`."""
    result = IDENTITY
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def is_identity(point: Point) -> bool:
    """Whether the point is the group's zero."""
    return point.x % P == 0 and (point.y - point.z) % P == 0
