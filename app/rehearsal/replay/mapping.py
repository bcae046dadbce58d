"""The mapping of a foreign call log to our line: languages, kinds of work, rota, manners.

A TOML file; every mistake in it is refused with its place.  `MAPPING` is the one that is shipped.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping as Table
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from app.hotline.agents.actions import LANGUAGES, SEATS
from app.hotline.dispatch.rules import read_rules
from app.kit.errors import BadInput

MAPPING = Path(__file__).parent / "bank_1999.toml"
HALF_HOURS = 48
_MOST_AGENTS = 500


@dataclass(frozen=True, slots=True)
class CallType:
    """What a type of the log is on our line: the caller's language, the matter's kind of work."""

    language: str
    topic: str


@dataclass(frozen=True, slots=True)
class AgentGroup:
    """Agents who share a rota: how many are on duty in each half hour of a day."""

    name: str
    languages: tuple[str, ...]
    by_half_hour: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many agents the group needs in all."""
        return max(self.by_half_hour)


@dataclass(frozen=True, slots=True)
class Manners:
    """How robot agents behave.  Means in seconds; shares between 0 and 1.

    `console_share` accept on the console, the others press 1; `miss_share` of the rings nobody
    hears, and `back_after_s` later the agent is ready again.
    """

    pick_up_s: float = 3.0
    wrap_up_s: float = 20.0
    console_share: float = 0.5
    miss_share: float = 0.01
    back_after_s: float = 30.0


@dataclass(frozen=True, slots=True)
class Mapping:
    """One mapping; `rules` are the routing settings that differ from the defaults."""

    timezone: ZoneInfo
    types: dict[str, CallType]
    groups: tuple[AgentGroup, ...]
    manners: Manners
    rules: dict[str, Any]

    @property
    def topics(self) -> tuple[str, ...]:
        """Every kind of work that a type names, once, in order."""
        return tuple(dict.fromkeys(kind.topic for kind in self.types.values()))


def read_mapping(path: Path) -> Mapping:
    """Read a mapping; raises BadInput with the place of the first mistake."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(place=str(path), reason=str(error)) from error
    return make_mapping(table)


def make_mapping(table: Table[str, Any]) -> Mapping:
    """The mapping of a parsed file."""
    _refuse_unknown("", table, ("timezone", "types", "agents", "manners", "rules"))
    types = {
        code: _read_type(code, _table(table, "types", code)) for code in table.get("types", {})
    }
    if not types:
        raise BadInput(place="types", reason="no type is mapped")
    rules = dict(_table(table, "rules"))
    read_rules(rules)
    return Mapping(
        timezone=_read_timezone(table.get("timezone", "Asia/Shanghai")),
        types=types,
        groups=_read_groups(_table(table, "agents"), types),
        manners=_read_manners(_table(table, "manners")),
        rules=rules,
    )


def _read_type(code: str, table: Table[str, Any]) -> CallType:
    place = f"types.{code}"
    _refuse_unknown(place, table, ("language", "topic"))
    language, topic = table.get("language", "zh"), table.get("topic", "general")
    _require_code(f"{place}.language", language, LANGUAGES)
    _require_code(f"{place}.topic", topic, SEATS)
    return CallType(language, topic)


def _read_groups(table: Table[str, Any], types: dict[str, CallType]) -> tuple[AgentGroup, ...]:
    """`[agents]` itself is a group, each table in it another; without languages: all of them."""
    all_languages = tuple(dict.fromkeys(kind.language for kind in types.values()))
    main = {key: value for key, value in table.items() if not isinstance(value, dict)}
    groups = [_read_group("agents", main, all_languages)] if main else []
    groups += [
        _read_group(f"agents.{name}", group, all_languages)
        for name, group in table.items()
        if isinstance(group, dict)
    ]
    if not groups or not any(group.size for group in groups):
        raise BadInput(place="agents.by_half_hour", reason="nobody answers")
    return tuple(groups)


def _read_group(place: str, table: Table[str, Any], all_languages: tuple[str, ...]) -> AgentGroup:
    _refuse_unknown(place, table, ("by_half_hour", "languages"))
    numbers = table.get("by_half_hour")
    if not isinstance(numbers, list) or len(numbers) != HALF_HOURS:
        raise BadInput(place=f"{place}.by_half_hour", reason=f"not {HALF_HOURS} numbers of agents")
    for index, number in enumerate(numbers):
        if type(number) is not int or not 0 <= number <= _MOST_AGENTS:
            reason = f"{number!r} is no number of agents (0..{_MOST_AGENTS})"
            raise BadInput(place=f"{place}.by_half_hour[{index}]", reason=reason)
    languages = table.get("languages", all_languages)
    if not isinstance(languages, list | tuple) or not languages:
        raise BadInput(place=f"{place}.languages", reason="not a list of languages")
    for language in languages:
        _require_code(f"{place}.languages", language, LANGUAGES)
    return AgentGroup(place, tuple(languages), tuple(numbers))


def _read_manners(table: Table[str, Any]) -> Manners:
    names = tuple(field.name for field in fields(Manners))
    _refuse_unknown("manners", table, names)
    for name, value in table.items():
        most = 1 if name.endswith("_share") else 600
        if type(value) not in (int, float) or not 0 <= value <= most:
            raise BadInput(place=f"manners.{name}", reason=f"{value!r} is outside 0..{most}")
    return Manners(**{name: float(value) for name, value in table.items()})


def _read_timezone(name: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(name))
    except (ValueError, KeyError, OSError) as error:
        raise BadInput(place="timezone", reason=f"{name!r} is no time zone") from error


def _table(table: Table[str, Any], *path: str) -> Table[str, Any]:
    value: Any = table
    for name in path:
        value = value.get(name, {})
        if not isinstance(value, dict):
            raise BadInput(place=".".join(path), reason="not a table")
    found: Table[str, Any] = value
    return found


def _require_code(place: str, value: object, known: tuple[str, ...]) -> None:
    if value not in known:
        raise BadInput(place=place, reason=f"{value!r} is none of {', '.join(known)}")


def _refuse_unknown(place: str, table: Table[str, Any], known: tuple[str, ...]) -> None:
    for name in table:
        if name not in known:
            where = f"{place}.{name}" if place else name
            raise BadInput(place=where, reason=f"unknown; known are {', '.join(known)}")
