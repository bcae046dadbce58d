"""Use cases of recordings: noting one, fetching it from the carrier, listening to it."""

from __future__ import annotations

from pathlib import Path

from app.hotline.contacts.models import Contact
from app.hotline.recordings.facts import RECORDING_FETCHED, RECORDING_HEARD, RECORDING_MADE
from app.hotline.recordings.models import Recording
from app.hotline.recordings.queries import find_by_sid
from app.kit.errors import NotFound
from app.kit.storage.effect_kinds import EffectKind, Payload, Remedy
from app.kit.storage.outbox import Lane
from app.kit.storage.unit_of_work import Store, UnitOfWork
from app.kit.storage.vault import Vault
from app.telephony.port import Carrier


class OfRecording(Payload):
    """Of one recording."""

    recording_id: int


FETCH = EffectKind(
    "fetch_recording",
    OfRecording,
    performed_by="app.hotline.recordings.actions.fetch_recording",
    if_given_up=Remedy.TRY_AGAIN,
    lane=Lane.SLOW,
)


def note_recording(
    uow: UnitOfWork, contact: Contact, kind: str, carrier_sid: str, length_s: float
) -> Recording:
    """A recording exists at the carrier; noted twice it is one, and it is fetched soon."""
    known = find_by_sid(uow.session, carrier_sid)
    if known is not None:
        return known
    recording = Recording(
        contact_id=contact.id,
        kind=kind,
        carrier_sid=carrier_sid,
        length_s=length_s,
        made_at=uow.now,
    )
    uow.session.add(recording)
    uow.session.flush()
    uow.record(RECORDING_MADE, contact_id=contact.id, recording_id=recording.id, what=kind)
    uow.owe(FETCH, contact_id=contact.id, recording_id=recording.id)
    return recording


def fetch_recording(store: Store, carrier: Carrier, folder: Path, recording_id: int) -> None:
    """Bring the sound home, sealed, and delete it at the carrier; safe to run twice."""
    with store.read() as session:
        recording = session.get_one(Recording, recording_id)
        contact = session.get_one(Contact, recording.contact_id)
        sid, key, is_here = recording.carrier_sid, contact.caller.person_key, recording.fetched_at
    if is_here is None and key is not None:
        sealed = store.vault.seal_bytes(carrier.fetch_recording(sid), key)
        folder.mkdir(parents=True, exist_ok=True)
        unfinished = find_file(folder, recording_id).with_suffix(".part")
        unfinished.write_bytes(sealed)
        unfinished.replace(find_file(folder, recording_id))
        with store.write() as uow:
            uow.session.get_one(Recording, recording_id).fetched_at = uow.now
            uow.record(RECORDING_FETCHED, contact_id=contact.id, recording_id=recording_id)
    carrier.delete_recording(sid)


def listen(store: Store, folder: Path, recording_id: int, account_id: int) -> bytes:
    """The sound (WAV), for somebody whose listening is logged; raises NotFound."""
    with store.write() as uow:
        recording = uow.session.get(Recording, recording_id)
        path = find_file(folder, recording_id)
        if recording is None or recording.fetched_at is None or not path.exists():
            raise NotFound(what="recording", recording_id=recording_id)
        contact = uow.session.get_one(Contact, recording.contact_id)
        uow.record(
            RECORDING_HEARD,
            contact_id=contact.id,
            recording_id=recording_id,
            account_id=account_id,
        )
        return _open(uow.vault, path, contact.caller.person_key)


def find_file(folder: Path, recording_id: int) -> Path:
    """Where a recording lies."""
    return folder / f"{recording_id}.sealed"


def _open(vault: Vault, path: Path, person_key: bytes | None) -> bytes:
    if person_key is None:
        raise NotFound(what="recording", reason="erased")
    return vault.open_bytes(path.read_bytes(), person_key)
