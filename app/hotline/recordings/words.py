"""What was recorded."""

from __future__ import annotations

from app.kit.i18n import N_

RECORDING_KINDS = {"message": N_("Message left"), "talk": N_("Talk")}

WORDS = {
    "recording_kind": RECORDING_KINDS,
}
"""By kind; see `app.kit.web.words`."""
