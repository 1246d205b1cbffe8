"""`exchange member`: the membership's repository for those who keep it, and its accepted copy for those who run a node."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from exchange.cli.errors import CliError, FieldFault
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.local import load_settings
from exchange.cli.membership import (
    DOMAIN,
    accepted_roots,
    keep_bootstrap,
    organ_grants,
    read_file,
    read_member,
    read_organ,
    refresh_from,
    refresh_from_any,
    refresh_from_folder,
    show_members,
    show_published,
    show_root,
    trust_faults,
    utc_now,
    write_described,
)
from exchange.cli.output import print_details, print_json
from exchange.cli.parameters import MEMBER, MOMENT, USCC
from exchange.texts.i18n import N_, _

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)

workspace_option = option(
    "--workspace", required=True, type=_FOLDER, help=N_("Keys of the online roles and what is staged; outside FOLDER, never published.")
)
output_option = option("--output", type=_FILE, help=N_("File to write to; standard output where none is given."))


@click.group(cls=Group, help=N_("Keep the membership (TUF repository)."))
def member() -> None:
    """Group of commands."""


# For those who keep the repository


@member.command(
    "root-key", help=N_("Make a province's root key in FILE (mode 0600), its public half in FILE.pub. It stays with the province.")
)
@click.argument("file", type=_FILE)
@json_option
def root_key(*, file: Path, as_json: bool) -> None:
    """A new root key."""
    from exchange.trust.tufkeys import make_signer, public_pem

    with trust_faults():
        signer = make_signer(file)
    public = file.with_name(f"{file.name}.pub")
    public.write_bytes(public_pem(signer))
    if as_json:
        print_json({"key_id": signer.public_key.keyid, "private": str(file), "public": str(public)})
        return
    print_details([(_("Key"), signer.public_key.keyid), (_("Private half"), str(file)), (_("Public half"), str(public))])


@member.command("init", help=N_("Begin a repository to be published in FOLDER. Each province signs its root (sign-root), then publish."))
@click.argument("folder", type=_FOLDER)
@workspace_option
@option("--root-key", "root_keys", multiple=True, required=True, type=_FILE, help=N_("A province's root key, public half; repeat it."))
@option("--threshold", type=click.IntRange(min=1), help=N_("How many provinces must sign a root; default: as membership.toml says."))
@json_option
def init(*, folder: Path, workspace: Path, root_keys: Sequence[Path], threshold: int | None, as_json: bool) -> None:
    """A new repository."""
    from exchange.trust.repository import TrustRepository
    from exchange.trust.tufkeys import load_role_key

    with trust_faults():
        keys = [load_role_key(path) for path in root_keys]
        repository = TrustRepository.init(folder, workspace=workspace, root_keys=keys, threshold=threshold, now=utc_now())
        state = repository.root_state()
    assert state is not None  # init staged it
    show_root(state, as_json=as_json)


@member.command("sign-root", help=N_("Sign the staged root with a province's private root key."))
@click.argument("folder", type=_FOLDER)
@workspace_option
@option("--key", required=True, type=_FILE, help=N_("The province's private root key."))
@json_option
def sign_root(*, folder: Path, workspace: Path, key: Path, as_json: bool) -> None:
    """One signature of a root."""
    from exchange.trust.repository import TrustRepository
    from exchange.trust.tufkeys import load_signer

    with trust_faults():
        state = TrustRepository(folder, workspace=workspace).sign_root(load_signer(key))
    show_root(state, as_json=as_json)


@member.command("change-root", help=N_("Stage the next root: other province keys, another threshold, or new keys of online roles."))
@click.argument("folder", type=_FOLDER)
@workspace_option
@option("--add", multiple=True, type=_FILE, help=N_("A root key to add, public half; repeat it."))
@option("--remove", multiple=True, metavar="KEY_ID", help=N_("Id of a root key to remove; repeat it."))
@option("--threshold", type=click.IntRange(min=1), help=N_("How many provinces must sign a root from then on."))
@option("--renew", multiple=True, metavar="ROLE", help=N_("Online role that gets a new key: targets, snapshot or timestamp; repeat it."))
@json_option
def change_root(
    *,
    folder: Path,
    workspace: Path,
    add: Sequence[Path],
    remove: Sequence[str],
    threshold: int | None,
    renew: Sequence[str],
    as_json: bool,
) -> None:
    """The next root."""
    from exchange.trust.repository import TrustRepository
    from exchange.trust.tufkeys import load_role_key

    with trust_faults():
        keys = [load_role_key(path) for path in add]
        state = TrustRepository(folder, workspace=workspace).stage_root(
            now=utc_now(), add=keys, remove=remove, threshold=threshold, renew=renew
        )
    show_root(state, as_json=as_json)


@member.command("add", help=N_("Stage members' descriptors: new ones, or changed ones."))
@click.argument("folder", type=_FOLDER)
@click.argument("descriptors", nargs=-1, required=True, type=_FILE)
@workspace_option
@json_option
def add(*, folder: Path, descriptors: Sequence[Path], workspace: Path, as_json: bool) -> None:
    """Members for the next publication."""
    from exchange.trust.repository import TrustRepository

    with trust_faults():
        repository = TrustRepository(folder, workspace=workspace)
        for path in descriptors:
            membership = repository.add_member(read_member(path))
    show_members(membership, as_json=as_json)


@member.command("publish", help=N_("Publish what is staged, and sign anew what ages. Run it daily: the timestamp expires."))
@click.argument("folder", type=_FOLDER)
@workspace_option
@json_option
def publish(*, folder: Path, workspace: Path, as_json: bool) -> None:
    """A new state of the repository."""
    from exchange.trust.repository import TrustRepository

    with trust_faults():
        published = TrustRepository(folder, workspace=workspace).publish(utc_now())
    show_published(published, as_json=as_json)


@member.command("revoke", help=N_("Write a copy of DESCRIPTOR in which a key is revoked; then add and publish it."))
@click.argument("descriptor", type=_FILE)
@click.argument("key_id")
@option("--at", type=MOMENT, help=N_("When it was revoked; default: now."))
@option("--from-index", type=click.IntRange(min=0), help=N_("Ledger index from which on its records don't count; those before stand."))
@output_option
@json_option
def revoke(*, descriptor: Path, key_id: str, at: datetime | None, from_index: int | None, output: Path | None, as_json: bool) -> None:
    """A key that no longer counts."""
    from exchange.trust.enrolment import revoke_key

    with trust_faults():
        changed = revoke_key(read_member(descriptor), key_id, at=at or utc_now(), from_index=from_index)
    write_described(changed, output, as_json=as_json)


# For those who run a node


@member.command("descriptor", help=N_("Describe the node of NODE_TOML for the membership: public keys, with proof that it holds them."))
@click.argument("node_toml", type=_FILE)
@option("--organ", "organs", multiple=True, metavar="USCC=NAME", help=N_("Name of an organ that lets the node sign; repeat it."))
@option("--domain", "domains", multiple=True, metavar="USCC=DOMAIN", help=N_("What an organ enforces, as in subject.proto; repeat it."))
@option(
    "--organ-file", "others", multiple=True, type=_FILE, help=N_("What `member organ` wrote for an organ that signs itself; repeat it.")
)
@option("--document", default="", help=N_("The document that lets the node sign for these organs."))
@option("--endpoint", "endpoints", multiple=True, metavar="HOST:PORT", help=N_("Where others reach the node; default: node.listen."))
@option("--ca", type=_FILE, help=N_("Certificates of the member's authorities, PEM; default: ca.pem beside tls.certificate."))
@option("--previous", type=_FILE, help=N_("The descriptor in force: its keys stay, those replaced end."))
@output_option
@json_option
@click.pass_context
def descriptor(
    context: click.Context,
    *,
    node_toml: Path,
    organs: Sequence[str],
    domains: Sequence[str],
    others: Sequence[Path],
    document: str,
    endpoints: Sequence[str],
    ca: Path | None,
    previous: Path | None,
    output: Path | None,
    as_json: bool,
) -> None:
    """A node's descriptor."""
    from exchange.trust.enrolment import describe_member

    settings = load_settings(node_toml)
    grants = organ_grants(context, organs=organs, domains=domains, document=document, known=list(settings.organ_keys))
    with trust_faults():
        described = describe_member(
            settings,
            grants=grants,
            anchors=ca or settings.tls_certificate.with_name("ca.pem"),
            endpoints=endpoints or [settings.listen],
            now=utc_now(),
            others=[read_organ(path) for path in others],
            previous=read_member(previous) if previous else None,
        )
    write_described(described, output, as_json=as_json)


