"""What the states of answers, the steps between them and the life of their law are called."""

from app.kit.i18n import N_

ANSWER_STATES = {
    "draft": N_("Draft"),
    "in_review": N_("In review"),
    "approved": N_("Approved"),
    "retired": N_("Retired"),
}

LAW_LAPSES = {
    "unknown": N_("Law that the index does not know"),
    "ended": N_("Law has ended"),
    "ends": N_("Law will end"),
    "not_yet": N_("Law is not in force yet"),
    "newer": N_("Law has a newer wording: compare"),
}

ANSWER_STEPS = {
    "draft": N_("Back to draft"),
    "in_review": N_("Submit for review"),
    "approved": N_("Approve"),
    "retired": N_("Retire"),
}
