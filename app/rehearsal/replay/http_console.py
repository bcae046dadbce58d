"""A robot's console over HTTP: the forms of the console's own pages, as a browser sends them.

What the console shows is read past the pages, from the replay's own database: polling pages of
fifteen robots on a fast clock would measure the polling.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

import httpx
import pyotp

from app.hotline.accounts.factor import STEP_S
from app.hotline.accounts.sign_in_pages import CODE
from app.kit.errors import HotlineError, Refused
from app.kit.storage.unit_of_work import Store
from app.rehearsal.replay.desk_console import read_view
from app.rehearsal.replay.robots import ConsoleView


class ConsoleBroken(HotlineError):
    """The console answered what no person could go on with; facts: `path`, `status`."""

    code = "console_broken"


@dataclass(frozen=True, slots=True)
class HttpConsole:
    """One agent's browser.  `http` keeps the session's cookie and the base address.

    `totp_secret`: what the authenticator holds; "" in training, where the password is enough.
    """

    http: httpx.Client
    store: Store
    agent_id: int
    username: str
    password: str
    totp_secret: str
    tell_topic: Callable[[int], str]

    def look(self) -> ConsoleView:
        with self.store.read() as session:
            return read_view(session, self.agent_id)

    def sign_in(self) -> None:
        answer = self._post("/sign-in", username=self.username, password=self.password)
        if answer.headers.get("location", "").startswith(CODE):
            self._enter_code()
        self._check("/console", self.http.get("/console"))

    def sign_out(self) -> None:
        self._post("/console/sign-out")

    def stay(self) -> None:
        """The page says that it is open."""
        self._post("/console/alive")

    def set_ready(self) -> None:
        self._post("/console/ready")

    def set_not_ready(self, reason: str) -> None:
        self._post("/console/not-ready", reason=reason)

    def accept(self, offer_id: int) -> None:
        self._post(f"/console/offers/{offer_id}/accept")

    def end_talk(self, contact_id: int) -> None:
        self._post(f"/console/contacts/{contact_id}/end")

    def finish(self, contact_id: int) -> None:
        topic = self.tell_topic(contact_id)
        self._post(f"/console/contacts/{contact_id}/close", topic=topic, notes="")

    def write(self, contact_id: int, text: str, name: str) -> None:
        """Answer in a chat; sent twice with one name it is one message."""
        self._post(f"/console/contacts/{contact_id}/messages", text=text, sender_token=name)

    def _enter_code(self) -> None:
        """What an authenticator shows; the next one when this was used within the half minute."""
        at = self.store.clock.now()
        authenticator = pyotp.TOTP(self.totp_secret)
        codes = [authenticator.at(at + ahead) for ahead in (timedelta(), timedelta(seconds=STEP_S))]
        answers = (self.http.post(CODE, data={"code": code}) for code in codes)
        answer = next((each for each in answers if each.is_redirect), None)
        if answer is None:
            raise ConsoleBroken(path=CODE, status=HTTPStatus.UNAUTHORIZED)

    def _post(self, path: str, **form: str) -> httpx.Response:
        answer = self.http.post(path, data=form)
        if _asks_to_sign_in(answer) and path != "/sign-in":  # the session is over
            self.sign_in()
            answer = self.http.post(path, data=form)
        self._check(path, answer)
        return answer

    def _check(self, path: str, answer: httpx.Response) -> None:
        if answer.status_code in {HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND}:
            raise Refused("too_late", path=path)
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            raise ConsoleBroken(path=path, status=answer.status_code)


def _asks_to_sign_in(answer: httpx.Response) -> bool:
    return answer.is_redirect and answer.headers.get("location", "").startswith("/sign-in")
