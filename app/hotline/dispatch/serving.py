"""Serves one deadline; the rows decide whether it is still set."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet

from app.hotline.dispatch.deadlines import DUE_KINDS, change_deadlines, find_deadline
from app.hotline.dispatch.due_times import Key
from app.hotline.dispatch.unserved import note_unserved
from app.kit.storage.unit_of_work import Store

log = logging.getLogger(__name__)

Server = Callable[[int], object]


class Serving:
    """`servers` by deadline kind."""

    def __init__(self, store: Store, servers: Mapping[str, Server]) -> None:
        self._store = store
        self._servers = servers

    @property
    def kinds(self) -> AbstractSet[str]:
        """Every kind that is served here."""
        return self._servers.keys()

    def serve(self, key: Key, was_heard_of: Callable[[Key], bool]) -> None:
        """Serve it if it is set and due; one that its server did not settle is removed, one that
        failed comes again a little later.

        `was_heard_of`: whether a commit has settled it meanwhile.
        """
        kind, subject_id = key
        with self._store.read() as session:
            waiting = find_deadline(session, kind, subject_id)
            if waiting is None or waiting.due_at > self._store.clock.now():
                return
        error: Exception | None = None
        try:
            self._servers[kind](subject_id)
        except Exception as failure:
            log.exception("deadline %s of %s failed", kind, subject_id)
            error = failure
        if error is not None or not was_heard_of(key):
            self._settle(key, error)

    def _settle(self, key: Key, error: Exception | None) -> None:
        kind, subject_id = key
        with self._store.write() as uow:
            left = find_deadline(uow.session, *key)
            if left is None or left.due_at > uow.now:
                return
            if error is not None:
                note_unserved(uow, left, error)
            else:
                change_deadlines(uow, [(DUE_KINDS[kind], subject_id, None)])
