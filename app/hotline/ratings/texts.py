"""Sends the text that asks for a rating; a person who must not be texted by now is left alone."""

from __future__ import annotations

import logging
from datetime import datetime

from app.hotline.contacts.models import Contact
from app.hotline.ratings.actions import may_be_asked
from app.hotline.ratings.facts import RATING_TEXT_REFUSED, RATING_TEXTED
from app.hotline.ratings.models import Way
from app.hotline.ratings.queries import find_rating
from app.kit.i18n import P_, Catalogues, Domain, Language
from app.kit.storage.unit_of_work import Store
from app.telephony.port import Carrier, CarrierRefused

log = logging.getLogger(__name__)

QUESTION = P_(
    "12348: were you satisfied with our help? Please reply with one figure: 5 very satisfied, "
    "4 satisfied, 3 fair, 2 dissatisfied, 1 very dissatisfied."
)


def send_rating_text(
    store: Store, carrier: Carrier, catalogues: Catalogues, contact_id: int
) -> None:
    """Ask in the caller's language (B90), in both when it is unknown.

    A number that takes no texts (a landline) is noted and not tried again; a text of unknown
    outcome is looked for before it is sent once more.
    """
    with store.write() as uow:  # asked again now: safety may have changed since it was owed
        rating = find_rating(uow.session, contact_id, locked=True)
        contact = uow.session.get_one(Contact, contact_id)
        sealed, key = contact.caller.number_sealed, contact.caller.person_key
        if rating is None or sealed is None or key is None:
            return
        if not may_be_asked(uow, contact, Way.TEXT):
            return
        number, question = uow.vault.open(sealed, key), write_question(catalogues, contact.language)
        tried_at, rating.texted_at = rating.texted_at, rating.texted_at or uow.now
    try:
        sid = _find_sent(carrier, number, question, tried_at) or carrier.send_text(number, question)
    except CarrierRefused as refusal:
        log.info("a rating could not be asked by text: %s", refusal)
        sid = ""
    with store.write() as uow:
        kind = RATING_TEXTED if sid else RATING_TEXT_REFUSED
        uow.record(kind, contact_id=contact_id, carrier_sid=sid)


def _find_sent(carrier: Carrier, number: str, question: str, tried_at: datetime | None) -> str:
    """The carrier's id of the question if an earlier attempt, unanswered, did send it."""
    if tried_at is None:
        return ""
    sent = carrier.find_texts(number, tried_at)
    return next((each.message_sid for each in sent if each.text == question), "")


def write_question(catalogues: Catalogues, language: str | None) -> str:
    """The question as it is texted."""
    languages = [Language(language)] if language else [Language.BO, Language.ZH]
    words = (catalogues.translator(each, Domain.PROMPTS) for each in languages)
    return "\n".join(each.gettext(QUESTION) for each in words)
