"""Getting a document from the application, with everything that can go wrong on the way."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from app.gateway.core.addresses import Source
from app.gateway.core.problems import DocumentFailed, ProblemCode
from app.gateway.core.session import Session
from app.gateway.core.signals import Fetched, Script
from app.gateway.core.twiml import Document, Play, Say
from app.gateway.core.twiml_reader import read_twiml
from app.gateway.core.webhooks import (
    FailureReason,
    Outcome,
    WebhookAnswer,
    WebhookFailure,
)

_XML_TYPES = frozenset({"text/xml", "application/xml", "text/html"})


def fetch_document(session: Session, source: Source) -> Script[Document]:
    """The document from `source`; raises DocumentFailed."""
    session.count_document(source.url or "")
    if source.text is not None:
        return read_twiml(source.text, source.url)
    url = source.url or ""
    refuse_bad_url(url)
    request = session.request(source, url)
    while True:
        signal = yield
        if isinstance(signal, Fetched) and signal.request == request:
            return read_outcome(signal.outcome, url)


def resolve_url(document: Document, url: str) -> str:
    """`url` as seen from `document`; empty means the document itself.

    Raises DocumentFailed (11100) for a relative address in a document that was given inline.
    """
    resolved = urljoin(document.url, url) if document.url is not None else url
    refuse_bad_url(resolved)
    return resolved


def refuse_bad_url(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise DocumentFailed(ProblemCode.BAD_URL, f"{url!r} is not an absolute address", url)


def read_outcome(outcome: Outcome, url: str) -> Document:
    """The document in an answer from `url`; raises DocumentFailed."""
    match outcome:
        case WebhookFailure(reason=FailureReason.TIMED_OUT):
            raise DocumentFailed(ProblemCode.HTTP_TIMED_OUT, "no answer within 15 s", url)
        case WebhookFailure():
            raise DocumentFailed(ProblemCode.HTTP_RETRIEVAL_FAILED, "no connection", url)
        case WebhookAnswer():
            return _read_answer(outcome, url)


def _read_answer(answer: WebhookAnswer, url: str) -> Document:
    if not 200 <= answer.status < 300:
        raise DocumentFailed(ProblemCode.HTTP_RETRIEVAL_FAILED, f"HTTP {answer.status}", url)
    kind = answer.content_type.partition(";")[0].strip().lower()
    if kind in _XML_TYPES:
        return read_twiml(answer.body, url)
    if kind.startswith("audio/"):
        return Document((Play(url, "", 1),), url)
    if kind == "text/plain":
        return Document((Say(answer.body.decode("utf-8", "replace"), "en-US", 1),), url)
    raise DocumentFailed(ProblemCode.BAD_CONTENT_TYPE, f"content type {kind!r}", url)
