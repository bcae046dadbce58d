"""What is between the password and the code: a sealed, short-lived cookie.

It holds whether name and password were right, so it is sealed and always of one length: nobody
who guesses reads the verdict from it.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fastapi import Response

from app.kit.storage.scope import FIRST_HOTLINE
from app.kit.storage.vault import Unreadable, Vault

COOKIE = "hotline_sign_in"
PATH = "/sign-in"
CODE_WITHIN = timedelta(minutes=5)
SET_UP_WITHIN = timedelta(minutes=30)
"""Somebody has to find an authenticator for their phone first."""
NOBODY = 0
_MARK = "begun sign-in"


@dataclass(frozen=True, slots=True)
class BegunSignIn:
    """Name and password were given: `account_id` is NOBODY when they do not fit.

    `epoch`: dies with the account's sessions. `new_secret`: of an account without a second
    factor, to be set up; else "".
    """

    account_id: int
    epoch: int
    begun_at: datetime
    new_secret: str = ""
    hotline_id: int = FIRST_HOTLINE


def write_begun(response: Response, vault: Vault, begun: BegunSignIn, *, is_https: bool) -> None:
    """Let the browser keep it until the code is given."""
    number, epoch = f"{begun.account_id:010}", f"{begun.epoch:010}"
    hotline = f"{begun.hotline_id:010}"
    at_s = int(begun.begun_at.timestamp())
    sealed = vault.seal(json.dumps([_MARK, number, epoch, at_s, begun.new_secret, hotline]))
    response.set_cookie(
        COOKIE,
        urlsafe_b64encode(sealed).decode(),
        httponly=True,
        samesite="lax",
        secure=is_https,
        path=PATH,
    )


def read_begun(value: str | None, vault: Vault, now: datetime) -> BegunSignIn | None:
    """What the cookie says if it is ours and not too old, else None."""
    try:
        found = json.loads(vault.open(urlsafe_b64decode(value or "")))
        mark, number, epoch, at_s, new_secret, hotline = found
        begun = BegunSignIn(
            int(number),
            int(epoch),
            datetime.fromtimestamp(at_s, UTC),
            new_secret,
            int(hotline),
        )
    except (Unreadable, ValueError, TypeError):
        return None
    lasts_for = SET_UP_WITHIN if new_secret else CODE_WITHIN
    return begun if mark == _MARK and now - begun.begun_at < lasts_for else None


def forget_begun(response: Response) -> None:
    """The sign-in is over, one way or the other."""
    response.delete_cookie(COOKIE, path=PATH)
