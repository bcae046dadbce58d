"""Twilio's request signatures (https://www.twilio.com/docs/usage/security).

The signature covers the public address and every parameter, blank ones included; it is
checked over the raw body before anything else is looked at.
"""

from __future__ import annotations

from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator

from app.kit.errors import BadInput


class _Parameters(dict[str, list[str]]):
    """Repeated names keep all their values, as Twilio signs them."""

    def getall(self, name: str) -> list[str]:
        return self[name]


def parse_body(body: bytes) -> dict[str, list[str]]:
    """The form in `body` with blank values kept; raises BadInput when it is no form."""
    try:
        pairs = parse_qsl(
            body.decode("utf-8"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=500,
        )
    except (UnicodeDecodeError, ValueError) as error:
        raise BadInput(place="body", reason="not a form") from error
    form = _Parameters()
    for name, value in pairs:
        form.setdefault(name, []).append(value)
    return form


class Signer:
    """Checks signatures made with the account's token over the public addresses."""

    def __init__(self, auth_token: str) -> None:
        self._validator = RequestValidator(auth_token)

    def is_genuine(self, url: str, form: dict[str, list[str]], signature: str) -> bool:
        """Whether `signature` is the account's for this address and form; never for what is no
        address (a made-up `Host` can be anything)."""
        try:
            return bool(signature) and bool(self._validator.validate(url, form, signature))
        except ValueError:
            return False
