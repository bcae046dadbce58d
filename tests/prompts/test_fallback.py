"""The fallback document keeps callers at the carrier for as long as the application is away."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from app.gateway.core.addresses import Source
from app.gateway.core.webhooks import FailureReason, WebhookFailure
from app.gateway.simulated.plans import PhonePlan
from app.hotline.prompts.fallback import write_fallback
from tests.gateway.world import APP, World

OUTAGE_S = 600


def test_a_caller_is_kept_through_ten_minutes_of_outage() -> None:
    document = write_fallback(APP)
    unreachable = WebhookFailure(FailureReason.UNREACHABLE)
    world = World(
        {"/voice": "<Redirect>/twilio/voice</Redirect>", "/twilio/voice": unreachable},
        fallback=Source(None, text=document),
    )
    world.call_in(PhonePlan())
    world.run(OUTAGE_S)
    tries = world.at("/twilio/voice")
    assert len({seen.params["CallSid"] for seen in tries}) == 1
    assert len(tries) >= OUTAGE_S / 30  # each round: a sentence, a pause of ten seconds
    world.replies["/twilio/voice"] = "<Pause length='600'/>"
    world.run(30)
    (call,) = world.gateway.carrier.exchange.calls.values()
    assert call.status.value == "in-progress"


def test_it_names_nothing_that_lies_with_us_but_the_way_back() -> None:
    document = write_fallback(APP, "https://elsewhere.test/prompts/")
    addresses = [text for text in ET.fromstring(document).itertext() if "://" in text]
    assert addresses == [
        "https://elsewhere.test/prompts/sorry-hold-the-line.bo.wav",
        f"{APP}/twilio/voice",
    ]
