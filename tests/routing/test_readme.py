"""The engine's README stays in step with the tables and the files."""

from pathlib import Path

import pytest

import routing
from routing.lifecycles import AGENT_MOVES, CONTACT_MOVES, OFFER_MOVES, draw
from routing.matching import SEAT_KEY_PARTS

FOLDER = Path(routing.__file__).parent
README = (FOLDER / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("moves", [AGENT_MOVES, CONTACT_MOVES, OFFER_MOVES])
def test_the_diagrams_are_drawn_from_the_tables(moves):
    assert f"```mermaid\n{draw(moves)}\n```" in README


def test_every_file_is_named():
    for path in FOLDER.glob("*.py"):
        group = "on_*.py" if path.name.startswith("on_") else path.name
        assert path.name == "__init__.py" or f"`{group}`" in README, path.name


def test_the_tuple_is_the_one_in_use():
    assert len(SEAT_KEY_PARTS) == 8
    assert "idle since, position, id)" in README
