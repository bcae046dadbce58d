"""What a supervisor changed, and what was to happen and did not."""

from __future__ import annotations

from app.desks.line.effect_words import EFFECT_WORDS
from app.kit.i18n import N_

CHANGES = {
    "hours_changed": N_("Hours changed"),
    "line_closed_by_hand": N_("Line closed by hand"),
    "line_reopened": N_("Line opened again"),
    "emergency_planned": N_("Emergency plan changed"),
    "emergency_began": N_("Emergency mode begun"),
    "emergency_ended": N_("Emergency mode ended"),
    "outside_line_set": N_("Number noted"),
    "outside_line_dropped": N_("Number removed"),
}
"""What a supervisor changed, by the kind of its entry in the log."""

WORDS = {
    **EFFECT_WORDS,
    "change": CHANGES,
}
"""By kind; see `app.kit.web.words`."""
