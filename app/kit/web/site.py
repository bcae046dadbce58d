"""Renders pages: the one place where a template meets its reader.

A page and the part of it that is fetched again while it is open come from the same
part template: `?part=offer` on the page's own address renders `offer.html` beside it. Several
parts at once, `?part=offer&part=queue`, come one after the other, each behind a mark with its name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment

from app.kit.clock import Clock, read_speed
from app.kit.errors import NotFound
from app.kit.i18n import SPOKEN_NAMES, UI_LANGUAGES, Catalogues, Domain, Language, Translator
from app.kit.web.readers import Reader, find_reader, keep_choices
from app.kit.web.static import STATIC_ROOT, digest_files
from app.kit.web.templates import make_environment


@dataclass(frozen=True, slots=True)
class Site:
    """What rendering needs: words, templates, the clock and the marks of this installation.

    `public_host` is the host that readers type, where a proxy hides it.
    """

    catalogues: Catalogues
    clock: Clock
    training: bool = False
    public_host: str = ""
    templates: Environment = field(default_factory=make_environment)
    versions: dict[str, str] = field(default_factory=lambda: digest_files(STATIC_ROOT))

    @property
    def speed(self) -> float:
        """How many hotline seconds pass in a real one: 1 outside sped-up training."""
        return read_speed(self.clock)

    def translator(self, language: Language, *, public: bool = False) -> Translator:
        """The words for a reader: the public sees no drafts except in training (law 7)."""
        hides_drafts = public and not self.training
        return self.catalogues.translator(language, Domain.MESSAGES, approved_only=hides_drafts)

    def draw(self, template: str, language: Language, **values: Any) -> str:
        """A fragment that looks alike to all staff who read `language`."""
        context = {"t": self.translator(language), "site": self, "now": self.clock.now()}
        return self.templates.get_template(template).render(context | values)

    def static_url(self, name: str) -> str:
        """The address of a static file, changing with its content."""
        version = self.versions.get(name)
        return f"/static/{name}?v={version}" if version else f"/static/{name}"

    def has_static(self, name: str) -> bool:
        """Tell whether set-up has supplied a file (fonts and libraries may be absent)."""
        return name in self.versions


def find_site(request: Request) -> Site:
    """The site that the application was wired with."""
    site = request.app.state.site
    if not isinstance(site, Site):
        raise TypeError("app.state.site is not wired")
    return site


SiteOf = Annotated[Site, Depends(find_site)]


def show(
    request: Request,
    template: str,
    *,
    parts: Collection[str] = (),
    status: int = 200,
    **values: Any,
) -> HTMLResponse:
    """Return the page, or with `?part=NAME` that part of it alone.

    Raises NotFound for a part that the page does not have.
    """
    asked = list_asked_parts(request)
    for part in asked:
        if part not in parts:
            raise NotFound(what="part", name=part)
    templates = {part: str(Path(template).with_name(f"{part}.html")) for part in asked}
    if len(templates) > 1:
        return _render_together(request, templates, status, values)
    return render(request, templates[asked[0]] if asked else template, status=status, **values)


def list_asked_parts(request: Request) -> list[str]:
    """The parts of the page that a request wants, each once; none when it wants the whole page."""
    return list(dict.fromkeys(request.query_params.getlist("part")))


def render(
    request: Request, template: str, *, status: int = 200, public: bool = False, **values: Any
) -> HTMLResponse:
    """Return `template` for the request's reader and remember the choices in its address."""
    site, reader = find_site(request), find_reader(request)
    context = _describe_page(request, site, reader, public) | values
    return _answer(request, context, site.templates.get_template(template).render(context), status)


def _render_together(
    request: Request, templates: dict[str, str], status: int, values: dict[str, Any]
) -> HTMLResponse:
    site, reader = find_site(request), find_reader(request)
    context = _describe_page(request, site, reader, public=False) | values
    rendered = (
        f"<!--part {part}-->{site.templates.get_template(template).render(context)}"
        for part, template in templates.items()
    )
    return _answer(request, context, "".join(rendered), status)


def _answer(request: Request, context: dict[str, Any], text: str, status: int) -> HTMLResponse:
    response = HTMLResponse(text, status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Language"] = str(context["t"].html_tag)
    keep_choices(request, response)
    return response


def translate_for(request: Request) -> Callable[..., str]:
    """The `gettext` of the request's reader, for words that Python composes."""
    return find_site(request).translator(find_reader(request).language).gettext


def _describe_page(request: Request, site: Site, reader: Reader, public: bool) -> dict[str, Any]:
    is_public = public or reader.viewer is None
    return {
        "t": site.translator(reader.language, public=is_public),
        "site": site,
        "reader": reader,
        "viewer": reader.viewer,
        "path": request.url.path,
        "now": site.clock.now(),
        "switches": [
            (language, SPOKEN_NAMES[language], _readdress(request, lang=language))
            for language in UI_LANGUAGES
        ],
        "text_switch": _readdress(
            request, text="normal" if reader.text_size == "large" else "large"
        ),
        "drafts": site.catalogues.count_drafts(reader.language),
        "gaps": count_gaps(site, reader.language),
    }


def count_gaps(site: Site, language: Language) -> int:
    """Count the texts that a reader of `language` cannot read in it (B91)."""
    asked = sum(gap.language == language for gap in site.catalogues.missing)
    return max(asked, site.catalogues.count_gaps(language))


def _readdress(request: Request, **changes: str) -> str:
    """The page's own address with a choice changed, as a relative reference."""
    url = request.url.include_query_params(**changes).remove_query_params("part")
    return f"{url.path}?{url.query}"
