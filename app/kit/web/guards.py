"""What guards every page: security headers, and refusal of forms that another site makes
a browser send. Pure ASGI, never `BaseHTTPMiddleware`, which costs most of the speed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request

from app.kit.errors import NotAllowed, NotFound
from app.kit.web.site import find_site

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
ASGIApp = Callable[[Scope, Receive, Send], Awaitable[None]]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def open_policy(connect: Iterable[str], media: Iterable[str]) -> str:
    """The policy of a page that may reach these sources as well."""
    return CONTENT_POLICY.replace(
        "connect-src 'self'", " ".join(("connect-src 'self'", *connect))
    ).replace("media-src 'self'", " ".join(("media-src 'self'", *media)))


HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), payment=(), microphone=(self)",
}
RAW_HEADERS = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
POLICY = b"content-security-policy"
FRAMED = "/chat"
"""The only pages that a website of the prefecture may hold in a frame."""
STRICT_TRANSPORT = (b"strict-transport-security", b"max-age=31536000")


LARGEST_ROW_ID = 2**31 - 1
"""No database of ours counts further; asked for more, it would fail instead of finding nothing."""
LARGEST_OFFER_ID = 2**53 - 1
"""Each hotline counts its offers in a range of its own."""


class CrossSiteForm(NotAllowed):
    """A browser sent a form of ours from a page that is not ours."""

    code = "cross_site_form"


@dataclass(slots=True)
class SecurityHeaders:
    """Adds the headers that keep a browser from doing what no page of ours asks for.

    `policies` are content policies of single pages, by path, in place of the common one.
    """

    app: ASGIApp
    is_https: bool = False
    policies: Mapping[str, str] = field(default_factory=dict)
    frame_sites: tuple[str, ...] = ()
    """Origins whose pages may hold the callers' chat in a frame; every other page of ours stays
    out of all frames."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._list_headers(scope["path"])]
            await send(message)

        await self.app(scope, receive, send_guarded)

    def _list_headers(self, path: str) -> list[tuple[bytes, bytes]]:
        strict = [STRICT_TRANSPORT] if self.is_https else []
        if self.frame_sites and (path == FRAMED or path.startswith(FRAMED + "/")):
            allowed = f"frame-ancestors {' '.join(self.frame_sites)}"
            policy = CONTENT_POLICY.replace("frame-ancestors 'none'", allowed)
            replaced = {POLICY, b"x-frame-options"}
        elif path in self.policies:
            policy, replaced = self.policies[path], {POLICY}
        else:
            return RAW_HEADERS + strict
        others = [pair for pair in RAW_HEADERS if pair[0] not in replaced]
        return [*others, (POLICY, policy.encode()), *strict]


GIVEN_IDS = frozenset({"article_id"})
"""Ids that people give, of whatever letters and figures."""


async def refuse_unknown_ids(request: Request) -> None:
    """Nothing has a number beyond what is counted; a dependency of the app.  Raises NotFound."""
    for name, value in request.path_params.items():
        is_counted = name.endswith("_id") and name not in GIVEN_IDS
        is_number = is_counted and value.lstrip("+-").isdecimal()
        largest = LARGEST_OFFER_ID if name == "offer_id" else LARGEST_ROW_ID
        if is_number and (len(value) > 17 or int(value) > largest):
            raise NotFound(what="page")


async def refuse_foreign_forms(request: Request) -> None:
    """Refuse an unsafe request that a browser sends from elsewhere (CSRF); a dependency of the app.

    Browsers say where a request comes from (`Sec-Fetch-Site`, `Origin`) and pages cannot
    forge it; what carries neither is no browser and holds no cookie worth stealing. The
    carrier's webhooks and 12345's API are signed and carry neither.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if request.method in SAFE_METHODS or site in {"same-origin", "none"}:
        return
    own_hosts = {request.headers.get("host"), find_site(request).public_host}
    if origin is None:
        is_foreign = site is not None
    else:
        is_foreign = _read_host(origin) not in own_hosts - {"", None}
    if is_foreign:
        raise CrossSiteForm(origin=origin or site)


def _read_host(origin: str) -> str:
    """The host that a browser names; "" where what is sent is no address."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
