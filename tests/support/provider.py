"""A small OpenID provider on loopback, honest until told otherwise: discovery, authorisation without asking, token, keys."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey, RSAKey

CLIENT, SECRET = "delta-exchange", "a secret of the test"


class Provider:
    """What it says; `claims` are added to each ID token, `lies` replace what would be true."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {"groups": ["audit-office"]}
        self.lies: dict[str, Any] = {}
        self.issuer = ""
        self.claimed_issuer = ""
        self.algorithms = ["RS256"]
        self.signing: RSAKey | OKPKey = RSAKey.generate_key(2048, {"kid": "1", "use": "sig"})
        self.strange = RSAKey.generate_key(2048, {"kid": "1", "use": "sig"})
        self.sign_with: Any = None
        self.header: dict[str, Any] = {}
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []

    def rotate(self) -> None:
        """Another key from now on."""
        self.signing = RSAKey.generate_key(2048, {"kid": "2", "use": "sig"})

    def metadata(self) -> dict[str, Any]:
        """Discovery."""
        return {
            "issuer": self.claimed_issuer or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": self.algorithms,
        }

    def authorise(self, query: dict[str, str]) -> str:
        """Where the browser is sent back to."""
        code = secrets.token_urlsafe(8)
        self.codes[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        """For a code, once, to who knows the verifier (RFC 7636 §4.6)."""
        query = self.codes.pop(form["code"])
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != query["code_challenge"]:
            return {"error": "invalid_grant"}
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "zhang-01", "iat": now, "exp": now + 300, "nonce": query.get("nonce", "")}
        claims |= self.claims | self.lies
        header = {"alg": "RS256", "kid": self.signing.kid} | self.header
        signed = jwt.encode(header, {name: value for name, value in claims.items() if value is not None}, self.sign_with or self.signing)
        return {"access_token": "unused", "token_type": "Bearer", "id_token": signed}


class _Handler(BaseHTTPRequestHandler):
    provider: Provider

    def do_GET(self) -> None:
        """Discovery, keys, authorisation."""
        target = urlsplit(self.path)
        self.provider.asked.append(target.path)
        if target.path == "/.well-known/openid-configuration":
            self._say(self.provider.metadata())
        elif target.path == "/keys":
            self._say(KeySet([self.provider.signing]).as_dict(private=False))
        else:
            self.send_response(302)
            self.send_header("Location", self.provider.authorise({name: values[0] for name, values in parse_qs(target.query).items()}))
            self.end_headers()

    def do_POST(self) -> None:
        """Tokens."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self._say(self.provider.token({name: values[0] for name, values in form.items()}))

    def _say(self, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(400 if "error" in content else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Nothing."""


@contextmanager
def providing() -> Iterator[Provider]:
    """Runs one."""
    provider = Provider()
    handler = type("Handler", (_Handler,), {"provider": provider})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, name="provider")
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
