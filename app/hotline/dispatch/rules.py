"""The rule's settings as they are stored: a JSON object of what differs from the defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from app.kit.errors import BadSetting
from routing.settings import InterpretedSettings, Settings, check_settings

_NAMES = frozenset(field.name for field in fields(Settings))
RETIRED = frozenset({"callback_yields_share"})
"""Settings of former versions that mean nothing any more; stored ones are passed over."""
_LISTS = ("languages", "seats")


def read_rules(stored: Mapping[str, Any]) -> Settings:
    """The engine's settings; raises BadSetting with the place of the first value refused."""
    unknown = sorted(stored.keys() - _NAMES - RETIRED)
    if unknown:
        raise BadSetting(place=unknown[0], reason="no such setting")
    try:
        settings = build_settings(stored)
        problems = check_settings(settings)
    except TypeError as error:
        raise BadSetting(place="settings", reason=str(error)) from error
    if problems:
        first = problems[0]
        raise BadSetting(place=first.place, reason=first.code, value=first.value)
    return settings


def build_settings(stored: Mapping[str, Any]) -> Settings:
    """The engine's settings, unchecked; raises TypeError for values of a wrong kind."""
    values: dict[str, Any] = {k: v for k, v in stored.items() if k not in RETIRED}
    for name in _LISTS:
        if name in values:
            values[name] = tuple(values[name])
    if "interpreted" in values:
        values["interpreted"] = InterpretedSettings(**values["interpreted"])
    return Settings(**values)


def write_rules(settings: Settings) -> dict[str, Any]:
    """What to store: only the values that differ from the defaults."""
    default = asdict(Settings())
    return {k: v for k, v in asdict(settings).items() if v != default[k]}
