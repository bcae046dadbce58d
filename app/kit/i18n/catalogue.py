"""The catalogues in memory, read from locales/ once at start.

.po files are read directly: about 1,000 entries take some tens of milliseconds,
so compiling to .mo would only add a step that can be forgotten. Never writes files.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

from app.kit.i18n.entries import is_draft, name_entry, read_text
from app.kit.i18n.languages import FALLBACKS, LOCALES, Language
from app.kit.i18n.translator import Entry, MissingText, Translator

LOCALES_ROOT = Path(__file__).resolve().parents[3] / "locales"


class Domain(StrEnum):
    """What a text is for."""

    MESSAGES = "messages"
    PROMPTS = "prompts"


def locate_catalogue(root: Path, language: Language, domain: Domain) -> Path:
    """Return where the catalogue of a language and domain lies."""
    return root / LOCALES[language] / "LC_MESSAGES" / f"{domain}.po"


def read_entries(path: Path) -> Mapping[str, Entry]:
    """Return the usable entries of one .po file by English source; a missing file has none."""
    if not path.exists():
        return {}
    stat = path.stat()
    return _read_file(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=16)
def _read_file(path: Path, _changed_ns: int, _size: int) -> Mapping[str, Entry]:
    """The file is parsed again only when it has changed: one process may open many houses."""
    with path.open("rb") as file:
        return {
            name_entry(message): Entry(read_text(message), is_draft(message))
            for message in read_po(file)
            if message.id and read_text(message) and not message.fuzzy
        }


@dataclass(frozen=True, slots=True)
class Catalogues:
    """All catalogues, and what was looked up in them without success."""

    entries: Mapping[tuple[Language, Domain], Mapping[str, Entry]]
    missing: Counter[MissingText] = field(default_factory=Counter)
    _counted: dict[tuple[str, Language], int] = field(default_factory=dict, repr=False)
    """Every page shows how much is lacking, and the entries in memory never change."""

    @classmethod
    def load(cls, root: Path = LOCALES_ROOT) -> "Catalogues":
        """Read both domains of every language that has catalogues."""
        return cls(
            {
                (language, domain): read_entries(locate_catalogue(root, language, domain))
                for language in LOCALES
                for domain in Domain
            }
        )

    def translator(
        self,
        language: Language,
        domain: Domain = Domain.MESSAGES,
        *,
        approved_only: bool = False,
    ) -> Translator:
        """Return the words of `language`, with its fall-backs.

        approved_only leaves drafts out: for what the public sees outside training.
        """
        chain = tuple((each, self.entries[each, domain]) for each in FALLBACKS[language])
        return Translator(language, domain, chain, self.missing, approved_only)

    def count_drafts(self, language: Language) -> int:
        """Count entries of `language` in both domains that no reviewer has approved."""
        key = "drafts", language
        if key not in self._counted:
            entries = (self.entries[language, domain].values() for domain in Domain)
            self._counted[key] = sum(entry.draft for each in entries for entry in each)
        return self._counted[key]

    def count_gaps(self, language: Language) -> int:
        """Count the texts of screens that `list_gaps` names."""
        key = "gaps", language
        if key not in self._counted:
            self._counted[key] = len(self.list_gaps(language))
        return self._counted[key]

    def list_gaps(self, language: Language, domain: Domain = Domain.MESSAGES) -> list[str]:
        """Return the sources that some other language has and `language` lacks."""
        known = {source for each in LOCALES for source in self.entries[each, domain]}
        return sorted(known - self.entries[language, domain].keys())
