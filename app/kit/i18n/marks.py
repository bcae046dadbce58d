"""Marks that put a text into a catalogue at the place where it is written, untranslated.

The text is looked up later, when the reader's language is known.
"""


def N_(source: str) -> str:  # noqa: N802 - gettext's customary name
    """Mark `source` for the screens' catalogue (domain `messages`)."""
    return source


def P_(source: str) -> str:  # noqa: N802 - twin of N_
    """Mark `source` for the spoken and texted words (domain `prompts`)."""
    return source
