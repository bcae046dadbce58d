"""Every SELECT over ratings, and how the line asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from app.hotline.contacts.models import Caller, Contact
from app.hotline.dispatch.models import Hotline
from app.hotline.ratings.models import Rating, Way
from app.kit.errors import BadSetting
from app.kit.storage.locking import lock_found


class Asking(StrEnum):
    """How the line asks after a talk: a setting of the line.

    `key_or_text`: by key who is still on the line, by text who has gone.
    """

    KEY_OR_TEXT = "key_or_text"
    KEY = "key"
    TEXT = "text"
    OFF = "off"

    def is_by(self, way: Way) -> bool:
        """Whether anybody is asked in this way; a chat asks unless nothing does."""
        match way:
            case Way.KEY:
                return self in {Asking.KEY_OR_TEXT, Asking.KEY}
            case Way.TEXT:
                return self in {Asking.KEY_OR_TEXT, Asking.TEXT}
            case Way.CHAT:
                return self is not Asking.OFF


DEFAULT_ASKING = Asking.KEY_OR_TEXT
_AFTER_TALK = select(Hotline.after_talk)
_RATING = select(Rating).where(Rating.contact_id == bindparam("contact_id"))
_LOCKED = lock_found(_RATING)


def find_asking(after_talk: Mapping[str, Any]) -> Asking:
    """How the line asks, from its stored settings; raises BadSetting for an unknown word."""
    try:
        return Asking(after_talk.get("rating", DEFAULT_ASKING))
    except ValueError as error:
        raise BadSetting(place="rating", reason="no such way") from error


def read_asking(session: Session) -> Asking:
    """How the line asks now."""
    return find_asking(session.scalars(_AFTER_TALK).one())


def find_rating(session: Session, contact_id: int, *, locked: bool = False) -> Rating | None:
    """The contact's rating, said or only asked for; `locked` for who changes it."""
    return session.scalar(_LOCKED if locked else _RATING, {"contact_id": contact_id})


def find_score(session: Session, contact_id: int) -> int | None:
    """What the person gave; None when nothing was said."""
    return session.scalar(select(Rating.score).where(Rating.contact_id == contact_id))


def find_by_answer(session: Session, answer_token: str) -> Rating | None:
    """The rating that this very answer gave."""
    return session.scalar(select(Rating).where(Rating.answer_token == answer_token))


def find_asked_by_text(session: Session, number_index: str, since: datetime) -> Rating | None:
    """The newest rating that was asked of this number by text at or after `since`."""
    return session.scalar(
        select(Rating)
        .join(Contact, Contact.id == Rating.contact_id)
        .join(Caller, Caller.id == Contact.caller_id)
        .where(
            Caller.number_index == number_index,
            Rating.way == Way.TEXT,
            Rating.asked_at >= since,
        )
        .order_by(Rating.id.desc())
        .limit(1)
    )
