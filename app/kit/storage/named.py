"""A function that a declaration names by its full name, given what it asks for of the process."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from functools import partial
from inspect import signature


def fill_in(path: str, means: Mapping[str, object]) -> tuple[Callable[..., object], list[str]]:
    """The function with every parameter that `means` knows by name, and the names still open."""
    function = pkgutil.resolve_name(path)
    names = list(signature(function).parameters)
    known = {name: means[name] for name in names if name in means}
    return partial(function, **known), [name for name in names if name not in known]
