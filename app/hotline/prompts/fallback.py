"""Fills in the number's static fallback document: what keeps callers while we are away.

The document is `docs/fallback.xml`; it is served apart from the application, so all that it names
of ours is the address to which it sends the call back, again and again.
"""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree as ET

from app.kit.settings import ROOT

DOCUMENT: Final = ROOT / "docs" / "fallback.xml"


def write_fallback(base_url: str, media_url: str = "") -> str:
    """The document with `base_url`'s voice webhook as the way back.

    `media_url` is where its recording is served, apart from the application. Without one only the
    carrier's voice is left, which speaks Chinese and never Tibetan.
    """
    document = ET.fromstring(DOCUMENT.read_text(encoding="utf-8"))  # noqa: S314 - our own file
    for verb in list(document):
        match verb.tag:
            case "Redirect":
                verb.text = f"{base_url}/twilio/voice"
            case "Play" if media_url:
                name = (verb.text or "").rpartition("/")[2]
                verb.text = f"{media_url.rstrip('/')}/{name}"
            case "Play":
                document.remove(verb)
    return ET.tostring(document, encoding="unicode", xml_declaration=True)
