"""The console as a telephone, with an SDK that only pretends: registered, rung, picked up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from playwright.sync_api import Page

from app.hotline.agents.actions import set_address
from app.hotline.agents.models import Agent
from app.telephony.softphone import PASS_FOR, ContentSources, SoftphonePass
from tests.browser.people import Stage
from tests.console.installation import PASSWORD

PRETENDED_SDK = """
window.Twilio = { Device: class {
  constructor(token) { this.heard = {}; window.device = this; window.shown = token; }
  on(event, act) { this.heard[event] = act; }
  async register() { this.heard.registered(); }
  updateToken(token) { window.shown = token; }
  destroy() {}
} };
window.ringIn = () => {
  const heard = {};
  const call = { state: "pending", status() { return this.state; },
    on: (event, act) => { heard[event] = act; },
    accept() { this.state = "open"; heard.accept(); }, reject() { heard.reject(); },
    disconnect() { heard.disconnect(); }, ignore() { this.state = "ignored"; } };
  window.device.heard.incoming(call);
  return call;
};
"""


class PretendedSoftphone:
    """As Twilio's adapter, for a browser in which the SDK is pretended."""

    kind = "twilio"
    script = "js/live.js"
    sources = ContentSources()

    def make_pass(self, identity: str, now: datetime) -> SoftphonePass:
        return SoftphonePass(identity, f"pass of {identity}", now + PASS_FOR)


def open_console(stage: Stage) -> Page:
    installation = stage.hotline.hotline
    stage.hotline.hire("drolma", "bo", "zh")

    def note_browser() -> None:
        with installation.world.services.store.write() as uow:
            set_address(uow, uow.session.get_one(Agent, 1), "client:drolma")

    stage.hotline.do(note_browser)
    installation.app.state.services = replace(
        installation.app.state.services, softphone=PretendedSoftphone()
    )
    page = stage.open_page("/sign-in")
    page.add_init_script(PRETENDED_SDK)
    page.fill("#username", "drolma")
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_selector("#softphone")
    return page


def state(page: Page) -> str:
    return page.inner_text("#softphone [data-status]")


def test_the_browser_registers_is_rung_and_hangs_up(stage: Stage) -> None:
    page = open_console(stage)
    page.wait_for_selector("#softphone >> text=等待来电")
    assert page.evaluate("window.shown") == "pass of drolma"
    assert state(page) == "等待来电"
    page.evaluate("window.first = window.ringIn()")
    assert state(page) == "来电振铃"
    assert page.evaluate("window.ringIn().state") == "ignored", "one person, one caller"
    page.click("#softphone [data-answer]")
    assert page.evaluate("window.first.state") == "open"
    assert state(page) == "通话中"
    page.click("#softphone [data-hang-up]")
    assert state(page) == "等待来电"
    assert stage.problems == []
