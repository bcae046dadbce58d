"""Sound and pictures from the carrier's own host, which the official client reads as text only.

Twilio hands a picture over to its store by a redirect: it is followed to the carrier's stores
alone, over TLS and without our credentials.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urljoin, urlsplit

import requests
from twilio.base.exceptions import TwilioRestException

from app.kit.settings import TwilioSettings

TIMEOUT_S = 60.0
MOST_REDIRECTS = 3
PIECE_BYTES = 65_536
STORES = (".twilio.com", ".twiliocdn.com")
"""https://www.twilio.com/docs/messaging/api/media-resource"""

MediaRefused = TwilioRestException
"""(HTTP status, path): the carrier does not give it."""
FetchMedia = Callable[[str, int], bytes]
"""(path of a media resource, most bytes) -> its content, or somewhat more than the most bytes of
what is longer; raises what the client raises."""


def fetch_over_http(settings: TwilioSettings) -> FetchMedia:
    """Fetch at the address of the carrier, never at one that somebody else names."""
    base_url = settings.api_base_url or "https://api.twilio.com"

    def fetch(path: str, longest: int) -> bytes:
        url, auth = base_url + path, (settings.account_sid, settings.auth_token)
        for _ in range(MOST_REDIRECTS + 1):
            is_ours = urlsplit(url)[:2] == urlsplit(base_url)[:2]
            with requests.get(
                url,
                auth=auth if is_ours else None,
                timeout=TIMEOUT_S,
                stream=True,
                allow_redirects=False,
            ) as response:
                if not response.is_redirect:
                    return _read(response, path, longest)
                url = urljoin(url, response.headers["location"])
            if not may_follow(url, base_url):
                break
        raise MediaRefused(403, path, "a redirect elsewhere")

    return fetch


def may_follow(url: str, base_url: str) -> bool:
    """Whether an address is the carrier's: its own host as it is, or one of its stores by TLS."""
    asked, own = urlsplit(url), urlsplit(base_url)
    is_store = asked.scheme == "https" and (asked.hostname or "").endswith(STORES)
    return asked[:2] == own[:2] or (is_store and asked.port in (None, 443))


def _read(response: requests.Response, path: str, longest: int) -> bytes:
    if response.status_code >= 400:
        raise MediaRefused(response.status_code, path)
    content = bytearray()
    for piece in response.iter_content(PIECE_BYTES):
        content += piece
        if len(content) > longest:
            break
    return bytes(content)
