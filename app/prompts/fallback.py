"""The number's static fallback document: what keeps callers when the application is away.

It must be served apart from the application, so it names nothing that lies here but the address
to which it sends the call back, again and again. It never plays our recordings unless a copy of
them lies elsewhere too.
"""

from __future__ import annotations

from typing import Final

from app.i18n import Catalogues, Domain, Language
from app.prompts.texts import TEXTS
from app.telephony.answers import PauseThen
from app.telephony.speech import Play, Say, Speech
from app.telephony.twilio.documents import write_document

PROMPT: Final = "one_moment"
PAUSE_S: Final = 10


def write_fallback(catalogues: Catalogues, base_url: str, media_url: str = "") -> str:
    """The document's text: one sentence, a pause, and back to `base_url`'s voice webhook.

    `media_url` is where a copy of the recordings lies, apart from the application. Without it the
    carrier's voice speaks Chinese alone, for no carrier speaks Tibetan.
    """
    return write_document(
        PauseThen(f"{base_url}/twilio/voice", PAUSE_S, _speak(catalogues, media_url.rstrip("/")))
    )


def _speak(catalogues: Catalogues, media_url: str) -> tuple[Speech, ...]:
    if media_url:
        languages = (Language.BO, Language.ZH)
        return tuple(Play(f"{media_url}/{language}/{PROMPT}.wav") for language in languages)
    words = catalogues.translator(Language.ZH, Domain.PROMPTS)
    return (Say(words.gettext(TEXTS[PROMPT]), "zh-CN"),)
