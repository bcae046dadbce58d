"""Starts one web process quickly: `uvicorn --factory app.run.starting:build`.

Callers wait while it comes up.  Half a million objects are made that all stay; the garbage
collector, which would walk them again and again, rests meanwhile and leaves them alone afterwards.
"""

from __future__ import annotations

import gc
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fastapi import FastAPI


def build() -> FastAPI:
    """The application with the environment's settings, its dispatcher running beside it."""
    gc.disable()
    try:
        app: FastAPI = import_module("app.run.main").build()
    finally:
        gc.freeze()
        gc.enable()
    return app
