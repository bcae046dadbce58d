"""Recordings are kept as long as the line's rules say (STANDARDS §2), then erased everywhere."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from app.hotline.dispatch.models import Hotline
from app.hotline.recordings.actions import find_file
from app.hotline.recordings.facts import RECORDING_ERASED
from app.hotline.recordings.models import Recording
from app.hotline.recordings.queries import find_recording_rules, list_outdated
from app.kit.storage.effect_kinds import EffectKind, Payload, Remedy
from app.kit.storage.outbox import Lane
from app.kit.storage.unit_of_work import Store
from app.telephony.port import Carrier

ERASE_RECORDINGS = EffectKind(
    "erase_old_recordings",
    Payload,
    performed_by="app.hotline.recordings.retention.erase_old_recordings",
    if_given_up=Remedy.TRY_AGAIN,
    lane=Lane.SLOW,
)


def erase_old_recordings(store: Store, carrier: Carrier, folder: Path) -> int:
    """Erase what is outdated, at home and at the carrier; returns how many.  Twice is once."""
    with store.read() as session:
        rules = find_recording_rules(session.scalars(select(Hotline.after_talk)).one())
        outdated = list_outdated(session, rules, store.clock.now())
    for recording_id in outdated:
        _erase(store, carrier, folder, recording_id)
    return len(outdated)


def _erase(store: Store, carrier: Carrier, folder: Path, recording_id: int) -> None:
    with store.read() as session:
        carrier_sid = session.get_one(Recording, recording_id).carrier_sid
    carrier.delete_recording(carrier_sid)
    find_file(folder, recording_id).unlink(missing_ok=True)
    with store.write() as uow:
        recording = uow.session.get_one(Recording, recording_id)
        recording.erased_at = uow.now
        uow.record(RECORDING_ERASED, contact_id=recording.contact_id, recording_id=recording_id)
