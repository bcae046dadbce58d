"""Reads the texts that the application answers a text with."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from app.gateway.core.webhooks import WebhookAnswer


def read_replies(answer: WebhookAnswer) -> list[str]:
    """The texts in order; raises ValueError or ParseError for what is not understood."""
    if not answer.body.strip():
        return []
    if answer.content_type.startswith("text/plain"):
        return [answer.body.decode()]
    if b"<!DOCTYPE" in answer.body:
        raise ValueError("a document type declaration is not allowed")
    root = ET.fromstring(answer.body)  # noqa: S314 - entities are refused above
    if root.tag != "Response":
        raise ValueError(f"the root is <{root.tag}>, not <Response>")
    for child in root:
        if child.tag != "Message" or child.attrib or {part.tag for part in child} - {"Body"}:
            raise ValueError(f"<{child.tag}> with what it holds is not supported")
    return ["".join(child.itertext()).strip() for child in root]
