"""Sealing of personal data: each person has a key of their own, wrapped by the hotline's.

Erasing a person means destroying their wrapped key: what was sealed with it can never be
opened again, while rows and figures stay (PIPL 47).  Nothing here logs or stores clear text.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.kit.errors import HotlineError

_NONCE_BYTES = 12


class Unreadable(HotlineError):
    """Sealed data whose key is destroyed or wrong."""

    code = "unreadable"


class Vault:
    """Seals and opens with AES-256-GCM; `secret` is the hotline's own key, any text."""

    def __init__(self, secret: str) -> None:
        self._master = hashlib.sha256(b"hotline-seal:" + secret.encode()).digest()
        self._index_key = hashlib.sha256(b"hotline-index:" + secret.encode()).digest()

    def make_person_key(self) -> bytes:
        """A new person's key, wrapped by the hotline's; this is what the row keeps."""
        return _seal(self._master, os.urandom(32))

    def seal(self, text: str, person_key: bytes | None = None) -> bytes:
        """Seal `text` with a person's wrapped key, or with the hotline's own for staff data."""
        return _seal(self._key(person_key), text.encode())

    def open(self, sealed: bytes, person_key: bytes | None = None) -> str:
        """The clear text; raises Unreadable when the key is not the one that sealed it."""
        return _open(self._key(person_key), sealed).decode()

    def seal_bytes(self, data: bytes, person_key: bytes | None = None) -> bytes:
        """As `seal`, for sounds, files and what is packed."""
        return _seal(self._key(person_key), data)

    def open_bytes(self, sealed: bytes, person_key: bytes | None = None) -> bytes:
        """As `open`, for sounds, files and what is packed."""
        return _open(self._key(person_key), sealed)

    def index(self, text: str) -> str:
        """A keyed digest under which a number can be found again without being stored."""
        return hmac.new(self._index_key, text.encode(), hashlib.sha256).hexdigest()

    def _key(self, person_key: bytes | None) -> bytes:
        return self._master if person_key is None else _open(self._master, person_key)


def _seal(key: bytes, data: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, None)


def _open(key: bytes, sealed: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
    except InvalidTag as error:
        raise Unreadable("sealed with another key") from error
