"""`exchange certs p12`: what a browser imports."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import pkcs12

from exchange.cli.main import root
from exchange.trust.development import make_development_certificates

PASSWORD = "ein Satz aus Worten"


@pytest.fixture
def certs(tmp_path: Path) -> Path:
    make_development_certificates(tmp_path / "certs", member="310116", now=datetime.now(UTC))
    (tmp_path / "password").write_text(f"{PASSWORD}\n")
    return tmp_path / "certs"


def call(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(root, ["--lang", "en", "certs", "p12", *arguments, "--json"])
    return result.exit_code, result.output + str(result.exception or "")


def test_the_file_holds_the_certificate_its_key_and_nothing_readable_without_the_password(certs: Path, tmp_path: Path) -> None:
    output = tmp_path / "auditor.p12"
    code, answer = call(str(certs / "auditor.pem"), str(output), "--password-file", str(tmp_path / "password"))

    assert (code, json.loads(answer)["identity"]) == (0, "exchange://310116/auditor/auditor")
    key, certificate, _more = pkcs12.load_key_and_certificates(output.read_bytes(), PASSWORD.encode())
    assert key is not None
    assert certificate is not None
    assert key.public_key() == certificate.public_key()
    with pytest.raises(ValueError, match="password"):
        pkcs12.load_key_and_certificates(output.read_bytes(), b"another")
    assert output.stat().st_mode & 0o077 == 0


def test_a_key_of_another_certificate_and_a_file_that_is_there_are_refused(certs: Path, tmp_path: Path) -> None:
    password = ("--password-file", str(tmp_path / "password"))
    _code, answer = call(str(certs / "auditor.pem"), str(tmp_path / "x.p12"), "--key", str(certs / "planner.key"), *password)
    assert "isn't the key" in answer
    assert not (tmp_path / "x.p12").exists()
    (tmp_path / "y.p12").write_text("kept")
    _code, answer = call(str(certs / "auditor.pem"), str(tmp_path / "y.p12"), *password)
    assert "can't be written" in answer
    assert (tmp_path / "y.p12").read_text() == "kept"
