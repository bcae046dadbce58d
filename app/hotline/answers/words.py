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

ROW_FAULTS = {
    "not_json": N_("This row cannot be read."),
    "not_an_object": N_("This row is no article."),
    "missing": N_("This field is empty."),
    "not_a_text": N_("Words are expected here."),
    "not_a_list_of_texts": N_("A list of words is expected here."),
    "not_an_id": N_("A number of an article is expected here."),
    "not_a_date": N_("A day is expected here, like 2026-11-23."),
    "not_a_list": N_("A list of laws is expected here."),
    "law_not_found": N_("This law or article is not in the law index."),
    "too_long": N_("This is too long to be read aloud."),
    "unknown_state": N_("No such state."),
    "row_too_long": N_("This row is longer than an article can be."),
    "longer_than_a_field": N_("This text is too long. Please shorten it to 20,000 characters."),
    "half_character": N_("This text holds half a character. Please type the sign anew."),
    "cut_by_the_sheet": N_("The sheet has cut this text at its longest. Please shorten it."),
    "formula_without_words": N_(
        "This cell holds a formula or its error. Please type the words themselves."
    ),
    "unknown_topic": N_("There is no such topic. Topics have two figures, like 03."),
    "twice_in_the_file": N_("This number stands twice in the file. The first row was taken."),
}

WORDS = {
    "answer_state": ANSWER_STATES,
    "answer_step": ANSWER_STEPS,
    "law_lapse": LAW_LAPSES,
    "row_fault": ROW_FAULTS,
}
"""By kind; see `app.kit.web.words`."""
