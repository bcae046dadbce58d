"""What routes need of the wired application, found on it by dependency."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request

from app.kit.storage.unit_of_work import Store


async def find_store(request: Request) -> Store:
    """The store that the application was wired with."""
    store = request.app.state.store
    if not isinstance(store, Store):
        raise TypeError("app.state.store is not wired")
    return store


StoreOf = Annotated[Store, Depends(find_store)]
