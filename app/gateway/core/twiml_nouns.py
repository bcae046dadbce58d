"""Reads what stands inside a Dial, and what every element shares: children and text."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from app.gateway.core.attributes import Attributes
from app.gateway.core.problems import DocumentFailed, ProblemCode
from app.gateway.core.twiml_dial import Conference, Target
from app.gateway.core.twiml_grammar import CHILDREN

CALL_EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
CONFERENCE_EVENTS = frozenset(
    {"start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"}
)
RECORDING_EVENTS = frozenset({"in-progress", "completed", "absent"})


def list_children(element: ET.Element, where: str) -> list[ET.Element]:
    allowed = CHILDREN.get(element.tag, frozenset())
    for child in element:
        if child.tag not in allowed:
            message = f"<{child.tag}> in <{element.tag}> is not supported"
            raise DocumentFailed(ProblemCode.SCHEMA_VIOLATED, message, where)
    return list(element)


def read_text(element: ET.Element) -> str:
    return (element.text or "").strip()


def read_target(element: ET.Element, where: str) -> Target:
    attributes = Attributes(element, where)
    attributes.refuse_unknown()
    list_children(element, where)
    address = read_text(element)
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


def read_conference(element: ET.Element, where: str) -> Conference:
    attributes = Attributes(element, where)
    attributes.refuse_unknown()
    list_children(element, where)
    name = read_text(element)
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
