"""What is said of files that are taken in: why a row, and why a whole file, was refused."""

from __future__ import annotations

from app.kit.i18n import N_

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
"""Why a row of a file was refused."""

FILE_SENTENCES = {
    "unreadable_file": N_("This file cannot be read. Please choose a jsonl or xlsx file."),
    "file_is_cut_or_broken": N_(
        "This workbook is cut off or broken. Please open it, save it anew and send it again."
    ),
    "file_unpacks_too_large": N_(
        "Too much is packed into this workbook. Please keep only the sheet of answers in it."
    ),
    "file_declares_entities": N_(
        "This workbook holds declarations that no table needs. Please save it anew as xlsx."
    ),
    "file_has_too_many_rows": N_("This file has more than 20,000 rows. Please send it in parts."),
    "file_has_no_titles": N_(
        "The first row of this sheet does not name its columns. "
        "Please begin with the row of titles of an export."
    ),
    "import_too_large": N_("This file is larger than 20 MB. Please send it in parts."),
}
"""Said of a whole file of answers."""
