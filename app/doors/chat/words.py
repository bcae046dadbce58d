"""What became of a text."""

from __future__ import annotations

from app.kit.i18n import N_

TEXT_FATES = {
    "planned": N_("On its way"),
    "asking": N_("On its way"),
    "accepted": N_("On its way"),
    "scheduled": N_("On its way"),
    "queued": N_("On its way"),
    "sending": N_("On its way"),
    "sent": N_("Sent"),
    "delivered": N_("Delivered"),
    "read": N_("Delivered"),
    "failed": N_("Text not delivered"),
    "undelivered": N_("Text not delivered"),
    "canceled": N_("Text not delivered"),
    "withheld": N_("Not texted: it would not be safe or is not wanted"),
}

WORDS = {
    "text_fate": TEXT_FATES,
}
"""By kind; see `app.kit.web.words`."""
