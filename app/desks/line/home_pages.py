"""The desk's first page: what runs the line, each with where it stands."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from app.desks.line.guard import Running, ServicesOf
from app.desks.line.queries import find_hotline
from app.desks.line.step_queries import count_given_up
from app.hotline.callbacks.queries import count_overdue
from app.hotline.opening.actions import find_opening
from app.hotline.prompts.queries import count_prompts
from app.kit.web.site import render

router = APIRouter(default_response_class=Response, include_in_schema=False)


@router.get("/line")
def show_line(request: Request, services: ServicesOf, _: Running) -> Response:
    """The way to every page of the desk."""
    with services.store.read() as session:
        hotline = find_hotline(session)
        opening = find_opening(hotline, services.store.clock.now())
        prompts = count_prompts(session, services.prompts)
        given_up = count_given_up(session)
        overdue = count_overdue(session, services.store.clock.now())
    return render(
        request,
        "line/home.html",
        opening=opening,
        prompts=prompts,
        given_up=given_up,
        overdue=overdue,
    )
