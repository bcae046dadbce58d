"""The words for kinds of danger and for where it was heard."""

from app.kit.i18n import N_

DANGER_KINDS = {
    "self_harm": N_("May take their life"),
    "child": N_("A child in danger"),
    "held": N_("Held or sold"),
    "violence_home": N_("Violence at home"),
    "now": N_("Attack or accident"),
}
DANGER_SOURCES = {
    "message": N_("in a message"),
    "note": N_("in the agent's notes"),
    "referral": N_("told by 12345"),
}

WORDS = {
    "danger_kind": DANGER_KINDS,
    "danger_source": DANGER_SOURCES,
}
"""By kind; see `app.kit.web.words`."""
