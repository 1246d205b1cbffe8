"""What the `exchange member` commands share: files in, tables out, and where a node fetches the membership."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from exchange.cli.errors import CliError, FieldFault, UnreachableError, VerificationFailedError
from exchange.cli.output import done, message_object, print_details, print_json, print_table
from exchange.cli.parameters import USCC, EnumType
from exchange.texts.formats import LEGAL_TIME
from exchange.texts.i18n import _
from exchange.texts.terms import word

if TYPE_CHECKING:
    import grpc

    from exchange.settings import NodeSettings
    from exchange.trust.client import TrustStatus
    from exchange.trust.enrolment import OrganGrant
    from exchange.trust.membership import Membership
    from exchange.trust.repository import PublishedVersions, RootState
    from exchange.v1.trust_pb2 import MemberDescriptor, OrganDescriptor

DOMAIN = EnumType("subject", "EnforcementDomain", prefix="ENFORCEMENT_DOMAIN_")
_Described = TypeVar("_Described", "MemberDescriptor", "OrganDescriptor")


def utc_now() -> datetime:
    """The system's clock."""
    return datetime.now(UTC)


@contextmanager
def trust_faults() -> Iterator[None]:
    """Errors of the trust floor leave the block as the command line's.

    Raises:
        CliError: in their stead.
    """
    from exchange.trust import errors

    try:
        yield
    except errors.MembershipError as error:
        fault = FieldFault(field=f"{error.member}.{error.field}", description=error.fault)
        raise CliError(str(error), reason="MEMBERSHIP_UNSOUND", fields=[fault]) from error
    except errors.TrustRefusedError as error:
        raise VerificationFailedError(str(error), reason=f"MEMBERSHIP_{error.reason}") from error
    except errors.TrustUnavailableError as error:
        raise UnreachableError(str(error), reason="MEMBERSHIP_UNAVAILABLE") from error
    except errors.TrustError as error:
        raise CliError(str(error), reason="REPOSITORY_REFUSED") from error
    except FileExistsError as error:
        description = _("{path} is there already; nothing was changed").format(path=error.filename)
        raise CliError(description, reason="ALREADY_EXISTS", fields=[FieldFault(field="file", description=description)]) from error


