"""The banner of every page of staff while the database, the disk or Redis is away: what goes on,
what does not, what to do.  It asks no database."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import timedelta

from fastapi import APIRouter, Request, Response

from app.kit.i18n import N_, Language
from app.kit.live.boards import Board
from app.kit.storage.health import Finding, Health, HealthCheck
from app.kit.web.site import Site, render

router = APIRouter(default_response_class=Response, include_in_schema=False)

KEPT_FOR = timedelta(seconds=5)
"""Many pages ask; the house is looked at once for all of them."""

Told = tuple[str, str]
"""What is the matter, and what to do."""
_DATABASE = (
    N_("The database takes nothing at present."),
    N_(
        "Talks go on, and callers are kept on the line. What you type is kept on this computer and "
        "saved later; what you click is not done. Please leave this page open, write down what "
        "must not be lost, and tell whoever keeps the machine."
    ),
)
_DISK_FULL = (
    N_("The disk takes nothing any more."),
    N_(
        "Talks go on, and callers are kept on the line, but nothing can be stored. Whoever keeps "
        "the machine must free space now; please leave this page open."
    ),
)
_DISK_LOW = (
    N_("Little space is left on the disk."),
    N_("Everything still works. Please tell whoever keeps the machine today."),
)
_REDIS = (
    N_("News between the programs is late."),
    N_(
        "The telephone works as before. Text messages and 12345 are told later, and pages show the "
        "present state some seconds late. If it lasts ten minutes, tell whoever keeps the machine."
    ),
)
_CALL_CONTROL = (
    N_("Nobody is being connected at present."),
    N_(
        "Talks go on, and callers hear music. If it lasts a minute, whoever keeps the machine must "
        "start the hotline again."
    ),
)


LOOKED_AT_EVERY_S = 5.0


def make_trouble_board(health: HealthCheck, site: Site) -> Board:
    """The banner for pages that hold a live stream."""

    async def read() -> Hashable:
        return tuple(list_troubles(await health.look_soon(KEPT_FOR)))

    def draw(troubles: Hashable, language: Language) -> str:
        return site.draw("web/trouble.html", language, troubles=troubles)

    return Board("trouble", read, draw, every_s=LOOKED_AT_EVERY_S)


@router.get("/health/banner")
async def show_trouble(request: Request) -> Response:
    """Empty while the house is well."""
    health: HealthCheck = request.app.state.health
    troubles = list_troubles(await health.look_soon(KEPT_FOR))
    return render(request, "web/trouble.html", troubles=troubles)


def list_troubles(findings: dict[str, Finding]) -> list[Told]:
    """What is the matter with the house, the gravest first; one cause is told once."""
    bad = {name: found.health for name, found in findings.items() if found.health != Health.OK}
    told = []
    disk = bad.get("disk")
    if disk == Health.DOWN:
        told.append(_DISK_FULL)
    elif "database" in bad:
        told.append(_DATABASE)
    elif "call_control" in bad:
        told.append(_CALL_CONTROL)
    if disk == Health.DEGRADED:
        told.append(_DISK_LOW)
    if "redis" in bad or "live" in bad:
        told.append(_REDIS)
    return told
