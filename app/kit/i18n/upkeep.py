"""Keeps the .po files in step with the sources, in one stable shape.

Sorted by source text, no dates, no places, no wrapped lines: two people's additions
merge. Translators' comments survive. Never translates.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from app.kit.i18n.catalogue import Domain, locate_catalogue
from app.kit.i18n.entries import DRAFT_MARK, is_draft, name_entry, read_text
from app.kit.i18n.extraction import SourceText
from app.kit.i18n.languages import LOCALES, Language
from knowledge.proofreading import proofread

HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: {locale}\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
SENTENCE_END = re.compile(r"[.?!:…)\]]\s*$")
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%%|%[a-z]")
OTHER_SCRIPTS = {
    Language.BO: re.compile(r"[\u4e00-\u9fff]"),
    Language.ZH: re.compile(r"[\u0f00-\u0fff]"),
}
"""Letters that a text in the language cannot hold without a word left in the other one."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why one entry of one catalogue may not be released."""

    language: Language
    domain: Domain
    source: str
    reason: str

    def __str__(self) -> str:
        return f"{LOCALES[self.language]}/{self.domain}: {self.reason}: {self.source!r}"


def read_messages(path: Path) -> dict[str, Message]:
    """Return the file's entries by source text, header left out."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {name_entry(message): message for message in read_po(file) if message.id}


def write_messages(path: Path, language: Language, messages: Iterable[Message]) -> None:
    """Write the catalogue in the one stable shape."""
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue = Catalog(locale=LOCALES[language], fuzzy=False)
    for message in messages:
        catalogue[message.id] = message
    with path.open("wb") as file:
        file.write(HEADER.format(locale=LOCALES[language]).encode())
        write_po(file, catalogue, width=0, no_location=True, omit_header=True, sort_output=True)


def update_catalogue(
    root: Path, language: Language, domain: Domain, sources: dict[str, SourceText]
) -> tuple[int, int]:
    """Add new sources with an empty text, drop those no longer used; return both counts."""
    path = locate_catalogue(root, language, domain)
    known = read_messages(path)
    kept = {
        text: known.get(text) or _create_message(source, language)
        for text, source in sources.items()
    }
    write_messages(path, language, kept.values())
    return len(kept.keys() - known.keys()), len(known.keys() - kept.keys())


def find_faults(
    root: Path, language: Language, domain: Domain, sources: dict[str, SourceText]
) -> Iterator[Fault]:
    """Yield each entry that is missing, no longer used, fuzzy, empty or does not fit its source."""
    messages = read_messages(locate_catalogue(root, language, domain))
    for text in sorted(sources.keys() | messages.keys()):
        reason = _judge_entry(language, sources.get(text), messages.get(text))
        if reason:
            yield Fault(language, domain, text, reason)


def find_drafts(root: Path, language: Language, domain: Domain) -> list[str]:
    """Return the sources whose text no reviewer has approved."""
    messages = read_messages(locate_catalogue(root, language, domain))
    return sorted(text for text, message in messages.items() if is_draft(message))


def _judge_entry(
    language: Language, source: SourceText | None, message: Message | None
) -> str | None:
    if message is None:
        return "missing"
    if source is None:
        return "no longer used"
    if message.fuzzy:
        return "fuzzy"
    text = read_text(message)
    if not text.strip():
        return "empty"
    if _placeholders(text) != _placeholders(source.text, source.plural or ""):
        return "placeholders differ"
    if OTHER_SCRIPTS[language].search(text):
        return "words of the other language"
    is_label = SENTENCE_END.search(source.plural or source.text) is None
    return "; ".join(proofread(text, language, is_label=is_label)) or None


def _create_message(source: SourceText, language: Language) -> Message:
    identity = (source.text, source.plural) if source.plural else source.text
    comments = [DRAFT_MARK] if language is Language.BO else []
    return Message(identity, user_comments=comments)


def _placeholders(*texts: str) -> set[str]:
    return {match.group() for text in texts for match in PLACEHOLDER.finditer(text)}
