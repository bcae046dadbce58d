"""Errors of the REST interface, answered in Twilio's JSON with Twilio's codes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RestError(Exception):
    """`status` is HTTP's, `code` Twilio's."""

    status: int
    code: int
    message: str


def bad_param(code: int, message: str) -> RestError:
    return RestError(400, code, message)


def not_found(what: str) -> RestError:
    return RestError(404, 20404, f"The requested resource {what} was not found")


def not_supported(what: str) -> RestError:
    """Twilio has it, this carrier does not: a feature comes with its first use."""
    return RestError(501, 20501, f"{what} is not supported by this carrier")
