"""Finds every marked text in the sources. Reads files only; decides nothing about translations."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from babel.messages.extract import extract_from_dir

from app.kit.i18n.catalogue import Domain

SOURCE_ROOT = Path(__file__).resolve().parents[2]
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "newstyle_gettext": "true"}}
KEYWORDS: dict[Domain, dict[str, tuple[int, ...] | None]] = {
    Domain.MESSAGES: {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None},
    Domain.PROMPTS: {"P_": None},
}


@dataclass(slots=True)
class SourceText:
    """One English text and the places that use it."""

    text: str
    plural: str | None = None
    places: list[str] = field(default_factory=list)


def extract_sources(domain: Domain, root: Path = SOURCE_ROOT) -> dict[str, SourceText]:
    """Return the domain's marked texts under `root`, by text."""
    sources: dict[str, SourceText] = {}
    for place, text, plural in _extract_texts(domain, root):
        source = sources.setdefault(text, SourceText(text, plural))
        source.plural = source.plural or plural
        source.places.append(place)
    return sources


def _extract_texts(domain: Domain, root: Path) -> Iterator[tuple[str, str, str | None]]:
    found = extract_from_dir(
        root,
        method_map=METHODS,
        options_map=OPTIONS,
        keywords=KEYWORDS[domain],
        strip_comment_tags=True,
    )
    for filename, line, texts, _comments, _context in found:
        one, *rest = (texts,) if isinstance(texts, str) else texts
        if one:
            yield f"{filename}:{line}", one, rest[0] if rest else None
