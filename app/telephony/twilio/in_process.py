"""The official client's way out, without a network: requests go to a function of this process.

Used on the stepped clock, where carrier and application are one process.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from requests import Timeout
from twilio.http import HttpClient
from twilio.http.response import Response

Form = list[tuple[str, str]]
Handle = Callable[[str, str, Form, tuple[str, str] | None], tuple[int, Mapping[str, Any] | None]]
"""(method, path, parameters, basic auth) -> (status, JSON); status 0: the answer is lost."""


class InProcessHttpClient(HttpClient):
    """Calls `handle` in place of the network; a lost answer becomes the client's time-out."""

    def __init__(self, handle: Handle) -> None:
        super().__init__(logging.getLogger(__name__), is_async=False)
        self._handle = handle

    def request(
        self,
        method: str,
        uri: str,
        params: dict[str, object] | None = None,
        data: dict[str, object] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,
        allow_redirects: bool = False,
    ) -> Response:
        parts = urlsplit(uri)
        form = parse_qsl(parts.query) + _flatten(params) + _flatten(data)
        status, answer = self._handle(method.upper(), parts.path, form, auth)
        if status == 0:
            raise Timeout("no answer")
        return Response(status, "" if answer is None else json.dumps(answer))


def _flatten(values: dict[str, object] | None) -> Form:
    form: Form = []
    for name, value in (values or {}).items():
        if value is None:
            continue
        many = value if isinstance(value, list | tuple) else [value]
        form += [(name, str(each)) for each in many]
    return form
