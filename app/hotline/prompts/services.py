"""The line's prompts as routes need them, found on the wired application."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from app.hotline.prompts.speech import Prompts


def find_prompts(request: Request) -> Prompts:
    """The prompts that the application was wired with."""
    prompts = request.app.state.prompts
    if not isinstance(prompts, Prompts):
        raise TypeError("app.state.prompts is not wired")
    return prompts


PromptsOf = Annotated[Prompts, Depends(find_prompts)]
