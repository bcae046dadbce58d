"""The shape of answers: one resource, a page of them, an error, an instant."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlencode

from app.gateway.core.account import API_VERSION
from app.gateway.core.exchange import Exchange
from app.gateway.core.voice_params import format_instant
from app.gateway.rest.errors import RestError
from app.gateway.rest.forms import Form

Json = Mapping[str, object]
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class RestAnswer:
    """`json` is None for an empty answer, `content` set for media.

    `is_lost`: the work was done but the answer never arrives; the driver lets the client run into
    its time-out.
    """

    status: int
    json: Json | None
    content: bytes | None = None
    media_type: str = "audio/x-wav"
    is_lost: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of a list, as it is answered."""

    items: Sequence[Json]
    number: int
    size: int
    total: int


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for."""

    number: int
    size: int

    def show(self, records: Sequence[R], show: Callable[[R], Json]) -> Shown:
        """The page's part of `records`, written by `show`."""
        first = self.number * self.size
        items = [show(record) for record in records[first : first + self.size]]
        return Shown(items, self.number, self.size, len(records))


def read_page(form: Form) -> Page:
    """Page, PageSize (at most 1000); PageToken is accepted and means nothing."""
    form.text("PageToken")
    return Page(form.whole("Page", 0, 0, 10**6), form.whole("PageSize", 50, 1, 1000))


def answer_error(error: RestError) -> RestAnswer:
    return RestAnswer(
        error.status,
        {
            "code": error.code,
            "message": error.message,
            "more_info": f"https://www.twilio.com/docs/errors/{error.code}",
            "status": error.status,
        },
    )


def answer_page(
    name: str, page: Shown, path: str, filters: Sequence[tuple[str, str]] = ()
) -> RestAnswer:
    """One page of a list, with the addresses of its neighbours."""
    first = page.number * page.size

    def address(number: int) -> str:
        return f"{path}?{urlencode([*filters, ('PageSize', page.size), ('Page', number)])}"

    has_next = first + page.size < page.total
    return RestAnswer(
        200,
        {
            name: page.items,
            "page": page.number,
            "page_size": page.size,
            "start": first,
            "end": max(first + len(page.items) - 1, 0),
            "uri": address(page.number),
            "first_page_uri": address(0),
            "next_page_uri": address(page.number + 1) if has_next else None,
            "previous_page_uri": address(page.number - 1) if page.number else None,
        },
    )


def write_instant(at: datetime | None) -> str | None:
    return None if at is None else format_instant(at)


def account_path(exchange: Exchange) -> str:
    """Where the account's resources begin."""
    return f"/{API_VERSION}/Accounts/{exchange.account.sid}"
