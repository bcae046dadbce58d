"""Facts of how people found it: their score and how they were asked."""

from __future__ import annotations

from app.hotline.ratings.models import Way
from app.kit.storage.facts import CARRIER_ID, CODE, CONTACT, COUNT, FactKind, maybe, one_of

RATING_ASKED = FactKind("rating_asked", CONTACT, way=one_of(Way), language=maybe(CODE))
CONTACT_RATED = FactKind(
    "contact_rated", CONTACT, score=COUNT, way=one_of(Way), language=maybe(CODE)
)
RATING_TEXTED = FactKind("rating_texted", CONTACT, carrier_sid=maybe(CARRIER_ID))
RATING_TEXT_REFUSED = FactKind("rating_text_refused", CONTACT, carrier_sid=maybe(CARRIER_ID))
