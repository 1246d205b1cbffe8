"""`exchange certs`: development certificates, and what a certificate says."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from exchange.cli.errors import CliError, FieldFault, VerificationFailedError
from exchange.cli.lazy import Group, json_option, option
from exchange.cli.output import print_details, print_json, print_table
from exchange.cli.parameters import MEMBER, USCC
from exchange.texts.formats import LEGAL_TIME
from exchange.texts.i18n import N_, _
from exchange.texts.terms import role_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cryptography import x509

    from exchange.trust.development import CertificateFiles, DevelopmentCertificates
    from exchange.trust.identity import Role


@click.group(cls=Group, help=N_("Make and check certificates."))
def certs() -> None:
    """Group of commands."""


def _organs(context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> list[str]:
    """USCCs; a name after `=` is taken too, as `exchange init` takes it."""
    return [USCC.convert(text.partition("=")[0], parameter, context) for text in value]


def _persons(_context: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> dict[Role, str]:
    from exchange.trust.development import PERSONS

    persons = dict(PERSONS)
    for text in value:
        role, _equals, name = text.partition("=")
        chosen = next((known for known in PERSONS if known == role), None)
        if chosen is None or not name:
            known = ", ".join(PERSONS)
            raise click.BadParameter(
                _("{value}: must be ROLE=NAME; roles are {roles}").format(value=repr(text), roles=known), param=parameter
            )
        persons[chosen] = name
    return persons


@certs.command(
    "dev", help=N_("Make a member's certificates for development into FOLDER; keys that are there are kept. Not for production.")
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@option("--member", required=True, type=MEMBER, help=N_("The member's code, GB/T 2260."))
@option(
    "--organ", "organs", multiple=True, callback=_organs, metavar="USCC[=NAME]", help=N_("An organ that gets a certificate; repeat it.")
)
@option("--host", "hosts", multiple=True, help=N_("DNS name or IP address of the node, beside localhost; repeat it."))
@option("--person", "persons", multiple=True, callback=_persons, metavar="ROLE=NAME", help=N_("Name of the person in a role; repeat it."))
@json_option
def dev(*, folder: Path, member: str, organs: list[str], hosts: tuple[str, ...], persons: dict[Role, str], as_json: bool) -> None:
    """A development set."""
    from exchange.trust.development import make_development_certificates
    from exchange.trust.errors import TrustError

    try:
        made = make_development_certificates(folder, member=member, now=datetime.now(UTC), hosts=hosts, organs=organs, persons=persons)
    except TrustError as error:
        raise CliError(str(error), reason=getattr(error, "reason", "FAILED")) from error
    files = list(_named(made))
    if as_json:
        print_json({name: {"certificate": str(one.certificate), "key": str(one.key)} for name, one in files})
        return
    print_table([_("For"), _("Certificate"), _("Key")], [(name, str(one.certificate), str(one.key)) for name, one in files])


def _named(made: DevelopmentCertificates) -> Iterator[tuple[str, CertificateFiles]]:
    yield "ca", made.ca
    yield "node", made.node
    for uscc, files in made.organs.items():
        yield f"organ {uscc}", files
    for role, files in made.persons.items():
        yield role.value, files


@certs.command("show", help=N_("Show what the certificates in FILE say; with --ca, check that its authority issued the first."))
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@option("--ca", type=click.Path(path_type=Path, dir_okay=False), help=N_("Certificates of the member's authorities, PEM."))
@json_option
def show(*, file: Path, ca: Path | None, as_json: bool) -> None:
    """What a certificate says."""
    certificates = _load(file, "file")
    if ca is not None:
        _check(certificates[0], _load(ca, "ca"))
    described = [_describe(one) for one in certificates]
    if as_json:
        print_json({"certificates": described, "checked": ca is not None})
        return
    for one in described:
        print_details(
            [
                (_("Identity"), one["identity"] or _("none: {reason}").format(reason=one["fault"])),
                (_("Role"), role_word(one["role"]) if one["role"] else ""),
                (_("Subject"), one["subject"]),
                (_("Issued by"), one["issuer"]),
                (_("Serial number"), one["serial"]),
                (_("Valid from"), _local(one["not_before"])),
                (_("Valid until"), _local(one["not_after"])),
                (_("Names"), ", ".join(one["names"])),
                (_("Authority"), _("yes") if one["authority"] else _("no")),
                ("SHA-256", one["sha256"]),
            ]
        )


def _load(path: Path, field: str) -> list[x509.Certificate]:
    from exchange.trust.certificates import load_certificates
    from exchange.trust.errors import CertificateError

    try:
        return load_certificates(path.read_bytes())
    except (OSError, CertificateError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        description = _("{path} can't be read: {reason}").format(path=path, reason=reason)
        raise CliError(description, reason="FILE_UNREADABLE", fields=[FieldFault(field=field, description=description)]) from error


def _check(certificate: x509.Certificate, anchors: list[x509.Certificate]) -> None:
    from exchange.trust.certificates import identity_of, issued_by
    from exchange.trust.errors import CertificateError, IdentityError

    try:
        identity_of(certificate)
        issued_by(certificate, anchors, now=datetime.now(UTC))
    except (CertificateError, IdentityError) as error:
        raise VerificationFailedError(str(error), reason=error.reason) from error


def _describe(certificate: x509.Certificate) -> dict[str, Any]:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    from exchange.trust.certificates import identity_of, is_authority
    from exchange.trust.errors import IdentityError

    identity, fault = None, ""
    try:
        identity = identity_of(certificate)
    except IdentityError as error:
        fault = str(error)
    names: list[str] = []
    for extension in certificate.extensions:
        if isinstance(extension.value, x509.SubjectAlternativeName):
            names = [str(name.value) for name in extension.value]
    return {
        "identity": identity.uri if identity else "",
        "role": identity.role.value if identity else "",
        "fault": fault,
        "subject": certificate.subject.rfc4514_string(),
        "issuer": certificate.issuer.rfc4514_string(),
        "serial": f"{certificate.serial_number:x}",
        "not_before": certificate.not_valid_before_utc.isoformat(),
        "not_after": certificate.not_valid_after_utc.isoformat(),
        "names": names,
        "authority": is_authority(certificate),
        "sha256": certificate.fingerprint(hashes.SHA256()).hex(),
    }


def _local(text: str) -> str:
    return datetime.fromisoformat(text).astimezone(LEGAL_TIME).strftime("%Y-%m-%d %H:%M:%S")


@certs.command(
    "p12",
    help=N_("Put a person's certificate and key into one PKCS#12 file, as browsers import it; asks for the password that protects it."),
)
@click.argument("certificate", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("output", type=click.Path(path_type=Path, dir_okay=False))
@option("--key", type=click.Path(path_type=Path, dir_okay=False), help=N_("Its private key, PEM; by default the file beside it, .key."))
@option("--password-file", type=click.Path(path_type=Path, dir_okay=False), help=N_("File with the password, instead of asking."))
@json_option
def p12(*, certificate: Path, output: Path, key: Path | None, password_file: Path | None, as_json: bool) -> None:
    """For a browser."""
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, load_pem_private_key, pkcs12

    chain = _load(certificate, "certificate")
    path = key or certificate.with_suffix(".key")
    try:
        private = load_pem_private_key(path.read_bytes(), None)
        password = password_file.read_text(encoding="utf-8").strip() if password_file else ""
    except (OSError, ValueError, TypeError) as error:
        description = _("{path} can't be read: {reason}").format(path=path, reason=error)
        raise CliError(description, reason="FILE_UNREADABLE", fields=[FieldFault(field="key", description=description)]) from error
    if private.public_key() != chain[0].public_key():
        description = _("{path} isn't the key of this certificate").format(path=path)
        raise CliError(description, reason="KEY_MISMATCH", fields=[FieldFault(field="key", description=description)])
    password = password or click.prompt(_("Password"), hide_input=True, confirmation_prompt=True, err=True)
    name = _describe(chain[0])["identity"] or certificate.stem
    content = pkcs12.serialize_key_and_certificates(
        name.encode(),
        private,  # type: ignore[arg-type]  # every kind that a certificate here may have
        chain[0],
        chain[1:] or None,
        BestAvailableEncryption(password.encode()),
    )
    try:
        with os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
    except OSError as error:
        description = _("{path} can't be written: {reason}").format(path=output, reason=error.strerror)
        raise CliError(description, reason="FILE_UNWRITABLE", fields=[FieldFault(field="output", description=description)]) from error
    if as_json:
        print_json({"identity": name, "file": str(output)})
    else:
        click.echo(_("{file} holds {identity}; import it into the browser.").format(file=output, identity=name))
