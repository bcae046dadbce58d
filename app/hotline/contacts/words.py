"""What callers, their contacts and how these ended are called."""

from __future__ import annotations

from app.kit.i18n import N_

LANGUAGES = {"bo": N_("Tibetan"), "zh": N_("Chinese"), "": N_("Language not known")}

VARIETIES = {
    "kham": N_("Kham"),
    "amdo": N_("Amdo"),
    "rgyalrong": N_("Gyalrong"),
    "horpa": N_("Horpa"),
    "other": N_("Other speech"),
}

CHANNELS = {"voice": N_("Phone"), "chat": N_("Web chat"), "text": N_("Text message")}

CONTACT_STATES = {
    "arrived": N_("Hearing the greeting"),
    "waiting": N_("Waiting"),
    "offered": N_("Agent being rung"),
    "connected": N_("In conversation"),
    "wrapping_up": N_("Conversation over"),
    "ended": N_("Ended"),
}

OUTCOMES = {
    "answered": N_("Answered"),
    "abandoned_short": N_("Hung up at once"),
    "abandoned": N_("Hung up while waiting"),
    "refused_full": N_("Refused: too many waiting"),
    "closed": N_("Outside opening hours"),
    "no_agent": N_("Nobody could serve"),
    "timed_out": N_("Waited too long"),
    "left_message": N_("Left a message"),
    "callback_taken": N_("Called again before the call-back"),
    "callback_unreached": N_("Call-back not reached"),
    "self_served": N_("Answered by the knowledge base"),
    "transferred_12345": N_("Passed on to 12345"),
    "blocked": N_("Blocked"),
    "failed": N_("Technical failure"),
}

GROUPS = {
    "minor": N_("Minors"),
    "elderly": N_("Elderly people"),
    "disabled": N_("Disabled people"),
    "woman_in_danger": N_("Women in danger"),
    "migrant_wages": N_("Migrant workers' wages"),
    "veteran": N_("Veterans and their families"),
}

WORDS = {
    "language": LANGUAGES,
    "variety": VARIETIES,
    "channel": CHANNELS,
    "contact_state": CONTACT_STATES,
    "outcome": OUTCOMES,
    "group": GROUPS,
}
"""By kind; see `app.kit.web.words`."""
