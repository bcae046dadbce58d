"""What the codes of block list and conflicts of interest are called in front of people."""

from __future__ import annotations

from app.kit.i18n import N_

BLOCK_REASONS = {
    "nuisance": N_("Calls again and again without a matter"),
    "abuse": N_("Insults or threats"),
    "advertising": N_("Advertising"),
    "machine": N_("A machine calls"),
}

CONFLICT_REASONS = {
    "other_party": N_("Acts for the other party"),
    "kin": N_("Is related or close to a party"),
    "own_interest": N_("Has an interest of their own"),
    "judged_before": N_("Decided or mediated in the matter before"),
}

LIFT_REASONS = {
    "noted_in_error": N_("Noted in error"),
    "no_longer": N_("Holds no longer"),
}

WORDS = {
    "block_reason": BLOCK_REASONS,
    "conflict_reason": CONFLICT_REASONS,
    "lift_reason": LIFT_REASONS,
}
"""By kind; see `app.kit.web.words`."""
