"""How people are asked for a rating, and what they answer."""

from __future__ import annotations

from app.kit.i18n import N_

RATING_WAYS = {
    "key_or_text": N_("By key at the end of the call, by text message if they have gone"),
    "key": N_("Only by key at the end of the call"),
    "text": N_("Only by text message"),
    "off": N_("Not at all"),
}

SCORES = {
    "5": N_("Very satisfied"),
    "4": N_("Satisfied"),
    "3": N_("Fair"),
    "2": N_("Dissatisfied"),
    "1": N_("Very dissatisfied"),
}

WORDS = {
    "score": SCORES,
    "rating_way": RATING_WAYS,
}
"""By kind; see `app.kit.web.words`."""
