"""The outside lines that a call is passed on to."""

from __future__ import annotations

from app.kit.i18n import N_

OUTSIDE = {
    "12345": N_("12345 government hotline"),
    "110": N_("110 police"),
    "119": N_("119 fire"),
    "120": N_("120 ambulance"),
}

WORDS = {
    "outside": OUTSIDE,
}
"""By kind; see `app.kit.web.words`."""
