"""The named errors of the hotline; each carries a stable code and facts, and is mapped once to
an answer (HTTP status, page, exit code).  Never raised for control flow inside the pure core."""

from __future__ import annotations


class HotlineError(Exception):
    """Something went wrong that a reader can act on.

    `code` is stable (for programs), `facts` fill the translated sentence of that code
    (`app.kit.web.errors`), `status` is the HTTP status that reports it.
    """

    code = "internal"
    status = 500

    def __init__(self, message: str = "", /, **facts: object) -> None:
        self.facts = facts
        super().__init__(message or f"{self.code}: {facts}")


class BadInput(HotlineError):
    """The caller's data cannot be taken; `place` names the field, `reason` says why."""

    code = "bad_input"
    status = 422


class BadSetting(BadInput):
    """A setting of the environment or the settings page is out of range or contradictory."""

    code = "bad_setting"


class NotFound(HotlineError):
    """The named thing does not exist, or this reader may not see it."""

    code = "not_found"
    status = 404


class NotAllowed(HotlineError):
    """The reader is known but lacks the role or the ownership this needs."""

    code = "not_allowed"
    status = 403


class Refused(HotlineError):
    """A use case that came too late or at the wrong moment; nothing was changed (B31).

    `reason` is the routing engine's stable code, for example `offer_not_pending`.
    """

    code = "refused"
    status = 409

    def __init__(self, reason: str, **facts: object) -> None:
        self.reason = reason
        super().__init__(f"refused: {reason}", reason=reason, **facts)
