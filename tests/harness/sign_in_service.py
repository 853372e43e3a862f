"""A small real OpenID Connect service on loopback: discovery, sign-in, token with PKCE, keys, userinfo.

It signs everybody in at once as the person it is given. What it does wrong is chosen by name.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "mingtang", "s3cret:with+signs"
PERSON = {"sub": "340-1", "name": "闻人无双", "phone_number": "+86 13912345678"}


def _new_key(number: int) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": f"key-{number}", "use": "sig", "alg": "RS256"})


@dataclass
class SignInServer:
    """A running service. `faults` names what it does wrong; `metadata` overrides what it states.

    `at` is the time of its clock; `asked` is what came in, as pairs of path and fields.
    """

    origin: str
    at: float = field(default_factory=time.time)
    person: dict[str, Any] = field(default_factory=lambda: dict(PERSON))
    userinfo: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    faults: set[str] = field(default_factory=set)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    key: RSAKey = field(default_factory=lambda: _new_key(1))
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def rotate_key(self) -> None:
        """Sign with another key from now on, and publish that one alone."""
        self.key = _new_key(int(str(self.key.kid).split("-")[1]) + 1)

    def count(self, path: str) -> int:
        """Return how often an address was asked."""
        return sum(1 for one, _ in self.asked if one == path)

    def states(self) -> dict[str, Any]:
        """Return the metadata."""
        own = {
            "issuer": self.origin,
            "authorization_endpoint": f"{self.origin}/authorize",
            "token_endpoint": f"{self.origin}/token",
            "jwks_uri": f"{self.origin}/keys",
            "userinfo_endpoint": f"{self.origin}/userinfo",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        } | self.metadata
        return {name: value for name, value in own.items() if value is not None}

    def authorize(self, asked: Mapping[str, str]) -> str:
        """Return the address to which a person is led back."""
        back, state = asked["redirect_uri"], asked["state"]
        if "cancelled" in self.faults:
            return f"{back}?{urlencode({'error': 'access_denied', 'state': state})}"
        code = secrets.token_urlsafe(8)
        self.codes[code] = dict(asked)
        return f"{back}?{urlencode({'code': code, 'state': state})}"

    def token(self, asked: Mapping[str, str], header: str) -> tuple[int, dict[str, Any]]:
        """Return what a code is exchanged for; each works once, for who has the verifier."""
        if self._client(asked, header) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        begun = self.codes.pop(asked.get("code", ""), None)
        if begun is None or begun["redirect_uri"] != asked["redirect_uri"]:
            return 400, {"error": "invalid_grant"}
        digest = hashlib.sha256(asked["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != begun["code_challenge"]:
            return 400, {"error": "invalid_grant"}
        token = self.id_token(begun["nonce"])
        return 200, {"access_token": "access", "token_type": "Bearer", "id_token": token}

    def _client(self, asked: Mapping[str, str], header: str) -> tuple[str, str]:
        if not header:
            return asked.get("client_id", ""), asked.get("client_secret", "")
        name, _, secret = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
        return unquote_plus(name), unquote_plus(secret)

    def id_token(self, nonce: str) -> str:
        """Return a signed token about the person, with the faults that were chosen."""
        now = int(self.at)
        claims = {
            "iss": self.origin, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce,
        }  # fmt: skip
        claims |= self.person | self.claims
        if "expired" in self.faults:
            claims |= {"iat": now - 900, "exp": now - 600}
        if "nonce" in self.faults:
            claims["nonce"] = "another"
        if "none" in self.faults:
            parts = ({"alg": "none"}, claims)
            told = [base64.urlsafe_b64encode(json.dumps(one).encode()) for one in parts]
            return ".".join([*(one.decode().rstrip("=") for one in told), ""])
        key = _new_key(9) if "stranger's key" in self.faults else self.key
        header = {"alg": "RS256", "kid": str(self.key.kid)}
        return jwt.encode(header, {k: v for k, v in claims.items() if v is not None}, key)


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_GET(self) -> None:
        service, url = self.server.service, urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(url.query).items()}
        service.asked.append((url.path, asked))
        if "down" in service.faults:
            self._send(503, {})
        elif "slow" in service.faults:
            self.server.released.wait(20)
            self.close_connection = True
        elif url.path == "/.well-known/openid-configuration":
            self._send(200, service.states())
        elif url.path == "/authorize":
            self.send_response(302)
            self.send_header("Location", service.authorize(asked))
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif url.path == "/keys":
            self._send(200, KeySet([service.key]).as_dict(private=False))
        elif url.path == "/userinfo":
            self._send(200, {"sub": service.person["sub"]} | service.userinfo)
        else:
            self._send(404, {})

    def do_POST(self) -> None:
        service = self.server.service
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        asked = {name: values[0] for name, values in parse_qs(body).items()}
        service.asked.append((self.path, asked))
        if "down" in service.faults or "no tokens" in service.faults:
            self._send(503, {})
            return
        self._send(*service.token(asked, self.headers.get("Authorization", "")))

    def _send(self, status: int, told: Any) -> None:
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing on the terminal."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    service: SignInServer
    released: threading.Event


@contextmanager
def running_sign_in_service(at: float | None = None) -> Iterator[SignInServer]:
    """Run a service on a free port of loopback; `at` is the time of its clock."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.released = threading.Event()
    server.service = SignInServer(f"http://127.0.0.1:{server.server_address[1]}")
    if at is not None:
        server.service.at = at
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.service
    finally:
        server.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
