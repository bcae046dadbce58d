"""The optional second question: what about, by one key, so that the right seat is known before
queueing.  Off unless the line has keys; nothing pressed, or a wrong key, means a person (R6).
"""

from __future__ import annotations

from collections.abc import Mapping

from app.hotline.calls.facts import TOPIC_ASKED, TOPIC_KEYED, TOPIC_KEYS_SET
from app.hotline.calls.voice import KEY_TIMEOUT_S, Voice
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.queries import read_topic_seats
from app.hotline.dispatch.router import RoutingWork
from app.hotline.prompts.texts import ASKED_TOPICS
from app.kit.errors import BadSetting
from app.telephony.answers import Answer, AskForKey
from routing.topics import seat_for_topic

MOST_KEYS = 5


def set_topic_keys(work: RoutingWork, keys: Mapping[str, str]) -> None:
    """Key → topic; empty turns the question off.  Raises BadSetting with its place."""
    if len(keys) > MOST_KEYS:
        raise BadSetting(place="topic_keys", reason="more than five choices")
    for key, topic in keys.items():
        if key not in map(str, range(1, MOST_KEYS + 1)):
            raise BadSetting(place=f"topic_keys.{key}", reason="keys are 1 to 5")
        if topic not in ASKED_TOPICS:
            raise BadSetting(place=f"topic_keys.{key}", reason=f"no prompt for topic {topic}")
    work.hotline.topic_keys = dict(keys)
    work.uow.record(TOPIC_KEYS_SET, keys=dict(keys))


def ask_topic(work: RoutingWork, voice: Voice, contact: Contact) -> Answer | None:
    """The question in the caller's language; None when the line does not ask it."""
    if not work.hotline.topic_keys or contact.topic is not None:
        return None
    names = [
        name
        for key, topic in sorted(work.hotline.topic_keys.items())
        for name in (f"topic_{topic}", f"press_key_{key}")
    ]
    speech = tuple(part for name in names for part in voice.say(name, contact.language))
    work.uow.record(TOPIC_ASKED, contact_id=contact.id)
    return AskForKey(speech, voice.links.contact(contact.token, "topic"), KEY_TIMEOUT_S)


def note_topic_key(work: RoutingWork, contact: Contact, key: str) -> str:
    """Keep what was pressed, apart from what an agent finds later; returns the kind of seat."""
    topic = work.hotline.topic_keys.get(key)
    if topic is None:
        return "general"
    contact.topic = contact.topic_by_key = topic
    work.uow.record(TOPIC_KEYED, contact_id=contact.id, topic=topic)
    return seat_for_topic(read_topic_seats(work.hotline), topic, "general")
