"""The README tells the truth: its commands exist, its files exist, its twin says the same."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from app.run import cli
from tests.architecture.sources import ROOT

README, TWIN = "README.md", "README.zh-CN.md"
BLOCK = re.compile(r"^```.*?\n(.*?)^```", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`([^`\n]+)`")
HEADING = re.compile(r"^(#+) ", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:]+)\)")
PLACE = re.compile(r"(app|routing|knowledge|locales|scripts|tests|\.ci)(/[\w.-]*)+")
SCRIPT_OPTIONS = {
    "scripts/run": {"--setup-only", "--no-demo"},
    "scripts/test": {"--fast", "--no-checks"},
}


@cache
def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def list_code(text: str) -> Iterator[str]:
    """Each line of the code blocks and each piece of inline code, without its comment."""
    for block in BLOCK.findall(text):
        yield from (line.partition(" # ")[0].strip() for line in block.splitlines())
    yield from CODE.findall(BLOCK.sub("", text))


def list_commands(text: str) -> Iterator[list[str]]:
    """The words of every mention of `hotline …` or one of the scripts."""
    for code in list_code(text):
        words = [word for word in code.split() if not re.fullmatch(r"[A-Z_]+=\S*", word)]
        if words and words[0].removeprefix(".venv/bin/") == "hotline":
            yield ["hotline", *words[1:]]
        elif words and words[0] in SCRIPT_OPTIONS:
            yield words


def find_faults(words: list[str]) -> Iterator[str]:
    """What in a command does not exist."""
    program, *rest = words
    if program in SCRIPT_OPTIONS:
        assert (ROOT / program).stat().st_mode & 0o100
        yield from (
            word for word in rest if word[:2] == "--" and word not in SCRIPT_OPTIONS[program]
        )
        return
    parser: argparse.ArgumentParser = cli._build_parser()
    for word in rest:
        verbs = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
        if verbs and word in verbs[0].choices:
            parser = verbs[0].choices[word]
        elif verbs and word[0] not in "-[<…" and not word.isupper():
            yield f"{' '.join(words)}: no command {word}"
            return
        elif word.strip("[]").startswith("--"):
            option = word.strip("[]").partition("=")[0]
            if option not in parser._option_string_actions:
                yield f"{' '.join(words)}: no option {option}"


@pytest.mark.parametrize("name", [README, TWIN, "CHANGELOG.md"])
def test_every_command_named_exists(name: str) -> None:
    faults = [fault for words in list_commands(read(name)) for fault in find_faults(words)]
    assert not faults


@pytest.mark.parametrize("name", [README, TWIN])
def test_every_place_named_exists(name: str) -> None:
    named = {code for code in list_code(read(name)) if PLACE.fullmatch(code)}
    named |= set(LINK.findall(read(name)))
    made = Path("app/kit/web/static/vendor")  # at set-up
    assert not {place for place in named if not (ROOT / place).exists() and made != Path(place)}


def test_the_twins_are_in_step() -> None:
    """Same headings in the same order, the same commands, the same names in code marks."""
    assert HEADING.findall(read(README)) == HEADING.findall(read(TWIN))
    blocks = [
        [[line.partition(" # ")[0].rstrip() for line in block.splitlines()] for block in found]
        for found in (BLOCK.findall(read(README)), BLOCK.findall(read(TWIN)))
    ]
    assert blocks[0] == blocks[1]
    inline = [set(CODE.findall(BLOCK.sub("", read(name)))) for name in (README, TWIN)]
    assert not inline[0] ^ inline[1]


@pytest.mark.parametrize("name", [README, TWIN])
def test_the_settings_are_all_told(name: str) -> None:
    variable = re.compile(r"\b(?:[A-Z]+_[A-Z_]+|PORT|HOST)\b")
    read_by_us = set(re.findall(r'"((?:[A-Z]+_[A-Z_]+|PORT|HOST))"', read("app/kit/settings.py")))
    told = {word for code in list_code(read(name)) for word in variable.findall(code)}
    assert told - {"PG_BIN"} == read_by_us


def test_the_licence_is_apache_2() -> None:
    assert "Apache License" in read("LICENSE")
    assert 'license = "Apache-2.0"' in read("pyproject.toml")
