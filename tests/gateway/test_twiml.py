"""What the carrier reads and refuses; its grammar against the official package's."""

from __future__ import annotations

import pytest
from twilio.twiml.voice_response import VoiceResponse

from app.gateway.core.problems import DocumentFailed
from app.gateway.core.twiml import Enqueue, Gather, Pause, Say
from app.gateway.core.twiml_grammar import ATTRIBUTES, CHILDREN
from app.gateway.core.twiml_reader import read_twiml
from tests.gateway.twiml_grammar import find_violations, read_grammar

URL = "https://hotline.test/voice"


def read_one(verb: str) -> object:
    return read_twiml(f"<Response>{verb}</Response>", URL).verbs[0]


@pytest.mark.parametrize("element", sorted(ATTRIBUTES))
def test_our_grammar_is_part_of_the_official_one(element: str) -> None:
    official = read_grammar()[element]
    assert ATTRIBUTES[element] <= official.attributes
    assert CHILDREN.get(element, frozenset()) <= official.children


def test_the_official_check_finds_faults() -> None:
    assert find_violations("<Response><Gather numdigits='1'/></Response>")
    assert find_violations("<Response><Gather><Dial>1</Dial></Gather></Response>")
    assert find_violations("<Response><say>x</say></Response>")
    document = VoiceResponse()
    document.enqueue("q", wait_url="/w").task("{}")
    assert find_violations(str(document)) == []


def test_defaults_are_twilios() -> None:
    gather = read_one("<Gather><Say>x</Say></Gather>")
    assert isinstance(gather, Gather)
    assert (gather.timeout_s, gather.finish_on_key, gather.method) == (5, "#", "POST")
    assert gather.prompts == (Say("x", "en-US", 1),)
    assert read_one("<Pause/>") == Pause(1)
    assert read_one("<Enqueue>q</Enqueue>") == Enqueue("q", None, "POST", None, "POST")
    assert read_one('<Say loop="0">x</Say>') == Say("x", "en-US", None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", 12100),
        ("not xml", 12100),
        ("<Response><Say>x</Response>", 12100),
        ("<Antwort/>", 12100),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]><Response/>", 12100),
        ("<Response><Fax/></Response>", 12200),
        ("<Response><Connect/></Response>", 12200),
        ("<Response><say>x</say></Response>", 12200),
        ("<Response><Gather><Dial>1</Dial></Gather></Response>", 12200),
        ("<Response><Gather numdigits='1'/></Response>", 12200),
        ("<Response><Gather timeout='soon'/></Response>", 12200),
        ("<Response><Gather input='speech'/></Response>", 12200),
        ("<Response><Dial><Conference/></Dial></Response>", 12200),
        ("<Response><Dial/></Response>", 12200),
        ("<Response><Dial method='PUT'>1</Dial></Response>", 12200),
        ("<Response><Dial><Number statusCallbackEvent='x'>1</Number></Dial></Response>", 12200),
    ],
)
def test_bad_documents_are_refused_by_twilios_code(text: str, code: int) -> None:
    with pytest.raises(DocumentFailed) as caught:
        read_twiml(text.encode(), URL)
    assert caught.value.code == code
    assert caught.value.url == URL
