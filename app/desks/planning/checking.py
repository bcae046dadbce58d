"""Reading JSON with the path of every field, so that a refusal names its place.

Knows nothing of scenarios: only kinds of value and their limits.
"""

import math
from collections.abc import Iterable, Iterator

from app.desks.planning.refusals import FileRefusedError

LARGEST = 10**15
"""Whole numbers beyond are no count of anything, and no fraction holds them."""


class Checker:
    """One JSON object and its path."""

    def __init__(self, raw: object, path: str) -> None:
        if not isinstance(raw, dict):
            raise FileRefusedError(path or "(top)", "not_an_object", repr(raw))
        self._raw: dict[str, object] = raw
        self._path = path

    def _at(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def _get(self, name: str) -> object:
        if name not in self._raw:
            raise FileRefusedError(self._at(name), "missing", "")
        return self._raw[name]

    def has(self, name: str) -> bool:
        """Whether the field is there."""
        return name in self._raw

    def require(self, holds: bool, name: str, code: str, value: str) -> None:
        """Refuse the field unless the condition holds."""
        if not holds:
            raise FileRefusedError(self._at(name), code, value)

    def child(self, name: str) -> "Checker":
        """A nested object."""
        return Checker(self._get(name), self._at(name))

    def children(self, name: str) -> Iterator["Checker"]:
        """The objects of a list that must not be empty."""
        items = self._list(name)
        self.require(bool(items), name, "empty", "[]")
        return (Checker(item, f"{self._at(name)}[{i}]") for i, item in enumerate(items))

    def _list(self, name: str) -> list[object]:
        value = self._get(name)
        if not isinstance(value, list):
            raise FileRefusedError(self._at(name), "not_a_list", repr(value))
        return value

    def text(self, name: str, default: str | None = None) -> str:
        """A string."""
        value = self._raw.get(name, default) if default is not None else self._get(name)
        if not isinstance(value, str):
            raise FileRefusedError(self._at(name), "not_text", repr(value))
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings."""
        texts = []
        for index, item in enumerate(self._list(name)):
            if not isinstance(item, str) or not item:
                raise FileRefusedError(f"{self._at(name)}[{index}]", "not_text", repr(item))
            texts.append(item)
        return tuple(texts)

    def flag(self, name: str) -> bool:
        """True or false; false when left out."""
        value = self._raw.get(name, False)
        if not isinstance(value, bool):
            raise FileRefusedError(self._at(name), "not_true_or_false", repr(value))
        return value

    def number(
        self,
        name: str,
        least: float = -math.inf,
        most: float = math.inf,
        default: float | None = None,
    ) -> float:
        """A finite number within limits."""
        value = self._raw.get(name, default) if default is not None else self._get(name)
        return _number(value, self._at(name), least, most)

    def share(self, name: str, default: float | None = None) -> float:
        """A number from 0 to 1."""
        return self.number(name, 0.0, 1.0, default)

    def whole(self, name: str, least: int, default: int | None = None) -> int:
        """A whole number of at least `least`."""
        value = self._raw.get(name, default) if default is not None else self._get(name)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            place = self._at(name)
            raise FileRefusedError(place, f"not_a_whole_number_from_{least}", repr(value))
        return value

    def numbers(self, names: Iterable[str], least: float) -> dict[str, float]:
        """One number for each name."""
        return {name: self.number(name, least) for name in names}

    def weights(self, name: str, count: int) -> tuple[float, ...]:
        """`count` numbers, none negative, not all zero."""
        items = self._list(name)
        self.require(len(items) == count, name, f"not_{count}_numbers", str(len(items)))
        place = self._at(name)
        values = tuple(_number(v, f"{place}[{i}]", 0.0, math.inf) for i, v in enumerate(items))
        self.require(sum(values) > 0, name, "all_zero", str(items))
        return values

    def blocks(self, name: str) -> tuple[tuple[float, float], ...]:
        """Shifts [start, end] in hours, in order; touching ones become one."""
        merged: list[tuple[float, float]] = []
        for index, item in enumerate(self._list(name)):
            place = f"{self._at(name)}[{index}]"
            if not isinstance(item, list) or len(item) != 2:
                raise FileRefusedError(place, "not_a_start_and_an_end", repr(item))
            start = _number(item[0], f"{place}[0]", 0.0, 24.0)
            end = _number(item[1], f"{place}[1]", 0.0, 24.0)
            if end <= start:
                raise FileRefusedError(place, "ends_before_it_starts", repr(item))
            if merged and start < merged[-1][1]:
                raise FileRefusedError(place, "overlaps_or_out_of_order", repr(item))
            if merged and start == merged[-1][1]:
                merged[-1] = (merged[-1][0], end)
            else:
                merged.append((start, end))
        return tuple(merged)


def _number(value: object, place: str, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FileRefusedError(place, "not_a_number", repr(value))
    if (isinstance(value, int) and abs(value) > LARGEST) or not math.isfinite(value):
        raise FileRefusedError(place, "not_a_number", "beyond all measure")
    if not least <= value <= most:
        raise FileRefusedError(place, f"outside_{least:g}_{most:g}", repr(value))
    return float(value)
