"""The shipped catalogues are whole, and their upkeep notices what is not."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from app.kit.i18n.catalogue import LOCALES_ROOT, Domain, locate_catalogue
from app.kit.i18n.commands import register
from app.kit.i18n.extraction import SourceText, extract_sources
from app.kit.i18n.languages import LOCALES, Language
from app.kit.i18n.upkeep import find_faults, read_messages, update_catalogue, write_messages


@pytest.mark.parametrize("domain", Domain)
@pytest.mark.parametrize("language", LOCALES)
def test_shipped_catalogue_is_whole(language: Language, domain: Domain) -> None:
    faults = find_faults(LOCALES_ROOT, language, domain, extract_sources(domain))
    assert [str(fault) for fault in faults] == []


@pytest.mark.parametrize("domain", Domain)
@pytest.mark.parametrize("language", LOCALES)
def test_shipped_catalogue_keeps_its_shape(
    language: Language, domain: Domain, tmp_path: Path
) -> None:
    shipped = locate_catalogue(LOCALES_ROOT, language, domain)
    written = tmp_path / "again.po"
    write_messages(written, language, read_messages(shipped).values())
    assert written.read_text("utf-8") == shipped.read_text("utf-8"), (
        "run: hotline catalogues update"
    )


def judge(tmp_path: Path, source: SourceText, entry: str) -> list[str]:
    path = locate_catalogue(tmp_path, Language.ZH, Domain.MESSAGES)
    path.parent.mkdir(parents=True)
    header = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
    path.write_text(header + entry, encoding="utf-8")
    faults = find_faults(tmp_path, Language.ZH, Domain.MESSAGES, {source.text: source})
    return [fault.reason for fault in faults]


@pytest.mark.parametrize(
    ("entry", "reasons"),
    [
        ('msgid "Wait %(s)s"\nmsgstr "等 %(s)s"\n', []),
        ("", ["missing"]),
        ('msgid "Wait %(s)s"\nmsgstr ""\n', ["empty"]),
        ('msgid "Wait %(s)s"\nmsgstr "等"\n', ["placeholders differ"]),
        ('msgid "Wait %(s)s"\nmsgstr "等 %(t)s"\n', ["placeholders differ"]),
        ('#, fuzzy\nmsgid "Wait %(s)s"\nmsgstr "等 %(s)s"\n', ["fuzzy"]),
        ('msgid "Wait %(s)s"\nmsgstr "སྒུག %(s)s"\n', ["words of the other language"]),
        ('msgid "Wait %(s)s"\nmsgstr "等 %(s)s"\n\nmsgid "Old"\nmsgstr "旧"\n', ["no longer used"]),
    ],
)
def test_faults_are_named(tmp_path: Path, entry: str, reasons: list[str]) -> None:
    assert judge(tmp_path, SourceText("Wait %(s)s"), entry) == reasons


def test_update_adds_drops_and_keeps(tmp_path: Path) -> None:
    old = {"Yes": SourceText("Yes"), "Gone": SourceText("Gone")}
    update_catalogue(tmp_path, Language.BO, Domain.MESSAGES, old)
    path = locate_catalogue(tmp_path, Language.BO, Domain.MESSAGES)
    path.write_text(path.read_text("utf-8").replace('"Yes"\nmsgstr ""', '"Yes"\nmsgstr "ཡིན"'))
    new = {"Yes": SourceText("Yes"), "New": SourceText("New")}
    assert update_catalogue(tmp_path, Language.BO, Domain.MESSAGES, new) == (1, 1)
    text = path.read_text("utf-8")
    assert 'msgstr "ཡིན"' in text
    assert "Gone" not in text
    assert text.count("# draft") == 2, "Tibetan begins as a draft and stays one"


def test_marked_texts_are_found_in_python_and_templates(tmp_path: Path) -> None:
    (tmp_path / "feature" / "templates").mkdir(parents=True)
    (tmp_path / "feature" / "a.py").write_text('X = N_("From Python")\nY = P_("Spoken")\n')
    (tmp_path / "feature" / "templates" / "a.html").write_text(
        '{{ _("From a template") }}'
        "{% trans n=2 %}\n  one {{ n }}\n{% pluralize %}more{% endtrans %}"
    )
    assert set(extract_sources(Domain.PROMPTS, tmp_path)) == {"Spoken"}
    found = extract_sources(Domain.MESSAGES, tmp_path)
    assert set(found) == {"From Python", "From a template", "one %(n)s"}
    assert found["one %(n)s"].plural == "more"


def test_command_reports_and_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    whole = parser.parse_args(["catalogues", "check"])
    assert whole.run(whole) == 0
    bare = parser.parse_args(["catalogues", "check", "--locales", str(tmp_path)])
    assert bare.run(bare) == 1
    assert "missing" in capsys.readouterr().out
