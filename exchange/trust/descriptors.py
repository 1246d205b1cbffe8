"""Member descriptors as files: TUF targets named `<code>.json`, in protobuf JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping

from google.protobuf.json_format import MessageToJson, Parse, ParseError

from exchange.trust.errors import MembershipError
from exchange.v1.trust_pb2 import MemberDescriptor, OrganDescriptor

MAX_DESCRIPTOR_SIZE = 1_000_000  # bytes; 256 organs (trust.proto) with a dozen keys each stay well below
_TARGET = re.compile(r"([0-9]{6})\.json")


def target_name(code: str) -> str:
    """The name of member `code`'s target."""
    return f"{code}.json"


def descriptor_json(descriptor: MemberDescriptor | OrganDescriptor) -> bytes:
    """The descriptor as its target's content: UTF-8, indented, so that those who sign it can read it."""
    return MessageToJson(descriptor, indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def parse_descriptor(data: bytes, *, name: str) -> MemberDescriptor:
    """Reads the target called `name`. Fields of a later version are passed over.

    Raises:
        MembershipError: the name is no target's, the content isn't a descriptor, or it is another member's.
    """
    match = _TARGET.fullmatch(name)
    if match is None:
        raise MembershipError(member="?", field="target", fault=f"{name!r}; a target is called <six digits>.json")
    try:
        descriptor = Parse(data, MemberDescriptor(), ignore_unknown_fields=True)
    except (ParseError, UnicodeDecodeError) as error:
        raise MembershipError(member=match[1], field="target", fault=f"{name} isn't a MemberDescriptor in JSON: {error}") from error
    if descriptor.code != match[1]:
        raise MembershipError(member=match[1], field="code", fault=f"is {descriptor.code!r} in {name}; it must be {match[1]}")
    return descriptor


def parse_descriptors(targets: Mapping[str, bytes]) -> list[MemberDescriptor]:
    """Reads targets by name, in the order of the names.

    Raises:
        MembershipError: as `parse_descriptor`.
    """
    return [parse_descriptor(targets[name], name=name) for name in sorted(targets)]