@member.command("organ", help=N_("Describe an organ that signs in its own system, where its private KEY is; for `member descriptor`."))
@click.argument("key", type=_FILE)
@option("--member", "code", required=True, type=MEMBER, help=N_("The member's code, GB/T 2260."))
@option("--uscc", required=True, type=USCC, help=N_("The organ's unified social credit code."))
@option("--name", required=True, help=N_("The organ's name."))
@option("--domain", "domains", multiple=True, required=True, type=DOMAIN, help=N_("What it enforces, as in subject.proto; repeat it."))
@option("--document", default="", help=N_("The document that vouches for the key."))
@output_option
@json_option
def organ(*, key: Path, code: str, uscc: str, name: str, domains: Sequence[int], document: str, output: Path | None, as_json: bool) -> None:
    """An organ's own part of a descriptor."""
    from exchange.ledger.errors import UnsoundKeyError
    from exchange.ledger.keys import Ed25519Signer
    from exchange.trust.enrolment import OrganGrant, describe_organ

    grant = OrganGrant(uscc=uscc, name=name, domains=tuple(domains), document=document)  # type: ignore[arg-type]  # defined values
    try:
        signer = Ed25519Signer.from_pem(read_file(key, "key"))
    except UnsoundKeyError as error:
        description = f"{key}: {error}"
        raise CliError(description, reason="UNSOUND_KEY", fields=[FieldFault(field="key", description=description)]) from error
    write_described(describe_organ(signer, grant, member=code, now=utc_now()), output, as_json=as_json)


