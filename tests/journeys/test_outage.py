"""How long callers are kept while nobody of ours answers (docs/outage.md)."""

from __future__ import annotations

from app.gateway.core.twiml import Pause, Play, Redirect, Say
from app.gateway.core.twiml_reader import read_twiml
from app.hotline.prompts.fallback import DOCUMENT, write_fallback
from tests.journeys.cast import LI, ZH, Hotline, caller
from tests.journeys.conftest import Opener
from tests.journeys.crashing import make_crashing


def test_the_fallback_document_is_valid_and_leads_back() -> None:
    read = read_twiml(DOCUMENT.read_text(), None)
    assert [type(verb) for verb in read.verbs] == [Play, Say, Pause, Redirect]
    filled = read_twiml(write_fallback("https://12348.example"), None)
    assert filled.verbs[-1] == Redirect("https://12348.example/twilio/voice", "POST")


def test_b71_callers_are_kept_through_ten_minutes_and_keep_their_order(
    open_hotline: Opener,
) -> None:
    hotline: Hotline = open_hotline(longest_wait_s=None)
    world = hotline.world = make_crashing(hotline.world, down_s=600)
    for number in range(3):
        hotline.ring_in(caller(ZH, talk_s=10, patience_s=3000), f"+861381234000{number}")
        hotline.run(3)
    before = [contact.asked_at for contact in hotline.contacts()]
    world.die()
    hotline.run(100)
    hotline.ring_in(caller(ZH, talk_s=10, patience_s=3000), "+8613812340009")
    hotline.run(540)
    assert len(hotline.contacts()) == 4, "whoever called meanwhile is there, and nobody twice"
    assert [contact.asked_at for contact in hotline.contacts()][:3] == before
    hotline.staff(LI, ("zh",))
    hotline.run(400)
    assert hotline.answered_order() == [1, 2, 3, 4]
    assert hotline.breaches() == []
