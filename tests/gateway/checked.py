"""A world whose every REST request and answer is held against Twilio's own description."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.gateway.rest.answers import RestAnswer
from tests.gateway.openapi import read_description
from tests.gateway.world import SID, World


@dataclass
class CheckedWorld(World):
    """A world whose REST traffic is checked; `checked` counts the answers per kind of path."""

    checked: set[tuple[str, str]] = field(default_factory=set)

    def rest(self, method: str, path: str, *params: tuple[str, str]) -> RestAnswer:
        answer = super().rest(method, path, *params)
        if answer.status >= 400:
            assert set(answer.json or {}) == {"code", "message", "more_info", "status"}
            return answer
        full = f"/2010-04-01/Accounts/{SID}/{path}.json"
        description = read_description()
        assert description.find_request_faults(method, full, params) == []
        body = answer.json
        assert description.find_answer_faults(method, full, answer.status, body) == []
        self.checked.add((method, path.rpartition("/")[0] or path))
        return answer
