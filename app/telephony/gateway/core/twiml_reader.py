"""Reads an application's answer into a `Document`, or says with Twilio's code why it cannot.

Strict on purpose: an unknown element, attribute or value fails the document, so that a mistake of
the application is seen here and not in production.
"""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree as ET

from app.telephony.gateway.core.attributes import Attributes
from app.telephony.gateway.core.problems import DocumentFailed, ProblemCode
from app.telephony.gateway.core.twiml import (
    Conference,
    Dial,
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
    Target,
    Verb,
)
from app.telephony.gateway.core.twiml_grammar import CHILDREN

CALL_EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
CONFERENCE_EVENTS = frozenset(
    {"start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"}
)
RECORDING_EVENTS = frozenset({"in-progress", "completed", "absent"})


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
    return Document(tuple(_read_verb(child, where) for child in _children(root, where)), url)


def _parse(text: str | bytes) -> ET.Element:
    head = text[:2000] if isinstance(text, str) else text[:2000].decode("latin-1")
    if "<!DOCTYPE" in head or "<!ENTITY" in head:
        raise ValueError("a document type declaration is not allowed")
    return ET.fromstring(text)  # noqa: S314 - entities are refused above


def _children(element: ET.Element, where: str) -> list[ET.Element]:
    allowed = CHILDREN.get(element.tag, frozenset())
    for child in element:
        if child.tag not in allowed:
            message = f"<{child.tag}> in <{element.tag}> is not supported"
            raise DocumentFailed(ProblemCode.SCHEMA_VIOLATED, message, where)
    return list(element)


def _read_verb(element: ET.Element, where: str) -> Verb:
    attributes = Attributes(element, where)
    attributes.refuse_unknown()
    if element.tag not in CHILDREN:
        _children(element, where)
    return _READERS[element.tag](element, attributes)


def _read_prompt(element: ET.Element, where: str) -> Prompt:
    verb = _read_verb(element, where)
    assert isinstance(verb, Say | Play | Pause)
    return verb


def _text(element: ET.Element) -> str:
    return (element.text or "").strip()


def _read_say(element: ET.Element, attributes: Attributes) -> Say:
    return Say(_text(element), attributes.text("language") or "en-US", attributes.times("loop"))


def _read_play(element: ET.Element, attributes: Attributes) -> Play:
    return Play(_text(element), attributes.text("digits"), attributes.times("loop"))


def _read_pause(_element: ET.Element, attributes: Attributes) -> Pause:
    return Pause(attributes.whole("length", 1, at_least=1))


def _read_gather(element: ET.Element, attributes: Attributes) -> Gather:
    attributes.choice("input", "dtmf", ("dtmf",))
    count = attributes.whole("numDigits", 0, at_least=1)
    return Gather(
        prompts=tuple(
            _read_prompt(child, attributes.where) for child in _children(element, attributes.where)
        ),
        action=attributes.text("action"),
        method=attributes.method("method"),
        timeout_s=attributes.whole("timeout", 5, at_least=0),
        num_digits=count or None,
        finish_on_key=attributes.get("finishOnKey", "#"),
        acts_on_empty=attributes.flag("actionOnEmptyResult", default=False),
    )


def _read_redirect(element: ET.Element, attributes: Attributes) -> Redirect:
    return Redirect(_text(element), attributes.method("method"))


def _read_hangup(_element: ET.Element, _attributes: Attributes) -> Hangup:
    return Hangup()


def _read_leave(_element: ET.Element, _attributes: Attributes) -> Leave:
    return Leave()


def _read_reject(_element: ET.Element, attributes: Attributes) -> Reject:
    return Reject(attributes.choice("reason", "rejected", ("rejected", "busy")))


def _read_enqueue(element: ET.Element, attributes: Attributes) -> Enqueue:
    name = _text(element)
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
    nouns = _children(element, attributes.where)
    rooms = [noun for noun in nouns if noun.tag == "Conference"]
    if len(rooms) > 1 or (rooms and len(nouns) > 1):
        raise attributes.bad("a <Conference> must be the only noun")
    targets = [_read_target(noun, attributes.where) for noun in nouns if noun.tag != "Conference"]
    if not nouns and _text(element):
        targets = [Target(_text(element), None, "POST", None, "POST", frozenset({"completed"}))]
    if not nouns and not targets:
        raise attributes.bad("nobody to dial")
    return Dial(
        targets=tuple(targets),
        conference=_read_conference(rooms[0], attributes.where) if rooms else None,
        action=attributes.optional("action"),
        method=attributes.method("method"),
        timeout_s=attributes.whole("timeout", 30, at_least=1),
        hangs_up_on_star=attributes.flag("hangupOnStar", default=False),
        time_limit_s=attributes.whole("timeLimit", 14400, at_least=1),
        caller_id=attributes.text("callerId"),
        answers_on_bridge=attributes.flag("answerOnBridge", default=False),
    )


def _read_target(element: ET.Element, where: str) -> Target:
    attributes = Attributes(element, where)
    attributes.refuse_unknown()
    _children(element, where)
    address = _text(element)
    if not address:
        raise attributes.bad("nobody to dial")
    return Target(
        address=f"client:{address}" if element.tag == "Client" else address,
        url=attributes.optional("url"),
        method=attributes.method("method"),
        status_callback=attributes.optional("statusCallback"),
        status_method=attributes.method("statusCallbackMethod"),
        status_events=attributes.words("statusCallbackEvent", CALL_EVENTS),
    )


def _read_conference(element: ET.Element, where: str) -> Conference:
    attributes = Attributes(element, where)
    attributes.refuse_unknown()
    _children(element, where)
    name = _text(element)
    if not name:
        raise attributes.bad("the conference has no name")
    attributes.choice("jitterBufferSize", "large", ("small", "medium", "large", "off"))
    recordings = ("do-not-record", "record-from-start", "true", "false")
    return Conference(
        name=name,
        is_muted=attributes.flag("muted", default=False),
        beep=attributes.choice("beep", "true", ("true", "false", "onEnter", "onExit")),
        starts_on_enter=attributes.flag("startConferenceOnEnter", default=True),
        ends_on_exit=attributes.flag("endConferenceOnExit", default=False),
        label=attributes.text("participantLabel"),
        wait_url=attributes.optional("waitUrl"),
        wait_method=attributes.method("waitMethod"),
        max_participants=attributes.whole("maxParticipants", 250, at_least=2),
        is_recorded=attributes.choice("record", "do-not-record", recordings)
        in {"record-from-start", "true"},
        coach=attributes.text("coach"),
        status_callback=attributes.optional("statusCallback"),
        status_method=attributes.method("statusCallbackMethod"),
        status_events=attributes.words("statusCallbackEvent", CONFERENCE_EVENTS, default=""),
        recording_callback=attributes.optional("recordingStatusCallback"),
        recording_method=attributes.method("recordingStatusCallbackMethod"),
        recording_events=attributes.words("recordingStatusCallbackEvent", RECORDING_EVENTS),
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
