"""The second factor: six-digit codes of an authenticator (TOTP, RFC 6238) and recovery codes.

Secrets and codes are drawn from the operating system, as keys are: never from a chance that a
test or a replay may seed.  Keeps nothing.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from io import BytesIO

import pyotp
import segno

STEP_S = 30
ISSUER = "12348"
RECOVERY_CODES = 10
_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""None that is read as another on paper."""
_RECOVERY_LENGTH = 10
"""49 bits: no list of all codes can be tried, even by who holds the database and its key."""


def make_totp_secret() -> str:
    """A new secret for an authenticator app, base32."""
    return pyotp.random_base32()


def name_totp_address(secret: str, username: str) -> str:
    """The otpauth: address that an authenticator app takes."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def draw_totp_address(secret: str, username: str) -> str:
    """The address as a QR picture: an SVG element, dark on light whatever the page is."""
    picture = BytesIO()
    segno.make(name_totp_address(secret, username), error="m").save(
        picture, kind="svg", xmldecl=False, svgns=False, omitsize=True, light="#fff", border=4
    )
    return picture.getvalue().decode()


def group_letters(text: str) -> str:
    """In fours, as people type from a screen."""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def match_totp_step(secret: str, code: str, at: datetime, after_step: int) -> int | None:
    """The time step whose code this is, one step early or late, if newer than `after_step`.

    The step must then be kept: a code works once.
    """
    totp, step_now = pyotp.TOTP(secret), int(at.timestamp()) // STEP_S
    steps = (step_now, step_now - 1, step_now + 1)
    fitting = [step for step in steps if pyotp.utils.strings_equal(totp.generate_otp(step), code)]
    return next((step for step in fitting if step > after_step), None)


def make_recovery_code() -> str:
    """A code that works once when the authenticator is not at hand, like "K3QMT-7WZ2A"."""
    code = "".join(secrets.choice(_LETTERS) for _ in range(_RECOVERY_LENGTH))
    return f"{code[:5]}-{code[5:]}"


def tidy_code(typed: str) -> str:
    """What was typed without blanks and dashes, in capitals."""
    return "".join(letter for letter in typed if letter.isalnum()).upper()
