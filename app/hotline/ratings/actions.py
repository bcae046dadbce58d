"""Use cases of rating: asking once, taking one score, following up on the dissatisfied.

Asked is whoever was answered, once, in one way; nobody is asked in a matter of danger or
domestic violence without consent (B58).  The first score stays, however often it is told.
"""

from __future__ import annotations

from datetime import timedelta

from app.hotline.contacts.models import Contact, ContactStage
from app.hotline.contacts.safety import ReachAllowed, find_reachable_number, is_guarded
from app.hotline.dispatch.deadlines import DueKind, set_deadline
from app.hotline.opening.queries import find_calling_time
from app.hotline.ratings.facts import CONTACT_RATED, RATING_ASKED
from app.hotline.ratings.models import Rating, Way
from app.hotline.ratings.queries import (
    find_asked_by_text,
    find_by_answer,
    find_rating,
    read_asking,
)
from app.hotline.ratings.scores import DISSATISFIED, read_score
from app.kit.storage.effect_kinds import EffectKind, Payload, Remedy
from app.kit.storage.outbox import Lane
from app.kit.storage.unit_of_work import Fact, Store, UnitOfWork
from routing.model import Outcome

RATING_TEXT = DueKind(
    "rating_text", subject="contact", served_by="app.hotline.ratings.actions.owe_rating_text"
)
"""The deadline after which somebody who has gone is asked by text."""

SEND_RATING_TEXT = EffectKind(
    "send_rating_text",
    Payload,
    performed_by="app.hotline.ratings.texts.send_rating_text",
    if_given_up=Remedy.NOTHING_LOST,
    lane=Lane.SLOW,
)
REPLY_WITHIN = timedelta(days=3)
"""A lone figure texted later than this is no rating but the beginning of a conversation."""


def may_be_asked(uow: UnitOfWork, contact: Contact, way: Way) -> bool:
    """Whether this person may be asked in this way; one who talks on with 110 is not."""
    if contact.answered_at is None or contact.passed_to is not None or is_guarded(contact):
        return False
    if way is Way.TEXT:
        is_plain = not contact.neutral_words  # the text says who we are
        return (
            is_plain and find_reachable_number(uow.vault, contact, ReachAllowed.TEXT, uow.now) != ""
        )
    return True


def ask_rating(uow: UnitOfWork, contact: Contact, way: Way) -> Rating | None:
    """Note that the person is asked now; None when they must not be, or were asked otherwise."""
    known = find_rating(uow.session, contact.id)
    if known is not None:
        return known if known.way == way and known.score is None else None
    if not read_asking(uow.session).is_by(way) or not may_be_asked(uow, contact, way):
        return None
    rating = Rating(contact_id=contact.id, way=way, language=contact.language, asked_at=uow.now)
    uow.session.add(rating)
    uow.session.flush()
    uow.record(RATING_ASKED, contact_id=contact.id, way=way, language=contact.language)
    return rating


def rate(uow: UnitOfWork, contact_id: int, score: int, answer_token: str | None = None) -> bool:
    """Take the score of somebody who was asked; False when that is no news (B70)."""
    rating = find_rating(uow.session, contact_id, locked=True)
    if rating is None or rating.score is not None:
        return False
    rating.score, rating.rated_at, rating.answer_token = score, uow.now, answer_token
    uow.record(
        CONTACT_RATED,
        contact_id=contact_id,
        score=score,
        way=rating.way,
        language=rating.language,
    )
    uow.topics.update({"queue", f"contact:{contact_id}"})
    return True


def is_dissatisfied(score: int) -> bool:
    """Whether somebody follows up on such a score (R17)."""
    return score <= DISSATISFIED


def rate_by_key(uow: UnitOfWork, contact: Contact, key: str) -> int | None:
    """Take a pressed key for the score; None when it is none."""
    score = read_score(key)
    if score is not None:
        rate(uow, contact.id, score)
    return score


def rate_by_text(uow: UnitOfWork, number: str, words: str, message_sid: str) -> bool:
    """Take a text for a score if it is one; False when it is the beginning of a conversation."""
    if find_by_answer(uow.session, message_sid) is not None:
        return True
    score = read_score(words)
    if score is None:
        return False
    since = uow.now - REPLY_WITHIN
    rating = find_asked_by_text(uow.session, uow.vault.index(number), since)
    if rating is None:
        return False
    rate(uow, rating.contact_id, score, message_sid)
    return True


def follow_ending(uow: UnitOfWork, fact: Fact) -> None:
    """A talk is over for good: whoever was not asked by key is asked by text a little later."""
    is_talk = fact.data["outcome"] == Outcome.ANSWERED
    if fact.data["state"] != ContactStage.ENDED or not is_talk:
        return
    contact = uow.session.get_one(Contact, fact.contact_id)
    if contact.channel == "chat":
        ask_rating(uow, contact, Way.CHAT)  # the page asks; who stays silent counts
        return
    if contact.channel != "voice" or not read_asking(uow.session).is_by(Way.TEXT):
        return
    if find_rating(uow.session, contact.id) is None:
        set_deadline(uow, RATING_TEXT, contact.id, find_calling_time(uow))


def owe_rating_text(store: Store, contact_id: int) -> None:
    """It is time to ask by text, unless something speaks against it by now."""
    with store.write() as uow:
        contact = uow.session.get_one(Contact, contact_id)
        if ask_rating(uow, contact, Way.TEXT) is not None:
            uow.owe(SEND_RATING_TEXT, contact_id=contact_id)
