"""What a line does in a day, played on the stepped clock: calls, a chat, a look at every page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from fastapi.testclient import TestClient

from app.desks.reports.following import follow_to_the_end
from app.hotline.accounts.actions import NewAccount, add_account
from app.hotline.accounts.roles import Role
from app.rehearsal.replay.orders.installation import OrderedInstallation
from app.rehearsal.replay.orders.stories import (
    callers_line_dropped,
    gives_up_waiting,
    missed_once,
    passed_to_the_centre,
    transferred,
    whole_journey,
)
from app.run.main import make_app

PASSWORD = "snow-lion-12348"
BETWEEN_S = 60
STORIES = (
    *(gives_up_waiting, missed_once, transferred, whole_journey),
    *(callers_line_dropped, passed_to_the_centre),
)
BOARDS = (
    *("/wallboard", "/callbacks", "/line", "/line/people", "/line/offers", "/line/steps"),
    *("/line/rota", "/line/conflicts", "/line/hours", "/line/rules", "/console", "/blocked"),
    *("/planning", "/health", "/health/banner"),
)
DESK = ("/console", "/console?part=desk", "/console?part=tabs", "/console?part=head")
OF_A_CONTACT = (
    *("/console?contact={}", "/console?part=work&contact={}", "/console/contacts/{}/messages"),
    *("/console/contacts/{}/colleagues", "/console/contacts/{}/recordings"),
    *("/console/contacts/{}/suggestions", "/console/contacts/{}/person"),
)
FOR_SUPERVISORS = ("/line/tickets/{}", "/line/offers/{}")
_PART = re.compile(r'hx-get="([^"#]+)"')


@dataclass(slots=True)
class Day:
    """A small hotline: Tashi at her desk, Pema at the boards, somebody on the website."""

    installation: OrderedInstallation
    tashi: TestClient
    pema: TestClient
    stranger: TestClient

    @classmethod
    def open(cls, folder: Path, database_url: str) -> Day:
        """Everybody is signed in."""
        installation = OrderedInstallation.open(folder, seed=1, database_url=database_url)
        store, app = installation.world.services.store, make_app(installation.world.services)
        agent_id = installation.ids["tashi"]
        add_account(store, NewAccount("tashi", PASSWORD, "Tashi", Role.AGENT, agent_id=agent_id))
        add_account(store, NewAccount("pema", PASSWORD, "Pema", Role.SUPERVISOR))
        headers = {"accept": "text/html", "accept-language": "zh"}
        tashi, pema, stranger = (TestClient(app, headers=headers) for _ in range(3))
        for browser, username in ((tashi, "tashi"), (pema, "pema")):
            form = {"username": username, "password": PASSWORD}
            assert browser.post("/sign-in", data=form).status_code == 200
        return cls(installation, tashi, pema, stranger)

    def play(self) -> None:
        """Every story, a call that is looked at in each of its states, a chat."""
        for index, story in enumerate(STORIES, 1):
            story(self.installation, f"+86138{index:08d}")
            self.installation.run(BETWEEN_S)
        self.watch_call("+8613800000001")
        self.installation.run(BETWEEN_S)
        self.chat()
        self.installation.run(2 * 3600)

    def watch_call(self, number: str) -> None:
        """Somebody who called before calls again; all look on."""
        self.installation.begin(number)
        self.installation.call_in()
        self.installation.run(20)
        self.look()
        self.installation.make_ready("tashi")
        self.installation.run(1)
        self.look()
        self.installation.wait_for_talk("tashi")
        self.look()
        self.installation.hang_up(number)

    def chat(self) -> None:
        """A conversation in writing."""
        self.installation.make_ready("tashi")
        self.stranger.post("/chat/messages", data={"text": "老板不给工资怎么办？"})
        self.installation.run(1)
        found = re.search(r"/console/offers/(\d+)/accept", self.tashi.get(DESK[1]).text)
        assert found
        self.tashi.post(f"/console/offers/{found[1]}/accept")
        found = re.search(r"/console\?contact=(\d+)", self.tashi.get(DESK[2]).text)
        assert found
        self.installation.contact_id = int(found[1])
        words = {"text": "请先去劳动监察大队。", "sender_token": "a1"}
        self.tashi.post(f"/console/contacts/{found[1]}/messages", data=words)
        self.stranger.post("/chat/messages", data={"text": "谢谢", "sender_token": "b1"})
        self.stranger.get("/chat")
        self.look()
        self.stranger.post("/chat/end")

    def look(self) -> None:
        """Everybody opens every page."""
        follow_to_the_end(self.installation.world.services.store)
        contact_id = self.installation.contact_id
        for path in (*DESK, *(each.format(contact_id) for each in OF_A_CONTACT)):
            open_page(self.tashi, path)
        for path in (*BOARDS, *(each.format(contact_id) for each in FOR_SUPERVISORS)):
            open_page(self.pema, path)


def open_page(browser: TestClient, path: str) -> None:
    """A page with the parts that it fetches by itself."""
    page = browser.get(path)
    for part in dict.fromkeys(_PART.findall(page.text)):
        browser.get(part.replace("&amp;", "&"), headers={"HX-Request": "true"})
