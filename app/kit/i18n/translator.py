"""One language's words for one domain, handed to whoever renders text. Never raises for a gap:
the next language of the chain stands in and the gap is counted."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from app.kit.i18n.languages import HTML_TAGS, Language


@dataclass(frozen=True, slots=True)
class Entry:
    """A translated text; `draft` until a named reviewer has approved it."""

    text: str
    draft: bool = False


@dataclass(frozen=True, slots=True)
class MissingText:
    """A text that was asked for in a language that does not have it."""

    language: Language
    domain: str
    source: str


@dataclass(frozen=True, slots=True)
class Translator:
    """Looks English sources up along a chain of languages."""

    language: Language
    domain: str
    chain: tuple[tuple[Language, Mapping[str, Entry]], ...]
    missing: Counter[MissingText]
    approved_only: bool = False

    @property
    def html_tag(self) -> str:
        """The language as HTML's lang attribute wants it."""
        return HTML_TAGS[self.language]

    def find_text(self, source: str) -> tuple[Language, str]:
        """Return the text and the language it is in; the first gap on the way is counted."""
        for language, entries in self.chain:
            entry = entries.get(source)
            if entry and not (entry.draft and self.approved_only):
                return language, entry.text
            if entry is None and language is self.language:
                self.missing[MissingText(language, self.domain, source)] += 1
        return Language.EN, source

    def gettext(self, source: str, /, **facts: object) -> str:
        """Return `source` in this language, its %(name)s filled from `facts` when given."""
        text = self.find_text(source)[1]
        return text % facts if facts else text

    def ngettext(self, one: str, many: str, count: int, /, **facts: object) -> str:
        """Return the text for `count` things: Tibetan and Chinese have a single form."""
        language, text = self.find_text(one)
        if language is Language.EN and count != 1:
            text = many
        return text % facts if facts else text

    def is_draft(self, source: str) -> bool:
        """Tell whether the reader sees an unapproved text of their own language."""
        entries = dict(self.chain).get(self.language, {})
        entry = entries.get(source)
        return bool(entry and entry.draft)
