"""What somebody hears in Chinese before they take a call: whose language, what about, how long
they have waited.  Spoken by the carrier's voice; never a name, number or word of the caller.
"""

from __future__ import annotations

from datetime import datetime

from app.hotline.contacts.models import Contact
from app.kit.i18n import P_, Catalogues, Domain, Language
from app.kit.web.words import find_word
from app.telephony.speech import Say

SECONDS_UP_TO = 90
MATTER = P_("%(language)s, %(matter)s, waited %(seconds)d seconds.")
MATTER_MINUTES = P_("%(language)s, %(matter)s, waited %(minutes)d minutes.")
CALLBACK_MATTER = P_("Call-back, %(language)s, %(matter)s.")


def whisper(catalogues: Catalogues, contact: Contact, now: datetime) -> Say:
    """One short sentence, "藏语，劳动，等候40秒。"; the topic if known, else the seat."""
    words = catalogues.translator(Language.ZH, Domain.MESSAGES)
    spoken = catalogues.translator(Language.ZH, Domain.PROMPTS)
    has_topic = contact.topic is not None
    matter = find_word("topic", contact.topic) if has_topic else find_word("seat", contact.seat)
    facts: dict[str, object] = {
        "language": words.gettext(find_word("language", contact.language)),
        "matter": words.gettext(matter),
    }
    if contact.is_owed_callback:
        return Say(spoken.gettext(CALLBACK_MATTER, **facts))
    waited_s = int((now - (contact.asked_at or contact.arrived_at)).total_seconds())
    if waited_s <= SECONDS_UP_TO:
        return Say(spoken.gettext(MATTER, seconds=waited_s, **facts))
    return Say(spoken.gettext(MATTER_MINUTES, minutes=round(waited_s / 60), **facts))
