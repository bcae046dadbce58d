"""What the figures are called."""

from __future__ import annotations

from app.kit.i18n import N_

DEFINITIONS = {
    "any_seat_live": N_("answered by a person"),
    "right_seat_live": N_("answered by the right seat"),
    "service_level_15": N_("answered within 15 seconds"),
    "mean_satisfaction": N_("mean of the ratings given"),
    "response_share": N_("ratings given, of all who were answered"),
    "topic_key_pressed": N_("pressed a second key, of all who were asked"),
    "topic_key_right": N_("second keys with the closed ticket's topic"),
    "first_reply_180": N_("written contacts answered by a person within 3 minutes"),
    "right_seat_with_callback": N_("answered by the right seat, call-backs counted"),
}

WORDS = {
    "definition": DEFINITIONS,
}
"""By kind; see `app.kit.web.words`."""
