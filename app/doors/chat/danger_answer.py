"""The first answer to somebody in danger: where help is, in words that anybody may read.

It is written in the transaction of the message itself, once for each sort of help; by text too,
because the person wrote to us a moment ago, and then nothing in it tells what it is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from app.doors.chat.message_actions import Words, keep_own_words
from app.doors.chat.wording import ChatWording
from app.hotline.contacts.models import Contact, ContactStage
from app.kit.i18n import P_
from app.kit.storage.unit_of_work import UnitOfWork
from knowledge.danger.rules import DangerKind
from knowledge.language import WrittenLanguage, tag_language

TOKEN: Final = "danger-"  # noqa: S105 - how the messages' names begin: said twice, one is one

LISTENS: Final = P_(
    "Thank you for writing to us. If it is urgent, ring 110 or 120 at once. Please do not stay "
    "alone now: go to somebody you trust, and keep away from whatever could hurt you. At 12356 "
    "somebody listens to you."
)
SAFE_PLACE: Final = P_(
    "We have read your message. If you are not safe now, ring 110 at once, 120 if anybody is "
    "hurt, and go where other people are. 12338 advises too. Ring or write when it is safe for "
    "you."
)
AT_ONCE: Final = P_(
    "Get to a safe place first. Ring 110 now; 120 if anybody is hurt, 119 if there is a fire. Say "
    "where you are, and stay on the line."
)
NOBODY_HERE: Final = P_("Nobody is at the desk just now: please do not wait for us.")

_HELP: Final = {
    DangerKind.SELF_HARM: LISTENS,
    DangerKind.CHILD: SAFE_PLACE,
    DangerKind.HELD: SAFE_PLACE,
    DangerKind.VIOLENCE_HOME: SAFE_PLACE,
    DangerKind.NOW: AT_ONCE,
}
_NAMES: Final = {LISTENS: "listens", SAFE_PLACE: "safe-place", AT_ONCE: "at-once"}
_BOTH: Final = frozenset({WrittenLanguage.MIXED, WrittenLanguage.OTHER})


def answer_danger(
    uow: UnitOfWork, wording: ChatWording, contact: Contact, kinds: Sequence[DangerKind], text: str
) -> None:
    """Tell where help is; whoever was told so already is not told again."""
    if not kinds:
        return
    help_ = _choose_help(kinds)
    told = "\n".join(
        f"{wording.write(help_, language)} {_tell_who_comes(wording, contact, language)}".rstrip()
        for language in _choose_languages(contact, text)
    )
    keep_own_words(uow, contact, Words(told, TOKEN + _NAMES[help_]))


def _choose_help(kinds: Sequence[DangerKind]) -> str:
    """What the first kind needs; whoever is in danger this moment, whatever the kind, is told to
    ring 110 now, but who may harm themselves first hears that somebody listens."""
    is_now = DangerKind.NOW in kinds and kinds[0] is not DangerKind.SELF_HARM
    return AT_ONCE if is_now else _HELP[kinds[0]]


def _tell_who_comes(wording: ChatWording, contact: Contact, language: str | None) -> str:
    if contact.state in {ContactStage.WAITING, ContactStage.OFFERED}:
        return wording.write_person_follows(language)
    if contact.state == ContactStage.ENDED:
        return wording.write(NOBODY_HERE, language)
    return ""


def _choose_languages(contact: Contact, text: str) -> Sequence[str | None]:
    if contact.language is None or tag_language(text).language in _BOTH:
        return ("zh", "bo")
    return (contact.language,)
