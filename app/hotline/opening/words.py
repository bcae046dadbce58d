"""Why the line is open or closed, in words."""

from __future__ import annotations

from app.kit.i18n import N_

HOURS_REASONS = {
    "manual": N_("closed by hand"),
    "emergency": N_("emergency mode"),
    "exception": N_("exceptional hours"),
    "holiday": N_("holiday"),
    "make_up_day": N_("make-up day"),
    "shift": N_("open by the shifts"),
    "no_shift": N_("no shift now"),
}

WORDS = {
    "hours_reason": HOURS_REASONS,
}
"""By kind; see `app.kit.web.words`."""
