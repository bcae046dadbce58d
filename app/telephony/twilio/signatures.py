"""Twilio's request signatures (https://www.twilio.com/docs/usage/security).

The signature covers the public address and every parameter, blank ones included; it is
checked over the raw body before anything else is looked at.  Bytes that are no UTF-8 (a gateway's
name of the caller in GBK, half of an emoji) are covered as they came: no call fails for them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator

from app.kit.errors import BadInput

_AS_IT_CAME = "surrogateescape"


class _Parameters(dict[str, list[str]]):
    """Repeated names keep all their values, as Twilio signs them."""

    def getall(self, name: str) -> list[str]:
        return self[name]


def parse_body(body: bytes) -> dict[str, list[str]]:
    """The form in `body` with blank values kept, to be read by `read_words`; raises BadInput when
    it is no form."""
    try:
        pairs = parse_qsl(
            body.decode("utf-8", _AS_IT_CAME),
            keep_blank_values=True,
            errors=_AS_IT_CAME,
            max_num_fields=500,
        )
    except ValueError as error:
        raise BadInput(place="body", reason="not a form") from error
    form = _Parameters()
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    return form


def read_words(value: str) -> str:
    """A name or value of a form as words: UTF-8, also where each half of a character was written
    by itself, else GB18030, else with a sign for each that is lost; never a NUL character."""
    value = value.replace("\x00", "")
    if value.isascii() or not _holds_other_bytes(value):
        return value
    raw = value.encode("utf-8", _AS_IT_CAME)
    try:
        halves = raw.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass")
        return halves.decode("utf-16", "replace")
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace")


class Signer:
    """Checks signatures made with the account's token over the public addresses."""

    def __init__(self, auth_token: str) -> None:
        self._validator = RequestValidator(auth_token)
        self._key = auth_token.encode()

    def is_genuine(self, url: str, form: dict[str, list[str]], signature: str) -> bool:
        """Whether `signature` is the account's for this address and form; never for what is no
        address (a made-up `Host` can be anything)."""
        if any(_holds_other_bytes(each) for name in form for each in (name, *form[name])):
            return hmac.compare_digest(self._sign_bytes(url, form), signature.encode())
        try:
            return bool(signature) and bool(self._validator.validate(url, form, signature))
        except ValueError:
            return False

    def _sign_bytes(self, url: str, form: dict[str, list[str]]) -> bytes:
        """As Twilio signs, over what no validator of words can read."""
        pairs = (name + value for name in sorted(form) for value in sorted(set(form[name])))
        signed = (url + "".join(pairs)).encode("utf-8", _AS_IT_CAME)
        return base64.b64encode(hmac.new(self._key, signed, hashlib.sha1).digest())


def _holds_other_bytes(text: str) -> bool:
    return any("\udc80" <= letter <= "\udcff" for letter in text)
