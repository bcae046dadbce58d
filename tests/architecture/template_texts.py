"""Finds text in a Jinja template that a person would see and no catalogue knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment

WORDS = re.compile(
    r"[A-Za-z\u00c0-\u024f\u3400-\u9fff\u0f00-\u0fff]{2,}|[\u3400-\u9fff\u0f00-\u0fff]"
)
NATIVE = re.compile(r"[\u3400-\u9fff\u0f40-\u0fbc]")
SHOWN_ATTRIBUTES = {"alt", "title", "placeholder", "aria-label", "label", "summary"}
UNSHOWN_ELEMENTS = {"script", "style", "template"}
_ENVIRONMENT = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


class _ShownText(HTMLParser):
    """Collects the words of text nodes and of the attributes that are read or shown."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._unshown = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._unshown += tag in UNSHOWN_ELEMENTS
        self.found += [
            value for name, value in attrs if name in SHOWN_ATTRIBUTES and WORDS.search(value or "")
        ]  # type: ignore[misc]  # an empty value has no words

    def handle_endtag(self, tag: str) -> None:
        self._unshown -= tag in UNSHOWN_ELEMENTS

    def handle_data(self, data: str) -> None:
        if not self._unshown and WORDS.search(data):
            self.found.append(data.strip())


def find_unmarked_texts(source: str) -> list[str]:
    """The pieces of `source` with words in them outside `{% trans %}` and `{{ … }}`."""
    shown = _ShownText()
    shown.feed("".join(_keep_html(source)))
    shown.close()
    return shown.found


def find_native_literals(source: str) -> list[str]:
    """String literals inside Jinja's own marks that are written in Chinese or Tibetan."""
    tokens = _ENVIRONMENT.lex(source)
    return [text for _, kind, text in tokens if kind == "string" and NATIVE.search(text)]


def _keep_html(source: str) -> Iterator[str]:
    """The template's own HTML, without what Jinja computes, the catalogues translate, or a block
    puts inside a tag (one named `…_class` or `…_attributes`)."""
    skipped_until = ""
    words: list[str] = []
    for _, kind, text in _ENVIRONMENT.lex(source):
        if kind == "data" and not skipped_until:
            yield text
        elif kind == "block_begin":
            words = []
        elif kind == "name":
            words.append(text)
            if words == [skipped_until]:
                skipped_until = ""
            elif words == ["trans"]:
                skipped_until = "endtrans"
            elif words[0] == "block" and words[-1].endswith(("_class", "_attributes")):
                skipped_until = "endblock"
