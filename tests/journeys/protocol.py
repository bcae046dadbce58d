"""Everything said between the hotline and its carrier in a journey, held against the official
descriptions: each REST request against Twilio's OpenAPI file, each TwiML document against the
grammar of Twilio's own package.  What was said is kept by kind, for `docs/twilio.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from app.gateway.core.webhooks import Outcome, WebhookAnswer, WebhookRequest
from app.gateway.rest.answers import RestAnswer
from app.gateway.stepped import Post, SteppedGateway
from tests.gateway.openapi import read_description
from tests.gateway.twiml_grammar import find_violations

_SID = re.compile(r"/[A-Z]{2}\w{32}(?=[/.]|$)")
_TOKEN = re.compile(r"^/twilio/(contacts|legs|rooms|texts|prompt-calls)/[^/]+/")
_ACCOUNT = re.compile(r"^/2010-04-01/Accounts/[^/]+/")
_MEDIA = re.compile(r"\.wav$|/Media/ME\w+$")


class CheckedGateway(SteppedGateway):
    """The stand-in carrier that also judges what it is told.

    `said` holds, by kind (`POST /twilio/legs/{token}/status`, `POST Calls/{sid} Status`), the
    parameters that every request of that kind bore; `violations` is what the official
    descriptions do not allow; `documents` counts the TwiML that was judged.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.said: dict[str, set[str]] = {}
        self.documents = 0
        self.violations: list[str] = []

    def pump(self, post: Post) -> int:
        def judged(request: WebhookRequest) -> Outcome:
            outcome = post(request)
            self._judge_document(request, outcome)
            return outcome

        return super().pump(judged)

    def handle_rest(
        self, method: str, path: str, params: list[tuple[str, str]], auth: tuple[str, str] | None
    ) -> RestAnswer:
        answer = super().handle_rest(method, path, params, auth)
        self._note(name_rest(method, path, params), params)
        if not _MEDIA.search(path):  # sound and pictures are no resources of the description
            faults = read_description().find_request_faults(method, path, params)
            self.violations += [f"{method} {path}: {fault}" for fault in faults]
        return answer

    def _judge_document(self, request: WebhookRequest, outcome: Outcome) -> None:
        path = urlsplit(request.url).path
        self._note(f"{request.method} {name_webhook(path)}", request.params)
        if not isinstance(outcome, WebhookAnswer) or outcome.status != 200:
            return  # a fact that was taken has no document; an error is on the carrier's list
        self.documents += 1
        self.violations += [f"{path}: {fault}" for fault in find_violations(outcome.body)]

    def _note(self, kind: str, params: Iterable[tuple[str, str]]) -> None:
        names = {name for name, _ in params}
        self.said[kind] = self.said.get(kind, names) & names


def name_webhook(path: str) -> str:
    """A webhook's path with its token left out."""
    return _TOKEN.sub(r"/twilio/\1/{token}/", path)


def name_rest(method: str, path: str, params: Sequence[tuple[str, str]]) -> str:
    """A REST request without its ids; the first parameter tells requests of a resource apart."""
    resource = _SID.sub("/{sid}", _ACCOUNT.sub("", path).removesuffix(".json"))
    told = [name for name, _ in params if name != "PageSize"]
    return " ".join([method, resource, *told[:1]])
