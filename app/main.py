"""Builds the application of one web process: `uvicorn --factory app.main:build`."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI

from app.accounts.pages import router as accounts_router
from app.accounts.sessions import SessionSigner
from app.chat.api import router as chat_api_router
from app.parts import Parts
from app.settings import read_settings
from app.web.errors import add_error_handlers
from app.web.guards import SecurityHeaders, refuse_foreign_forms
from app.web.site import Site
from app.web.static import STATIC_ROOT, VersionedFiles
from app.webhooks.pages import router as webhooks_router
from app.wiring import wire

PAGES = (accounts_router, chat_api_router)


def build() -> FastAPI:
    """The application with the environment's settings, its dispatcher running beside it."""
    return make_app(wire(read_settings()), runs_dispatcher=True)


def make_app(parts: Parts, *, runs_dispatcher: bool = False) -> FastAPI:
    """The application over ready parts; tests and replays run the dispatcher themselves."""
    app = FastAPI(
        title="12348",
        lifespan=_run_dispatcher if runs_dispatcher else None,
        docs_url=None,
        redoc_url=None,
    )
    app.state.parts = parts
    app.state.store = parts.store
    app.state.site = Site(parts.catalogues, parts.store.clock, training=parts.settings.training)
    app.state.signer = SessionSigner(parts.settings.secret_key)
    add_error_handlers(app)
    app.add_middleware(SecurityHeaders)
    app.mount("/static", VersionedFiles(directory=STATIC_ROOT))
    app.include_router(webhooks_router)
    for router in PAGES:
        app.include_router(router, dependencies=[Depends(refuse_foreign_forms)])
    return app


@asynccontextmanager
async def _run_dispatcher(app: FastAPI) -> AsyncIterator[None]:
    parts: Parts = app.state.parts
    thread = threading.Thread(target=parts.dispatcher.run, name="dispatcher", daemon=True)
    thread.start()
    try:
        yield
    finally:
        parts.dispatcher.stop()
        thread.join(timeout=5)
