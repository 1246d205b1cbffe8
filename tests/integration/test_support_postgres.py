"""The tests' own PostgreSQL: what the contract suites rely on, and that it goes when its test process goes."""

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.support.postgres import conninfo

ROOT = Path(__file__).resolve().parents[2]
END_TIMEOUT_S = 30

ORPHANING = """
import os, signal
from tests.support.postgres import run_server
with run_server() as server:
    print(server.process_id, server.url.query["host"], flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_databases_are_separate_and_dropped_even_while_in_use(postgresql_server):
    with postgresql_server.database() as first, postgresql_server.database() as second:
        held = psycopg.connect(conninfo(first))
        held.execute("CREATE TABLE only_here (n INTEGER)")
        with psycopg.connect(conninfo(second)) as other:
            assert other.execute("SELECT to_regclass('only_here')").fetchone() == (None,)

    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(conninfo(first))
    with pytest.raises(psycopg.OperationalError):
        held.execute("SELECT 1")
    held.close()


def test_trigrams_of_chinese_text_are_found(postgresql_url):
    with psycopg.connect(conninfo(postgresql_url)) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        assert connection.execute("SELECT similarity('上海某某化工有限公司', '上海某某化工公司')").fetchone()[0] > 0.4


@pytest.mark.parametrize(("setting", "value"), [("synchronous_commit", "on"), ("server_encoding", "UTF8")])
def test_settings(postgresql_url, setting, value):
    with psycopg.connect(conninfo(postgresql_url)) as connection:
        assert connection.execute(f"SHOW {setting}").fetchone() == (value,)


def test_a_killed_test_process_leaves_no_server():
    done = subprocess.run([sys.executable, "-c", ORPHANING], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    process_id, data = done.stdout.split()

    deadline = time.monotonic() + END_TIMEOUT_S
    while Path(f"/proc/{process_id}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)

    assert not Path(f"/proc/{process_id}").exists()
    shutil.rmtree(Path(data).parent)
