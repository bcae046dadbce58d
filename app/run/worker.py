"""The worker process (`python -m app.worker`): performs slow effects that RQ hands it, and follows
the log for the figures beside them.

Each effect is an outbox row; a row that is done is not performed again.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextvars import copy_context
from functools import cache
from typing import Any

from sqlalchemy import select

from app.desks.reports.following import FactsFollower
from app.hotline.services import Services
from app.kit.jobs.queue import run_worker
from app.kit.logs import mask_logs
from app.kit.settings import read_settings
from app.kit.storage.effect_actions import WORKER_DIED, name_error, note_done, note_failure
from app.kit.storage.effect_kinds import EffectKind
from app.kit.storage.locking import get_one_locked
from app.kit.storage.outbox import Lane, Outbox
from app.kit.storage.scope import FIRST_HOTLINE, every_hotline, within
from app.run.registers import ALL_EFFECTS
from app.run.wiring import wire

log = logging.getLogger(__name__)


def find_performer(services: Services, kind: EffectKind[Any]) -> Callable[[Outbox], object]:
    """Who performs such an effect, as its kind declares it, with what it needs of the process."""
    return kind.bind(
        {
            "services": services,
            "store": services.store,
            "carrier": services.carrier,
            "links": services.voice.links,
            "catalogues": services.catalogues,
            "prompts": services.prompts,
            "folder": services.settings.data_dir / "recordings",
        }
    )


def perform_effect(effect_id: int) -> None:
    """RQ's entry: perform one owed effect and note it as done."""
    services = _parts()
    with within(_find_hotline(services, effect_id)):
        perform(services, effect_id)


def _find_hotline(services: Services, effect_id: int) -> int:
    """Whose effect it is; asked only where there are several hotlines."""
    if services.store.only_hotline is not None:
        return services.store.only_hotline
    of = every_hotline(select(Outbox.hotline_id)).where(Outbox.id == effect_id)
    with within(FIRST_HOTLINE), services.store.read() as session:
        return session.scalars(of).one()


def perform(services: Services, effect_id: int) -> None:
    """Perform an effect unless it is done; one that fails is tried again later, or given up.

    A try counts when it begins: a worker that dies in the midst of it has tried.
    """
    effect = _begin(services, effect_id)
    if effect is None:
        return
    error = None
    try:
        find_performer(services, ALL_EFFECTS[effect.kind])(effect)
    except Exception as failure:
        log.exception("effect %s (%s) failed", effect.id, effect.kind)
        error = name_error(failure)
    with services.store.write() as uow:
        row = uow.session.get_one(Outbox, effect_id)
        if error is None:
            note_done(uow, row)
        else:
            note_failure(uow, row, error)


def _begin(services: Services, effect_id: int) -> Outbox | None:
    """Count the try and return the effect; None when nothing is left to do."""
    with services.store.write() as uow:
        effect = get_one_locked(uow.session, Outbox, effect_id)
        if effect.done_at is not None:
            return None
        if effect.attempts >= ALL_EFFECTS[effect.kind].pace.tries:
            note_failure(uow, effect, WORKER_DIED)
            return None
        effect.attempts += 1
        uow.session.flush()
        uow.session.expunge(effect)
        return effect


def perform_due(services: Services) -> int:
    """Perform, inline, every slow effect of a hotline that is due: for worlds without Redis."""
    with services.store.read() as session:
        due = session.scalars(
            select(Outbox.id)
            .where(
                Outbox.lane == Lane.SLOW,
                Outbox.done_at.is_(None),
                Outbox.due_at <= services.store.clock.now(),
            )
            .order_by(Outbox.id)
        ).all()
    for effect_id in due:
        perform(services, effect_id)
    return len(due)


@cache
def _parts() -> Services:
    services = wire(read_settings())
    services.hotlines.learn()
    return services


def main() -> None:
    """Run the worker of the environment."""
    settings = read_settings()
    mask_logs(settings.log_level)
    for hotline_id in _parts().hotlines.ids:
        with within(hotline_id):
            here, follower = copy_context(), FactsFollower(_parts().store)
        threading.Thread(target=here.run, args=(follower.run,), name="facts", daemon=True).start()
    run_worker(settings.redis_url)


if __name__ == "__main__":
    main()
