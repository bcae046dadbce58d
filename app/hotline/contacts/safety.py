"""Whether it is safe to reach out to somebody by ourselves (B58), and at which number.

Asked again at the moment an effect is performed, not when it was planned: the person may have
told us in between that a ring at home puts them in danger.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.hotline.contacts.groups import Group
from app.hotline.contacts.models import Contact
from app.hotline.contacts.numbers import is_ordinary, may_be_rung
from app.hotline.contacts.queries import read_sealed
from app.kit.storage.vault import Vault

LOCAL = ZoneInfo("Asia/Shanghai")
DANGER_TOPICS = frozenset({"domestic_violence"})


class ReachAllowed(StrEnum):
    """The ways in which we may reach out."""

    CALL = "call"
    TEXT = "text"
    LEAVE_WORD = "leave_word"


def is_guarded(contact: Contact) -> bool:
    """A matter of danger or domestic violence: nothing automatic goes out without consent."""
    return is_in_danger(contact) and not contact.has_consented


def may_reach(
    contact: Contact, way: ReachAllowed, now: datetime, *, is_reply: bool = False
) -> bool:
    """Whether nothing speaks against reaching this person in this way at this hour; a reply
    goes to who wrote to us in this way just now."""
    if is_guarded(contact) and not is_reply:
        return False
    allowed = {
        ReachAllowed.CALL: contact.may_call,
        ReachAllowed.TEXT: contact.may_text and contact.caller.texts_refused_at is None,
        ReachAllowed.LEAVE_WORD: contact.may_leave_word,
    }
    return allowed[way] and _is_safe_hour(contact, now)


def find_reachable_number(
    vault: Vault, contact: Contact, way: ReachAllowed, now: datetime, *, is_reply: bool = False
) -> str:
    """The number at which we may reach this person now; "" when there is none.

    Only one that rang or wrote to us, was not erased since, and costs no more than any other.
    """
    if not may_reach(contact, way, now, is_reply=is_reply):
        return ""
    number = read_sealed(vault, contact.caller.number_sealed, contact.caller)
    is_allowed = is_ordinary if way is ReachAllowed.TEXT else may_be_rung
    return number if is_allowed(number) else ""


def keep_wishes(last: Contact, contact: Contact) -> None:
    """What the person consented to last time holds until they say otherwise; after a matter of
    danger nothing goes out by itself in the next one either.  Who writes a text is answered."""
    is_free = not is_guarded(last)
    contact.may_call = last.may_call and is_free
    if contact.channel != "text":
        contact.may_text = last.may_text and is_free
    contact.may_leave_word = last.may_leave_word and is_free
    contact.neutral_words = last.neutral_words
    contact.safe_from, contact.safe_until = last.safe_from, last.safe_until


def is_in_danger(contact: Contact) -> bool:
    """Whether a sign of ours could harm this person: the matter says so, or their record."""
    if contact.danger or contact.topic in DANGER_TOPICS:
        return True
    return Group.WOMAN_IN_DANGER in (contact.caller.priority_groups or ())


def _is_safe_hour(contact: Contact, now: datetime) -> bool:
    if contact.safe_from is None or contact.safe_until is None:
        return True
    hour = now.astimezone(LOCAL).time()
    if contact.safe_from <= contact.safe_until:
        return contact.safe_from <= hour < contact.safe_until
    return hour >= contact.safe_from or hour < contact.safe_until
