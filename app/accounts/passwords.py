"""Hashing of passwords (argon2id) and one-time codes (TOTP). Keeps nothing."""

from __future__ import annotations

from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

STEP_S = 30
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""OWASP's smallest argon2id setting: about 20 ms here, and 19 MiB on a small machine."""


def hash_password(password: str) -> str:
    """Return the salted hash to keep."""
    return _HASHER.hash(password)


NOBODYS_HASH = hash_password("nobody has this password")


def matches_password(password_hash: str | None, password: str) -> bool:
    """Tell whether `password` is the one hashed; takes as long when there is no account."""
    try:
        return _HASHER.verify(password_hash or NOBODYS_HASH, password) and bool(password_hash)
    except (VerificationError, InvalidHashError):
        return False


def make_totp_secret() -> str:
    """Return a new secret for an authenticator app, base32."""
    return pyotp.random_base32()


def name_totp_address(secret: str, username: str) -> str:
    """Return the otpauth: address that an authenticator app takes."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name="12348")


def match_totp_step(secret: str, code: str, at: datetime, after_step: int) -> int | None:
    """Return the time step whose code this is, one step early or late, if newer than `after_step`.

    The step must then be kept: a code works once.
    """
    totp, step_now = pyotp.TOTP(secret), int(at.timestamp()) // STEP_S
    steps = (step_now, step_now - 1, step_now + 1)
    return next(
        (
            step
            for step in steps
            if step > after_step and pyotp.utils.strings_equal(totp.generate_otp(step), code)
        ),
        None,
    )