@member.command(
    "refresh", help=N_("Fetch, verify and accept the membership for the node of NODE_TOML: from a folder, a node, or any member.")
)
@click.argument("node_toml", type=_FILE)
@option("--from", "folder", type=_FOLDER, help=N_("Folder that holds a published repository."))
@option("--node", metavar="HOST:PORT", help=N_("Node to fetch from; with --member and --ca, also before the first refresh."))
@option("--member", "code", type=MEMBER, help=N_("Member whose node that is."))
@option("--ca", type=_FILE, help=N_("Certificates of that member's authorities; default: as the accepted membership has them."))
@option("--root", type=_FILE, help=N_("The membership's first root, handed over by a trusted way; kept where the node has none yet."))
@json_option
def refresh(
    *, node_toml: Path, folder: Path | None, node: str | None, code: str | None, ca: Path | None, root: Path | None, as_json: bool
) -> None:
    """The membership as it is now."""
    if (node is None) != (code is None) or (node is not None and folder is not None) or (ca is not None and node is None):
        raise click.UsageError(_("give --from, or --node with --member, or none of them; --ca goes with --node"))
    settings = load_settings(node_toml)
    if root is not None:
        keep_bootstrap(settings.trust_directory, read_file(root, "root"))
    with trust_faults():
        if folder is not None:
            membership = refresh_from_folder(settings, folder)
        elif node is not None and code is not None:
            roots = read_file(ca, "ca") if ca else accepted_roots(settings, code)
            membership = refresh_from(settings, member=code, addresses=[node], roots=roots)
        else:
            membership = refresh_from_any(settings)
    show_members(membership, as_json=as_json)


@member.command("list", help=N_("List the members that the node of NODE_TOML knows, from its accepted copy."))
@click.argument("node_toml", type=_FILE)
@json_option
def list_members(*, node_toml: Path, as_json: bool) -> None:
    """The accepted members."""
    from exchange.trust.client import TrustClient

    client = TrustClient(load_settings(node_toml).trust_directory)
    with trust_faults():
        membership, status = client.load(), client.status()
    show_members(membership, as_json=as_json, status=status)


@member.command(
    "keys",
    help=N_(
        "Print verifier keys (C2SP) from the accepted copy of the node of NODE_TOML: of ledgers, audit logs, witnesses and organs, for "
        "`proof verify` and `audit verify`."
    ),
)
@click.argument("node_toml", type=_FILE)
@option("--member", "code", default="", help=N_("Only this member's; by default everybody's."))
@json_option
def keys(*, node_toml: Path, code: str, as_json: bool) -> None:
    """A line a key."""
    from exchange.ledger.notes import ED25519_TYPE, VerifierKey, format_verifier_key
    from exchange.trust.client import TrustClient
    from exchange.trust.errors import UnknownMemberError

    with trust_faults():
        membership = TrustClient(load_settings(node_toml).trust_directory).load()
    if code and code not in membership.members:
        description = str(UnknownMemberError(code))
        raise CliError(description, reason="MEMBER_UNKNOWN", fields=[FieldFault(field="member", description=description)])
    lines = []
    for one in [code] if code else sorted(membership.members):
        found = [*membership.ledger_verifier(one), *membership.audit_verifier(one), *membership.witness_verifier(one)]
        organs = [organ.uscc for organ in membership.member(one).organs]
        found += [VerifierKey(name=uscc, kind=ED25519_TYPE, key=key.key) for uscc in organs for key in membership.verification_keys(uscc)]
        lines += [format_verifier_key(each) for each in found]
    if as_json:
        print_json({"keys": lines})
    else:
        click.echo("\n".join(lines))
