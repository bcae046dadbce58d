"""Reads an application's answer into a `Document`, or says with Twilio's code why it cannot.

Strict on purpose: an unknown element, attribute or value fails the document, so that a mistake of
the application is seen here and not in production.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree as ET

from app.gateway.core.attributes import Attributes
from app.gateway.core.problems import DocumentFailed, ProblemCode
from app.gateway.core.twiml import (
    Document,
    Enqueue,
    Gather,
    Hangup,
    Leave,
    Pause,
    Play,
    Prompt,
    Record,
    Redirect,
    Reject,
    Say,
    Verb,
)
from app.gateway.core.twiml_dial import Dial, Target
from app.gateway.core.twiml_grammar import CHILDREN
from app.gateway.core.twiml_nouns import (
    RECORDING_EVENTS,
    list_children,
    read_conference,
    read_target,
    read_text,
)


def read_twiml(text: str | bytes, url: str | None) -> Document:
    """The document in `text`; raises DocumentFailed (12100, 12200)."""
    where = url or ""
    if isinstance(text, bytes) and not text.strip():
        raise DocumentFailed(ProblemCode.DOCUMENT_UNPARSABLE, "the document is empty", where)
    try:
        root = _parse(text)
    except (ET.ParseError, ValueError, LookupError) as error:
        raise DocumentFailed(ProblemCode.DOCUMENT_UNPARSABLE, str(error), where) from error
    if root.tag != "Response":
        raise DocumentFailed(
            ProblemCode.DOCUMENT_UNPARSABLE, f"the root is <{root.tag}>, not <Response>", where
        )
    Attributes(root, where).refuse_unknown()
    return Document(tuple(_read_verb(child, where) for child in list_children(root, where)), url)


def _parse(text: str | bytes) -> ET.Element:
    head = text[:2000] if isinstance(text, str) else text[:2000].decode("latin-1")
    if "<!DOCTYPE" in head or "<!ENTITY" in head:
        raise ValueError("a document type declaration is not allowed")
    return ET.fromstring(text)  # noqa: S314 - entities are refused above


def _read_verb(element: ET.Element, where: str) -> Verb:
    attributes = Attributes(element, where)
    attributes.refuse_unknown()
    if element.tag not in CHILDREN:
        list_children(element, where)
    return _READERS[element.tag](element, attributes)


def _read_prompt(element: ET.Element, where: str) -> Prompt:
    verb = _read_verb(element, where)
    assert isinstance(verb, Say | Play | Pause)
    return verb


def _read_say(element: ET.Element, attributes: Attributes) -> Say:
    return Say(read_text(element), attributes.text("language") or "en-US", attributes.times("loop"))


def _read_play(element: ET.Element, attributes: Attributes) -> Play:
    return Play(read_text(element), attributes.text("digits"), attributes.times("loop"))


def _read_pause(_element: ET.Element, attributes: Attributes) -> Pause:
    return Pause(attributes.whole("length", 1, at_least=1))


def _read_gather(element: ET.Element, attributes: Attributes) -> Gather:
    attributes.choice("input", "dtmf", ("dtmf",))
    count = attributes.whole("numDigits", 0, at_least=1)
    return Gather(
        prompts=tuple(
            _read_prompt(child, attributes.where)
            for child in list_children(element, attributes.where)
        ),
        action=attributes.text("action"),
        method=attributes.method("method"),
        timeout_s=attributes.whole("timeout", 5, at_least=0),
        num_digits=count or None,
        finish_on_key=attributes.get("finishOnKey", "#"),
        acts_on_empty=attributes.flag("actionOnEmptyResult", default=False),
    )


def _read_redirect(element: ET.Element, attributes: Attributes) -> Redirect:
    return Redirect(read_text(element), attributes.method("method"))


def _read_hangup(_element: ET.Element, _attributes: Attributes) -> Hangup:
    return Hangup()


def _read_leave(_element: ET.Element, _attributes: Attributes) -> Leave:
    return Leave()


def _read_reject(_element: ET.Element, attributes: Attributes) -> Reject:
    return Reject(attributes.choice("reason", "rejected", ("rejected", "busy")))


def _read_enqueue(element: ET.Element, attributes: Attributes) -> Enqueue:
    name = read_text(element)
    if not name or len(name) > 64:
        raise attributes.bad("the queue's name must have 1 to 64 characters")
    return Enqueue(
        queue=name,
        action=attributes.optional("action"),
        method=attributes.method("method"),
        wait_url=attributes.optional("waitUrl"),
        wait_method=attributes.method("waitUrlMethod"),
    )


def _read_record(_element: ET.Element, attributes: Attributes) -> Record:
    return Record(
        action=attributes.text("action"),
        method=attributes.method("method"),
        timeout_s=attributes.whole("timeout", 5, at_least=1),
        finish_on_key=attributes.get("finishOnKey", "1234567890*#"),
        max_length_s=attributes.whole("maxLength", 3600, at_least=1),
        plays_beep=attributes.flag("playBeep", default=True),
        status_callback=attributes.optional("recordingStatusCallback"),
        status_method=attributes.method("recordingStatusCallbackMethod"),
        status_events=attributes.words("recordingStatusCallbackEvent", RECORDING_EVENTS),
    )


def _read_dial(element: ET.Element, attributes: Attributes) -> Dial:
    nouns = list_children(element, attributes.where)
    rooms = [noun for noun in nouns if noun.tag == "Conference"]
    if len(rooms) > 1 or (rooms and len(nouns) > 1):
        raise attributes.bad("a <Conference> must be the only noun")
    targets = [read_target(noun, attributes.where) for noun in nouns if noun.tag != "Conference"]
    if not nouns and read_text(element):
        targets = [Target(read_text(element), None, "POST", None, "POST", frozenset({"completed"}))]
    if not nouns and not targets:
        raise attributes.bad("nobody to dial")
    return Dial(
        targets=tuple(targets),
        conference=read_conference(rooms[0], attributes.where) if rooms else None,
        action=attributes.optional("action"),
        method=attributes.method("method"),
        timeout_s=attributes.whole("timeout", 30, at_least=1),
        hangs_up_on_star=attributes.flag("hangupOnStar", default=False),
        time_limit_s=attributes.whole("timeLimit", 14400, at_least=1),
        caller_id=attributes.text("callerId"),
        answers_on_bridge=attributes.flag("answerOnBridge", default=False),
    )


_READERS: dict[str, Callable[[ET.Element, Attributes], Verb]] = {
    "Say": _read_say,
    "Play": _read_play,
    "Pause": _read_pause,
    "Gather": _read_gather,
    "Redirect": _read_redirect,
    "Hangup": _read_hangup,
    "Leave": _read_leave,
    "Reject": _read_reject,
    "Enqueue": _read_enqueue,
    "Record": _read_record,
    "Dial": _read_dial,
}
