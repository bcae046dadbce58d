"""Calls that break a law of the house are found by reading the code, not by reviewing it."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import (
    dotted_name,
    list_ending,
    list_files,
    list_modules,
    list_nodes,
    parse_python,
    read_text,
)

CLOCK_CALLS = re.compile(
    r"(.*\.)?(datetime\.(now|utcnow|today)|date\.today|utcnow)|time\.(time|time_ns|localtime|gmtime)"
)
RANDOM_CALLS = re.compile(r"(random|(np|numpy)\.random)\.(?!Random$|SystemRandom$|default_rng$)\w+")
ENVIRONMENT = re.compile(r"os\.(environ|environb|getenv|putenv)(\..*)?")
GETTEXT = re.compile(r"(.*\.)?(_|N_|P_|gettext|ngettext|pgettext|npgettext)")
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|NotImplemented" r"Error)\b")

EVENT_COLUMNS = frozenset({"id", "at", "kind", "contact_id", "agent_id", "offer_id"})
CLOCK = (Path("app/kit/clock.py"),)
SETTINGS = (Path("app/kit/settings.py"),)
STORAGE = (Path("app/kit/storage"),)
LOCKING = (Path("app/kit/storage/locking.py"),)


def is_within(path: Path, places: tuple[Path, ...]) -> bool:
    return any(place == path or place in path.parents for place in places)


def find(matches: Callable[[ast.AST], bool], allowed: tuple[Path, ...] = ()) -> Iterator[str]:
    """Places in the packages, outside `allowed`, where a node of the syntax tree matches."""
    for path in list_modules():
        if not is_within(path, allowed):
            for node in list_nodes(path):
                if matches(node):
                    yield f"{path}:{getattr(node, 'lineno', 0)}"


def calls(pattern: re.Pattern[str]) -> Callable[[ast.AST], bool]:
    def matches(node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and bool(pattern.fullmatch(dotted_name(node.func)))

    return matches


def mixes_text_before_translation(node: ast.AST) -> bool:
    """An f-string, `%`, `+` or `.format` inside a gettext call: no catalogue can hold it."""
    if not calls(GETTEXT)(node):
        return False
    assert isinstance(node, ast.Call)
    return any(
        isinstance(argument, ast.JoinedStr | ast.BinOp)
        or (isinstance(argument, ast.Call) and dotted_name(argument.func).endswith(".format"))
        for argument in node.args[:1]
    )


def test_only_the_clock_reads_the_time() -> None:
    assert not [*find(calls(CLOCK_CALLS), CLOCK)]


def test_chance_is_an_argument() -> None:
    assert not [*find(calls(RANDOM_CALLS))]


def test_only_the_settings_read_the_environment() -> None:
    def reads(node: ast.AST) -> bool:
        return isinstance(node, ast.Attribute) and bool(ENVIRONMENT.fullmatch(dotted_name(node)))

    assert not [*find(reads, SETTINGS)]


def test_only_storage_commits() -> None:
    def commits(node: ast.AST) -> bool:
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "commit"
        )

    assert not [*find(commits, STORAGE)]


def locks_a_row(node: ast.AST) -> bool:
    """`.with_for_update()` of a statement, `with_for_update=` of a get or a refresh."""
    return (
        isinstance(node, ast.Call)
        and (
            (isinstance(node.func, ast.Attribute) and node.func.attr == "with_for_update")
            or any(each.arg == "with_for_update" for each in node.keywords)
        )
    ) or (isinstance(node, ast.Constant) and "FOR UPDATE" in str(node.value))


def test_a_row_is_locked_only_where_it_is_read_anew() -> None:
    assert not [*find(locks_a_row, LOCKING)]
    wrong = "found.with_for_update(); session.get(Leg, 1, with_for_update=True); text('FOR UPDATE')"
    assert sum(locks_a_row(node) for node in ast.walk(ast.parse(wrong))) == 3


def test_texts_reach_the_catalogues_whole() -> None:
    assert not [*find(mixes_text_before_translation)]


def test_nothing_is_left_unfinished() -> None:
    places = [
        f"{path}:{number}"
        for path in (*list_ending(".py", ".html", ".css", ".js", ".md"), *list_scripts())
        for number, line in enumerate(read_text(path).splitlines(), 1)
        if UNFINISHED.search(line)
    ]
    assert not places


def list_scripts() -> Iterator[Path]:
    return (
        path for path in list_files() if path.parts[0] in ("scripts", ".ci") and not path.suffix
    )


def test_tests_use_fakes_not_mocks() -> None:
    mocks = re.compile(r"unittest[.]mock|from mock|pytest_mock|freezegun|time_machine")
    tests = list_ending(".py", under=("tests",))
    assert not [path for path in tests if mocks.search(read_text(path)) and path.name != HERE]


def test_a_skipped_test_says_why() -> None:
    def skips_silently(node: ast.AST) -> bool:
        return (
            isinstance(node, ast.Call)
            and dotted_name(node.func) in {"pytest.skip", "pytest.mark.skip", "pytest.mark.skipif"}
            and not [*node.args, *node.keywords][dotted_name(node.func).endswith("if") :]
        )

    for path in list_ending(".py", under=("tests",)):
        for node in list_nodes(path):
            assert not skips_silently(node), f"{path}:{getattr(node, 'lineno', 0)}"


HERE = Path(__file__).name


@pytest.mark.parametrize("path", [*list_modules()], ids=str)
def test_every_module_says_what_it_answers_for(path: Path) -> None:
    tree = parse_python(path)
    assert not tree.body or ast.get_docstring(tree)


def asks_data_for_a_column(node: ast.AST) -> bool:
    """`event.data["offer_id"]`: `record()` keeps ids in columns, `data` never has them (B108)."""
    if isinstance(node, ast.Subscript):
        holder, key = node.value, node.slice
    elif isinstance(node, ast.Call) and dotted_name(node.func).endswith("data.get"):
        assert isinstance(node.func, ast.Attribute)
        holder, key = node.func.value, node.args[0]
    else:
        return False
    names_column = isinstance(key, ast.Constant) and key.value in EVENT_COLUMNS
    return names_column and re.fullmatch(r"(.*\.)?data", dotted_name(holder)) is not None


def test_ids_of_an_event_are_read_from_its_columns() -> None:
    assert list(find(asks_data_for_a_column)) == []
    wrong = "event.data.get('offer_id'), data['agent_id']"
    assert sum(asks_data_for_a_column(node) for node in ast.walk(ast.parse(wrong))) == 2
