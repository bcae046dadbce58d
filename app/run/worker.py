"""The worker process (`python -m app.worker`): performs slow effects that RQ hands it, and follows
the log for the figures beside them.

Each effect is an outbox row; a row that is done is not performed again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from contextvars import copy_context
from functools import cache

from sqlalchemy import select

from app.desks.reports.following import FactsFollower
from app.doors.bridge12345.pushing import push_steps
from app.doors.bridge12345.steps import PUSH
from app.doors.chat.keeping import SEND_TEXT
from app.doors.chat.pictures import FETCH_PICTURE, fetch_picture
from app.doors.chat.sending import send_text
from app.doors.webhooks.retention import ERASE, erase_old_receipts
from app.hotline.parts import Parts
from app.hotline.prompts.phone_actions import TAKE_IN, take_in
from app.hotline.ratings.actions import SEND_RATING_TEXT
from app.hotline.ratings.texts import send_rating_text
from app.hotline.recordings.actions import FETCH, fetch_recording
from app.hotline.recordings.retention import ERASE_RECORDINGS, erase_old_recordings
from app.kit.jobs.queue import run_worker
from app.kit.logs import mask_logs
from app.kit.settings import read_settings
from app.kit.storage.effect_actions import WORKER_DIED, name_error, note_done, note_failure
from app.kit.storage.effect_kinds import EFFECT_KINDS
from app.kit.storage.locking import get_one_locked
from app.kit.storage.outbox import Lane, Outbox
from app.kit.storage.scope import FIRST_HOTLINE, every_hotline, within
from app.run.wiring import wire

log = logging.getLogger(__name__)

Performer = Callable[[Parts, Outbox], object]

PERFORMERS: Mapping[str, Performer] = {
    ERASE: erase_old_receipts,
    PUSH: push_steps,
    SEND_TEXT: lambda parts, effect: send_text(
        parts.store, parts.carrier, parts.voice.links, int(effect.payload["message_id"])
    ),
    FETCH_PICTURE: lambda parts, effect: fetch_picture(parts.store, parts.carrier, effect),
    ERASE_RECORDINGS: lambda parts, _: erase_old_recordings(
        parts.store, parts.carrier, parts.settings.data_dir / "recordings"
    ),
    TAKE_IN: lambda parts, effect: take_in(
        parts.store, parts.carrier, parts.prompts, int(effect.payload["prompt_call_id"])
    ),
    SEND_RATING_TEXT: lambda parts, effect: send_rating_text(
        parts.store, parts.carrier, parts.catalogues, int(effect.contact_id or 0)
    ),
    FETCH: lambda parts, effect: fetch_recording(
        parts.store,
        parts.carrier,
        parts.settings.data_dir / "recordings",
        int(effect.payload["recording_id"]),
    ),
}


def perform_effect(effect_id: int) -> None:
    """RQ's entry: perform one owed effect and note it as done."""
    parts = _parts()
    with within(_find_hotline(parts, effect_id)):
        perform(parts, effect_id)


def _find_hotline(parts: Parts, effect_id: int) -> int:
    """Whose effect it is; asked only where there are several hotlines."""
    if parts.store.only_hotline is not None:
        return parts.store.only_hotline
    of = every_hotline(select(Outbox.hotline_id)).where(Outbox.id == effect_id)
    with within(FIRST_HOTLINE), parts.store.read() as session:
        return session.scalars(of).one()


def perform(parts: Parts, effect_id: int) -> None:
    """Perform an effect unless it is done; one that fails is tried again later, or given up.

    A try counts when it begins: a worker that dies in the midst of it has tried.
    """
    effect = _begin(parts, effect_id)
    if effect is None:
        return
    error = None
    try:
        PERFORMERS[effect.kind](parts, effect)
    except Exception as failure:
        log.exception("effect %s (%s) failed", effect.id, effect.kind)
        error = name_error(failure)
    with parts.store.write() as uow:
        row = uow.session.get_one(Outbox, effect_id)
        if error is None:
            note_done(uow, row)
        else:
            note_failure(uow, row, error)


def _begin(parts: Parts, effect_id: int) -> Outbox | None:
    """Count the try and return the effect; None when nothing is left to do."""
    with parts.store.write() as uow:
        effect = get_one_locked(uow.session, Outbox, effect_id)
        if effect.done_at is not None:
            return None
        if effect.attempts >= EFFECT_KINDS[effect.kind].tries:
            note_failure(uow, effect, WORKER_DIED)
            return None
        effect.attempts += 1
        uow.session.flush()
        uow.session.expunge(effect)
        return effect


def perform_due(parts: Parts) -> int:
    """Perform, inline, every slow effect of a hotline that is due: for worlds without Redis."""
    with parts.store.read() as session:
        due = session.scalars(
            select(Outbox.id)
            .where(
                Outbox.lane == Lane.SLOW,
                Outbox.done_at.is_(None),
                Outbox.due_at <= parts.store.clock.now(),
            )
            .order_by(Outbox.id)
        ).all()
    for effect_id in due:
        perform(parts, effect_id)
    return len(due)


@cache
def _parts() -> Parts:
    parts = wire(read_settings())
    parts.house.learn()
    return parts


def main() -> None:
    """Run the worker of the environment."""
    settings = read_settings()
    mask_logs(settings.log_level)
    for hotline_id in _parts().house.ids:
        with within(hotline_id):
            here, follower = copy_context(), FactsFollower(_parts().store)
        threading.Thread(target=here.run, args=(follower.run,), name="facts", daemon=True).start()
    run_worker(settings.redis_url)


if __name__ == "__main__":
    main()
