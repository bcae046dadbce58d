"""Who reads a page: their language, text size and, when signed in, who they are.

Reads the request only; never the database.
"""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request, Response

from app.kit.i18n import Language, parse_language

LANGUAGE_COOKIE = "hotline_lang"
TEXT_COOKIE = "hotline_text"
YEAR_S = 365 * 24 * 3600
TEXT_SIZES = ("normal", "large")


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the menu; `label` is a marked English source."""

    path: str
    label: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who is signed in, as far as the layout needs to know."""

    name: str
    role: str
    role_label: str
    menu: tuple[NavItem, ...] = ()
    sign_out_path: str = "/sign-out"
    account_id: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader of one request."""

    language: Language
    text_size: str
    viewer: Viewer | None


def find_reader(request: Request) -> Reader:
    """Return the reader; `?lang=` and `?text=` win over the cookie, the cookie over the browser."""
    size = request.query_params.get("text") or request.cookies.get(TEXT_COOKIE) or ""
    return Reader(
        find_language(request),
        size if size in TEXT_SIZES else TEXT_SIZES[0],
        getattr(request.state, "viewer", None),
    )


def find_language(request: Request) -> Language:
    """Return the language to answer in; Chinese when nothing tells."""
    asked = parse_language(request.query_params.get("lang"))
    kept = parse_language(request.cookies.get(LANGUAGE_COOKIE))
    return asked or kept or _browser_language(request) or Language.ZH


def keep_choices(request: Request, response: Response) -> None:
    """Remember what the reader has just chosen in the address."""
    language = parse_language(request.query_params.get("lang"))
    if language:
        keep_language(response, language)
    size = request.query_params.get("text")
    if size in TEXT_SIZES:
        _keep(response, TEXT_COOKIE, size)


def keep_language(response: Response, language: Language) -> None:
    """Answer this browser in `language` from now on."""
    _keep(response, LANGUAGE_COOKIE, language)


def _keep(response: Response, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR_S, samesite="lax", path="/")


def _browser_language(request: Request) -> Language | None:
    tags = request.headers.get("accept-language", "").split(",")
    languages = (parse_language(tag.split(";")[0]) for tag in tags)
    return next((language for language in languages if language), None)
