"""How both sides sign: HMAC-SHA256 over method, address, time, nonce, key and body.

Pure; the same words sign what 12345 sends and what we push back (`docs/bridge12345.md`).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

VERSION = "v1"
TIMESTAMP = "X-12348-Timestamp"
NONCE = "X-12348-Nonce"
SIGNATURE = "X-12348-Signature"
IDEMPOTENCY_KEY = "Idempotency-Key"


@dataclass(frozen=True, slots=True)
class SignedMessage:
    """What is signed of a request.  `target` is path and query as they stand in the request
    line; `timestamp` is POSIX seconds as text; `key` is the idempotency key or ""."""

    method: str
    target: str
    timestamp: str
    nonce: str
    key: str
    body: bytes

    def to_text(self) -> str:
        """The seven lines that are signed."""
        digest = hashlib.sha256(self.body).hexdigest()
        lines = (VERSION, self.method, self.target, self.timestamp, self.nonce, self.key, digest)
        return "\n".join(lines)


def sign(secret: str, message: SignedMessage) -> str:
    """The value of the signature header."""
    code = hmac.new(secret.encode(), message.to_text().encode(), hashlib.sha256)
    return f"{VERSION}={code.hexdigest()}"


def is_genuine(secrets: Sequence[str], message: SignedMessage, signature: str) -> bool:
    """Whether one of the secrets made the signature; every one is tried, in constant time."""
    given = signature.encode()
    matches = [hmac.compare_digest(sign(secret, message).encode(), given) for secret in secrets]
    return any(matches)


def make_headers(secret: str, message: SignedMessage) -> dict[str, str]:
    """The headers of a signed request with a JSON body."""
    headers = {
        "Content-Type": "application/json",
        TIMESTAMP: message.timestamp,
        NONCE: message.nonce,
        SIGNATURE: sign(secret, message),
    }
    return headers | ({IDEMPOTENCY_KEY: message.key} if message.key else {})
