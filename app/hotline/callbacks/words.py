"""Why somebody is called back, and how far it is."""

from __future__ import annotations

from app.kit.i18n import N_

CALLBACK_REASONS = {
    "booked": N_("Chose a call-back while waiting"),
    "appointment": N_("Appointment"),
    "missed": N_("Missed"),
    "could_not_handle": N_("Technical failure"),
    "message": N_("Left a message"),
    "referral": N_("Forwarded by 12345"),
    "dissatisfied": N_("Dissatisfied"),
}

CALLBACK_STATES = {
    "owed": N_("Owed"),
    "ringing": N_("Being rung"),
    "tried": N_("Tried, will be rung again"),
    "reached": N_("Reached"),
    "unreached": N_("Rung in vain"),
    "not_reached": N_("Not reached"),
    "not_wanted": N_("No call-back wanted"),
    "came_again": N_("Came again"),
    "withdrawn": N_("Another time agreed"),
}

WORDS = {
    "callback_reason": CALLBACK_REASONS,
    "callback_state": CALLBACK_STATES,
}
"""By kind; see `app.kit.web.words`."""
