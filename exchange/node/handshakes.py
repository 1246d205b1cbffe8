"""Refused TLS handshakes, for the audit log.

gRPC refuses a caller without a good certificate before any handler sees it, and tells nobody but its own log on standard error. So the
node reads that log on its way: standard error goes through a pipe, is passed on unchanged, and each failed handshake becomes an audit
event with OpenSSL's reason. (The transport doesn't say who it was: the caller never proved that.) A flood is summed up: at most one event a
second and reason.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections import Counter
from collections.abc import Callable

_FAILED = re.compile(rb"Handshake failed with error \S+ (?:error:[0-9a-fA-F]+:)?[^:\n]*:[^:\n]*:([A-Z_]+)(?:: ([^\n]*))?")
WINDOW_S = 1.0


class HandshakeWatch:
    """Between `start` and `stop`, standard error of this process is watched."""

    def __init__(self, report: Callable[[str, int], None]) -> None:
        """`report(reason, count)` is called from the watch's thread."""
        self._report = report
        self._waiting: Counter[str] = Counter()
        self._lock = threading.Lock()

    def start(self) -> None:
        """Puts the pipe in place."""
        self._original = os.dup(2)
        reading, writing = os.pipe()
        os.dup2(writing, 2)
        os.close(writing)
        threading.Thread(target=self._pass_on, args=(reading,), name="handshake-watch", daemon=True).start()
        threading.Thread(target=self._flush_regularly, name="handshake-flush", daemon=True).start()

    def stop(self) -> None:
        """Gives standard error back and reports what is left."""
        os.dup2(self._original, 2)
        self._flush()

    def _pass_on(self, reading: int) -> None:
        rest = b""
        while data := os.read(reading, 65536):
            os.write(self._original, data)
            *lines, rest = (rest + data).split(b"\n")
            rest = rest[-65536:]
            for line in lines:
                if reason := handshake_failure(line):
                    with self._lock:
                        self._waiting[reason] += 1

    def _flush_regularly(self) -> None:
        while True:
            time.sleep(WINDOW_S)
            self._flush()

    def _flush(self) -> None:
        with self._lock:
            waiting, self._waiting = self._waiting, Counter()
        for reason, count in waiting.items():
            self._report(reason, count)


def handshake_failure(line: bytes) -> str:
    """OpenSSL's reason in a line of gRPC's log, e.g. "CERTIFICATE_VERIFY_FAILED: certificate has expired"; empty for other lines."""
    match = _FAILED.search(line)
    if match is None:
        return ""
    reason = match[1].decode()
    detail = (match[2] or b"").decode(errors="replace").strip()
    return f"{reason}: {detail}" if detail and not detail.startswith("Invalid certificate verification context") else reason