def read_file(path: Path, field: str) -> bytes:
    """The content of a file that was named in `field`.

    Raises:
        CliError: it can't be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        description = _("{path} can't be read: {reason}").format(path=path, reason=error.strerror)
        raise CliError(description, reason="FILE_UNREADABLE", fields=[FieldFault(field=field, description=description)]) from error


def read_member(path: Path) -> MemberDescriptor:
    """A member's descriptor from a JSON file.

    Raises:
        CliError: it can't be read, or isn't one.
    """
    from exchange.v1.trust_pb2 import MemberDescriptor

    return _read_message(path, MemberDescriptor())


def read_organ(path: Path) -> OrganDescriptor:
    """An organ's part of a descriptor from a JSON file.

    Raises:
        CliError: it can't be read, or isn't one.
    """
    from exchange.v1.trust_pb2 import OrganDescriptor

    return _read_message(path, OrganDescriptor())


def _read_message(path: Path, message: _Described) -> _Described:
    from google.protobuf.json_format import Parse, ParseError

    try:
        return Parse(read_file(path, "descriptor"), message)
    except (ParseError, UnicodeDecodeError) as error:
        description = f"{path}: {error}"
        raise CliError(description, reason="FILE_MALFORMED", fields=[FieldFault(field="descriptor", description=description)]) from error


def write_described(described: MemberDescriptor | OrganDescriptor, output: Path | None, *, as_json: bool) -> None:
    """Writes a descriptor, in protobuf JSON, to standard output, or to a file and says so.

    Raises:
        CliError: the file can't be written.
    """
    from exchange.trust.descriptors import descriptor_json

    text = descriptor_json(described)
    if output is None:
        click.echo(text.decode(), nl=False)
        return
    try:
        output.write_bytes(text)
    except OSError as error:
        description = _("{path} can't be written: {reason}").format(path=output, reason=error.strerror)
        raise CliError(description, reason="FILE_UNWRITABLE", fields=[FieldFault(field="output", description=description)]) from error
    if as_json:
        print_json({"output": str(output)})
    else:
        done(_("Written to {path}.").format(path=output))


def organ_grants(
    context: click.Context, *, organs: Sequence[str], domains: Sequence[str], document: str, known: Sequence[str]
) -> list[OrganGrant]:
    """What `--organ USCC=NAME` and `--domain USCC=DOMAIN` say together; `known` are the organs whose keys the node holds.

    Raises:
        click.BadParameter: a code or domain is wrong, an organ has no name or no domain.
    """
    from exchange.trust.enrolment import OrganGrant

    names = dict(_pair(text, hint="--organ", context=context) for text in organs)
    enforced: dict[str, list[int]] = {}
    for text in domains:
        uscc, value = _pair(text, hint="--domain", context=context)
        try:
            enforced.setdefault(uscc, []).extend(DOMAIN.convert(one, None, context) for one in value.split(","))
        except click.BadParameter as error:
            raise click.BadParameter(error.message, param_hint="--domain") from error
    for uscc in [*known, *enforced]:
        if uscc not in names:
            raise click.BadParameter(_("{uscc} has no name; give --organ {uscc}=NAME").format(uscc=uscc), param_hint="--organ")
    for uscc in names:
        if uscc not in enforced:
            raise click.BadParameter(_("{uscc} has no domain; give --domain {uscc}=DOMAIN").format(uscc=uscc), param_hint="--domain")
    return [
        OrganGrant(uscc=uscc, name=name, domains=tuple(enforced[uscc]), document=document)  # type: ignore[arg-type]  # defined values
        for uscc, name in names.items()
    ]


def _pair(text: str, *, hint: str, context: click.Context) -> tuple[str, str]:
    uscc, _equals, value = text.partition("=")
    if not value.strip():
        raise click.BadParameter(_("{value}: must be USCC=TEXT").format(value=repr(text)), param_hint=hint)
    return USCC.convert(uscc, None, context), value.strip()


@contextmanager
def node_channel(settings: NodeSettings, *, member: str, address: str, roots: bytes) -> Iterator[grpc.Channel]:
    """A channel to `member`'s node at `address`, with this node's own certificate."""
    import grpc

    from exchange.trust.certificates import node_target_name

    credentials = grpc.ssl_channel_credentials(
        root_certificates=roots,
        private_key=read_file(settings.tls_key, "tls.key"),
        certificate_chain=read_file(settings.tls_certificate, "tls.certificate"),
    )
    with grpc.secure_channel(address, credentials, options=[("grpc.ssl_target_name_override", node_target_name(member))]) as channel:
        yield channel


def keep_bootstrap(directory: Path, root: bytes) -> None:
    """Puts the membership's first root into a trust directory, if there is none.

    Raises:
        CliError: there is another one.
    """
    path = directory / "root.json"
    if path.exists() and path.read_bytes() != root:
        description = _("{path} is there already; nothing was changed").format(path=path)
        raise CliError(description, reason="ALREADY_EXISTS", fields=[FieldFault(field="root", description=description)])
    directory.mkdir(parents=True, exist_ok=True)
    path.write_bytes(root)


def accepted_roots(settings: NodeSettings, member: str) -> bytes:
    """The trust anchors (PEM) of `member`, as the accepted membership has them.

    Raises:
        TrustError: nothing is accepted yet, or there is no such member.
    """
    from exchange.trust.client import TrustClient

    return TrustClient(settings.trust_directory).load().anchors_pem([member])


def refresh_from_folder(settings: NodeSettings, folder: Path) -> Membership:
    """Refreshes from a published repository's folder.

    Raises:
        TrustError: what it holds isn't accepted.
    """
    from exchange.trust.client import TrustClient
    from exchange.trust.fetchers import FolderFetcher

    return TrustClient(settings.trust_directory, FolderFetcher(folder)).refresh(utc_now())


def refresh_from(settings: NodeSettings, *, member: str, addresses: Sequence[str], roots: bytes) -> Membership:
    """Refreshes from the first of a node's `addresses` that answers.

    Raises:
        TrustUnavailableError: none answered.
        TrustRefusedError, MembershipError: what it gave isn't accepted.
    """
    from exchange.trust.client import TrustClient
    from exchange.trust.errors import TrustUnavailableError
    from exchange.trust.fetchers import GrpcFetcher

    failure = TrustUnavailableError(f"member {member} has no address")
    for address in addresses:
        with node_channel(settings, member=member, address=address, roots=roots) as channel:
            try:
                return TrustClient(settings.trust_directory, GrpcFetcher(channel)).refresh(utc_now())
            except TrustUnavailableError as error:
                failure = error
    raise failure


def refresh_from_any(settings: NodeSettings) -> Membership:
    """Refreshes from the first other member whose node answers, as the accepted membership has them.

    Raises:
        TrustUnavailableError: nothing is accepted yet, or nobody answered.
        TrustRefusedError, MembershipError: what the first gave isn't accepted.
    """
    from exchange.trust.client import TrustClient
    from exchange.trust.errors import TrustUnavailableError

    known = TrustClient(settings.trust_directory).load()
    failure = TrustUnavailableError("there is no other member to fetch from; give --from")
    for code in sorted(set(known.members) - {settings.code}):
        try:
            return refresh_from(settings, member=code, addresses=known.member(code).endpoints, roots=known.anchors_pem([code]))
        except TrustUnavailableError as error:
            failure = error
    raise failure


def show_root(state: RootState, *, as_json: bool) -> None:
    """How far a staged root is."""
    if as_json:
        document = {"root": state.version, "missing_old": state.missing_old, "missing_new": state.missing_new, "complete": state.complete}
        print_json(document)
    elif state.complete:
        done(_("Root {version} is signed; publish it.").format(version=state.version))
    else:
        count = max(state.missing_old, state.missing_new)
        done(_("Root {version} needs {count} more signatures.").format(version=state.version, count=count))


def show_published(published: PublishedVersions, *, as_json: bool) -> None:
    """What is published."""
    versions = {name: getattr(published, name) for name in ("root", "targets", "snapshot", "timestamp")}
    if as_json:
        print_json({**versions, "expires_at": published.expires_at.isoformat(), "members": list(published.members)})
        return
    print_details(
        [
            (_("Members"), ", ".join(published.members)),
            (_("Versions"), ", ".join(f"{name} {version}" for name, version in versions.items())),
            (_("Publish again before"), _moment(published.expires_at)),
        ]
    )


def show_members(membership: Membership, *, as_json: bool, status: TrustStatus | None = None) -> None:
    """A table of members and organs, and how fresh it is."""
    from exchange.v1.subject_pb2 import EnforcementDomain

    if as_json:
        document: dict[str, object] = {
            "version": membership.version,
            "members": [message_object(one) for _code, one in sorted(membership.members.items())],
        }
        if status is not None:
            document |= {"timestamp_version": status.timestamp_version, "expires_at": status.expires_at.isoformat()}
        print_json(document)
        return
    rows = []
    for code, one in sorted(membership.members.items()):
        rows.append((code, one.name, ", ".join(one.endpoints), "", "", ""))
        for organ in one.organs:
            domains = ", ".join(word(EnforcementDomain, domain) for domain in organ.domains)
            rows.append(("", organ.name, "", organ.uscc, domains, ", ".join(key.key_id for key in organ.keys)))
    print_table([_("Code"), _("Name"), _("Endpoints"), _("USCC"), _("Domains"), _("Keys")], rows)
    if status is not None:
        done(_("Version {version}; refresh before {moment}.").format(version=membership.version, moment=_moment(status.expires_at)))


def _moment(value: datetime) -> str:
    return value.astimezone(LEGAL_TIME).strftime("%Y-%m-%d %H:%M:%S")
