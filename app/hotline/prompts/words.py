"""Where a prompt stands, in words."""

from __future__ import annotations

from app.kit.i18n import N_

PROMPT_STATES = {
    "recorded": N_("Recorded"),
    "stale": N_("Stale: the text has changed"),
    "placeholder": N_("Placeholder"),
    "spoken": N_("Spoken by the carrier"),
    "missing": N_("Missing"),
}

PROMPT_WAYS = {
    "upload": N_("Uploaded"),
    "browser": N_("Recorded in the browser"),
    "phone": N_("Recorded by phone"),
    "import": N_("Imported"),
}

PROMPT_CALLS = {
    "planned": N_("12348 is ringing your phone."),
    "asked": N_("12348 is ringing your phone."),
    "answered": N_("You are on the phone. Please read the text after the tone."),
    "kept": N_("Your recording is being fetched."),
    "stored": N_("Your recording by phone has been taken in."),
    "left": N_("You hung up before anything was kept. Nothing was changed."),
    "unreached": N_("Your phone was not reached. Please see that it is free and try again."),
}

PROMPT_LIMITS = {
    "greeting": N_("Greeting and question in both languages"),
    "notice_bo": N_("Notice in Tibetan"),
    "notice_zh": N_("Notice in Chinese"),
    "notice_recorded_bo": N_("Notice of recording in Tibetan"),
    "notice_recorded_zh": N_("Notice of recording in Chinese"),
}

WORDS = {
    "prompt_state": PROMPT_STATES,
    "prompt_way": PROMPT_WAYS,
    "prompt_limit": PROMPT_LIMITS,
    "prompt_call": PROMPT_CALLS,
}
"""By kind; see `app.kit.web.words`."""
