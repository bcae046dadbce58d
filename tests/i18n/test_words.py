"""The words: lookup, fall-back, placeholders, what the public sees."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.kit.i18n import Catalogues, Domain, Language, MissingText, parse_language
from app.kit.i18n.catalogue import locate_catalogue
from app.kit.i18n.formats import format_clock, format_duration, format_instant, format_percent
from app.kit.i18n.languages import LOCALES

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def write_po(root: Path, language: Language, body: str) -> None:
    path = locate_catalogue(root, language, Domain.MESSAGES)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER + body, encoding="utf-8")


@pytest.fixture
def catalogues(tmp_path: Path) -> Catalogues:
    write_po(
        tmp_path,
        Language.ZH,
        'msgid "Yes"\nmsgstr "是"\n\nmsgid "Wait %(time)s"\nmsgstr "等候 %(time)s"\n\n'
        'msgid "%(count)s call"\nmsgid_plural "%(count)s calls"\nmsgstr[0] "%(count)s 通"\n',
    )
    write_po(tmp_path, Language.BO, '# draft\nmsgid "Yes"\nmsgstr "ཡིན"\n')
    return Catalogues.load(tmp_path)


def test_text_is_found_in_the_language(catalogues: Catalogues) -> None:
    assert catalogues.translator(Language.BO).gettext("Yes") == "ཡིན"
    assert catalogues.translator(Language.ZH).gettext("Yes") == "是"
    assert catalogues.translator(Language.EN).gettext("Yes") == "Yes"
    assert not catalogues.missing


def test_b91_missing_tibetan_falls_back_to_chinese_and_is_counted(catalogues: Catalogues) -> None:
    text = catalogues.translator(Language.BO).gettext("Wait %(time)s", time="0:42")
    assert text == "等候 0:42"
    gap = MissingText(Language.BO, Domain.MESSAGES, "Wait %(time)s")
    assert catalogues.missing == Counter({gap: 1})
    assert catalogues.list_gaps(Language.BO) == ["%(count)s call", "Wait %(time)s"]
    assert catalogues.list_gaps(Language.ZH) == []
    assert [catalogues.count_gaps(each) for each in (Language.BO, Language.ZH)] == [2, 0]


def test_b91_text_missing_everywhere_stays_english(catalogues: Catalogues) -> None:
    assert catalogues.translator(Language.BO).gettext("Unheard of") == "Unheard of"
    assert catalogues.missing.total() == 1


def test_public_sees_approved_words_only(catalogues: Catalogues) -> None:
    public = catalogues.translator(Language.BO, approved_only=True)
    assert public.gettext("Yes") == "是"
    assert not catalogues.missing, "a draft is not a gap"
    assert catalogues.translator(Language.BO).is_draft("Yes")
    assert catalogues.count_drafts(Language.BO) == 1


def test_plural_has_one_form(catalogues: Catalogues) -> None:
    zh = catalogues.translator(Language.ZH)
    assert zh.ngettext("%(count)s call", "%(count)s calls", 3, count=3) == "3 通"
    english = catalogues.translator(Language.EN)
    assert english.ngettext("%(count)s call", "%(count)s calls", 3, count=3) == "3 calls"
    assert english.ngettext("%(count)s call", "%(count)s calls", 1, count=1) == "1 call"


def test_every_locale_folder_is_read() -> None:
    loaded = Catalogues.load()
    for language in LOCALES:
        assert loaded.entries[language, Domain.MESSAGES], language


@pytest.mark.parametrize(
    ("text", "language"),
    [("bo", "bo"), ("bo-CN", "bo"), ("zh_Hans_CN", "zh"), ("en", None), ("", None), (None, None)],
)
def test_language_is_read_from_tags(text: str | None, language: str | None) -> None:
    assert parse_language(text) == language


def test_instants_are_shown_on_the_lines_clock() -> None:
    at = datetime(2026, 11, 21, 16, 5, tzinfo=UTC)
    assert format_instant(at) == "2026-11-22 00:05"
    assert format_clock(None) == "–"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (59.9, "0:59"), (725, "12:05"), (3723, "1:02:03"), (-3, "0:00")],
)
def test_durations(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text


def test_b82_rate_of_nobody_is_empty() -> None:
    assert format_percent(None) == "–"
    assert format_percent(0.9127) == "91.3 %"
