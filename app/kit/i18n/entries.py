"""What one entry of a .po file says, freed of Babel's plural tuples. Reads only."""

from babel.messages.catalog import Message

DRAFT_MARK = "draft"


def name_entry(message: Message) -> str:
    """Return the English source that the entry is looked up by."""
    return str(message.id[0]) if isinstance(message.id, tuple | list) else str(message.id)


def read_text(message: Message) -> str:
    """Return the translation, "" when there is none; both languages have one form."""
    text = message.string
    return str(text[0]) if isinstance(text, tuple | list) else str(text or "")


def is_draft(message: Message) -> bool:
    """Tell whether a translator's comment keeps the entry from being approved."""
    return DRAFT_MARK in (comment.strip() for comment in message.user_comments)
