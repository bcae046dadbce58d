"""What agents do and may, in words."""

from __future__ import annotations

from app.kit.i18n import N_

AGENT_STATES = {
    "offline": N_("Offline"),
    "not_ready": N_("Not ready"),
    "ready": N_("Ready"),
    "offered": N_("Being rung"),
    "engaged": N_("With a caller"),
    "wrapping_up": N_("Wrapping up"),
}

PAUSE_REASONS = {
    "break": N_("Break"),
    "meeting": N_("Meeting"),
    "training": N_("Training course"),
    "paperwork": N_("Paperwork"),
}
"""Reasons that a person may choose."""

REASONS = PAUSE_REASONS | {
    "signed_in": N_("Just signed in"),
    "signed_out": N_("Signed out"),
    "missed": N_("Did not answer a call"),
    "declined": N_("Declined a call"),
    "join_failed": N_("The connection failed"),
    "console_lost": N_("The console was lost"),
}

SEATS = {
    "general": N_("General"),
    "lawyer": N_("Lawyer"),
    "notary": N_("Notary"),
    "mediator": N_("Mediator"),
    "legal_aid": N_("Legal aid"),
    "complaint": N_("Complaints"),
}

WORDS = {
    "agent_state": AGENT_STATES,
    "reason": REASONS,
    "seat": SEATS,
}
"""By kind; see `app.kit.web.words`."""
