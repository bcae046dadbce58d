"""The public chat over HTTP, as people's browsers ask it; how agents answer is the caller's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

import httpx

from app.kit.errors import Refused
from app.rehearsal.replay.in_process import InProcessHttp


@dataclass(frozen=True, slots=True)
class PublicChats:
    """`answer_as` writes as an agent: their id, the contact's, the words, a name for the line."""

    http: httpx.Client | InProcessHttp
    answer_as: Callable[[int, int, str, str], None]

    def begin(self, language: str) -> str:
        """Open a chat; its token."""
        return self._ask("POST", "/api/chat", {"language": language})["token"]

    def write(self, token: str, text: str, name: str) -> str:
        """Write a line; the state of the contact."""
        words = {"text": text, "sender_token": name}
        return self._ask("POST", f"/api/chat/{token}/messages", words)["state"]

    def look(self, token: str) -> str:
        """The state of the contact."""
        return self._ask("GET", f"/api/chat/{token}")["state"]

    def end(self, token: str) -> None:
        """The writer leaves."""
        self._ask("POST", f"/api/chat/{token}/end")

    def answer(self, agent_id: int, contact_id: int, text: str, name: str) -> None:
        """An agent writes, unless the writer has gone."""
        with suppress(Refused):
            self.answer_as(agent_id, contact_id, text, name)

    def _ask(self, method: str, path: str, body: dict[str, str] | None = None) -> dict[str, str]:
        answer = self.http.request(method, path, json=body)
        answer.raise_for_status()
        found: dict[str, str] = answer.json()
        return found
