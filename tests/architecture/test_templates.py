"""Every word on a page goes through the catalogues."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.sources import PACKAGES, list_ending, read_text
from tests.architecture.template_texts import NATIVE, find_native_literals, find_unmarked_texts

TEMPLATES = [
    path
    for path in list_ending(".html", ".jinja", ".txt", under=("app",))
    if "templates" in path.parts
]
COMMENTS = re.compile(r"/\*.*?\*/|^\s*//.*?$", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_no_template_has_a_text_without_a_mark(path: Path) -> None:
    source = read_text(path)
    assert not find_unmarked_texts(source)
    assert not find_native_literals(source)


@pytest.mark.parametrize("path", TEMPLATES, ids=str)
def test_what_scrolls_sideways_is_named_and_reached_by_the_keyboard(path: Path) -> None:
    for tag in re.findall(r'<[a-z]+ class="(?:[^"]* )?scrolls(?: [^"]*)?"[^>]*>', read_text(path)):
        assert 'tabindex="0"' in tag, tag
        assert 'role="region"' in tag or tag.startswith("<section"), tag
        assert "aria-label" in tag, tag


def test_styles_and_scripts_hold_no_chinese_or_tibetan() -> None:
    for path in list_ending(".css", ".js", under=PACKAGES):
        assert not NATIVE.search(COMMENTS.sub("", read_text(path))), path


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>{{ _('Calls') }}</p>", []),
        ("<p>{% trans n=3 %}{{ n }} calls{% endtrans %}</p>", []),
        ("<p>Calls</p>", ["Calls"]),
        ("<p>来电 {{ n }}</p>", ["来电"]),
        ("<b>12348 · {{ n }} %</b>", []),
        ("<input placeholder='Name' name='name'>", ["Name"]),
        ("<input {% if a %}title='{{ _('A') }}'{% endif %} class='wide'>", []),
        ("<script>const calls = 1</script><!-- a note -->{# a note #}", []),
        ("{% block main_class %}wide page{% endblock %}<b>Hi</b>", ["Hi"]),
        ("{% trans %}A{% endtrans %}<i>left out</i>", ["left out"]),
    ],
)
def test_the_finder_finds(source: str, found: list[str]) -> None:
    assert find_unmarked_texts(source) == found
