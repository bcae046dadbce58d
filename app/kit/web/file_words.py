"""What is said of files that are taken in: why a whole file was refused."""

from __future__ import annotations

from app.kit.i18n import N_

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
