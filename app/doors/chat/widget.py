"""The script that other websites include to show the callers' chat on their pages.

Which websites may is a setting, enforced by the frame policy of the chat's pages: the script
itself can be fetched by anybody and holds nothing secret.
"""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from app.hotline.services import Services, get_services
from app.kit.i18n import N_, UI_LANGUAGES
from app.kit.web.site import SiteOf
from app.kit.web.static import STATIC_ROOT

router = APIRouter(default_response_class=Response, include_in_schema=False)
SCRIPT = STATIC_ROOT / "js" / "widget.js"
KEPT = "public, max-age=3600"


@router.get("/widget.js")
def get_widget(services: Annotated[Services, Depends(get_services)], site: SiteOf) -> Response:
    """The words of both languages, our address, and the script."""
    words = {}
    for language in UI_LANGUAGES:
        translate = site.translator(language, public=True).gettext
        words[str(language)] = [translate(N_("Write to us")), translate(N_("Close"))]
    facts = {"address": services.settings.public_base_url, "words": words}
    script = f"const WIDGET = {json.dumps(facts)};\n{SCRIPT.read_text(encoding='utf-8')}"
    headers = {"Cache-Control": KEPT, "Cross-Origin-Resource-Policy": "cross-origin"}
    return Response(script, media_type="text/javascript; charset=utf-8", headers=headers)
