"""The template environment: every feature's templates under its own prefix.

`console/page.html` is app/desks/console/templates/page.html. Templates see words through
the `t` of their page; nothing here knows a current language.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jinja2 import (
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    pass_context,
)
from jinja2.runtime import Context

from app.kit.i18n import N_
from app.kit.i18n.formats import (
    format_clock,
    format_day,
    format_duration,
    format_instant,
    format_percent,
)
from app.kit.web.divisions import name_division
from app.kit.web.words import find_word

APP_ROOT = Path(__file__).resolve().parents[2]

FILTERS = {
    "clock": format_clock,
    "day": format_day,
    "instant": format_instant,
    "duration": format_duration,
    "percent": format_percent,
}


def make_environment(app_root: Path = APP_ROOT) -> Environment:
    """Return the environment over all folders named templates of the rooms below `app_root`."""
    environment = Environment(
        loader=PrefixLoader(_find_folders(app_root)),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,  # what an update lays on the disk fits the next process, not this one
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        _gettext, _ngettext, newstyle=True
    )
    environment.filters.update(FILTERS)
    environment.globals["word"] = _word
    environment.globals["county"] = _county
    environment.globals["N_"] = N_
    return environment


def _find_folders(app_root: Path) -> Mapping[str, FileSystemLoader]:
    folders = sorted(app_root.glob("*/*/templates"))
    return {folder.parent.name: FileSystemLoader(folder) for folder in folders}


@pass_context
def _gettext(context: Context, source: str) -> str:
    return str(context["t"].gettext(source))


@pass_context
def _word(context: Context, kind: str, code: str | None) -> str:
    """The reader's word for one of our codes."""
    source = find_word(kind, code)
    return str(context["t"].gettext(source)) if source else ""


@pass_context
def _county(context: Context, code: str | None) -> str:
    """The county's name in the reader's language."""
    return name_division(code or "", context["t"].language)


@pass_context
def _ngettext(context: Context, one: str, many: str, count: int) -> str:
    return str(context["t"].ngettext(one, many, count))
