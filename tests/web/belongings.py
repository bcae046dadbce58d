"""One of everything that has an address of its own: what the cast of `everybody` asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.doors.chat.facts import FIRST_ANSWER_GIVEN
from app.doors.chat.files import FileKind, attach_file
from app.doors.chat.message_actions import Words, keep_message
from app.doors.chat.models import ChatFile, Message, TextPart
from app.hotline.answers.actions import import_articles, keep_gap
from app.hotline.answers.facts import CHOICE_OFFERED
from app.hotline.answers.models import AnswerGap
from app.hotline.blocking.actions import block_number
from app.hotline.blocking.models import Block
from app.hotline.callbacks.actions import ask_for_callback
from app.hotline.calls.models import Leg
from app.hotline.contacts.models import Conflict, Contact
from app.hotline.prompts.models import PromptCall, PromptCallState
from app.hotline.recordings.actions import find_file, note_recording
from app.hotline.tickets.models import Ticket
from app.kit.storage.outbox import Lane, Outbox
from app.kit.storage.unit_of_work import Store, UnitOfWork
from knowledge.content import parse_article
from tests.answers.test_answers import WAGES
from tests.bridge12345.other_side import keep_matter

WORDS = {
    "notes": "她说丈夫打她",
    "chat": "我欠了赌债",
    "left": "我儿子被抓走了",
    "gap": "邻居烧了我的草场怎么办",
    "forwarded": "工地欠薪三个月",
    "file": "离婚协议",
    "sound": "RIFF 我怕他",
}
"""What callers and their agents said, by where it was said."""
NUMBERS = (
    "+8613912345678",
    "+8613700001111",
    "+8613700002222",
    "+8613700003333",
    "+8613700004444",
    "+8613700005555",
    "+8613700006666",
)
"""Of the agent's caller, of the expert's, of who is blocked, of whom a text did not reach, of who
left a message, and of the two who ring."""


def leave_everything(
    store: Store, recordings: Path, own: dict[str, int], written: dict[str, int]
) -> dict[str, str]:
    """Put it there; returns numbers and tokens by name.  `own` are the contacts of two roles,
    `written` those of who writes now and of who left a message."""
    with store.write() as uow:
        ids = {name: str(contact_id) for name, contact_id in written.items()}
        for contact_id in written.values():
            owed = ask_for_callback(uow, contact_id, "message", uow.now)
            ids["callback"] = str(owed.id)
            _leave_number(uow, uow.session.get_one(Contact, contact_id), NUMBERS[4])
        for role, contact_id in own.items():
            contact = uow.session.get_one(Contact, contact_id)
            found = _leave_with(uow, contact)
            ids |= {f"{name} of {role}": each for name, each in found.items()}
        chat = uow.session.get_one(Contact, written["chat"])
        ids["file of caller"] = _attach(uow, chat)
        _answer_first(uow, chat)
        ids |= _leave_with_the_house(uow, own["agent"])
    _lay_down_sounds(store, recordings, own, ids)
    return ids


def _lay_down_sounds(
    store: Store, recordings: Path, own: dict[str, int], ids: dict[str, str]
) -> None:
    recordings.mkdir(parents=True, exist_ok=True)
    for role, contact_id in own.items():
        with store.read() as session:
            key = session.get_one(Contact, contact_id).caller.person_key
        assert key is not None
        path = find_file(recordings, int(ids[f"recording of {role}"]))
        path.write_bytes(store.vault.seal_bytes(WORDS["sound"].encode(), key))


def _leave_with(uow: UnitOfWork, contact: Contact) -> dict[str, str]:
    """What hangs on a talk: notes, a file, a recording, a matter of 12345's."""
    key = contact.caller.person_key
    assert key is not None
    _find_ticket(uow, contact.id).notes_sealed = uow.vault.seal(WORDS["notes"], key)
    keep_message(uow, contact, "caller", Words(WORDS["chat"], "words"))
    recording = note_recording(uow, contact, "talk", f"RE{contact.id:032x}", 1.0)
    recording.fetched_at = uow.now
    legs = select(Leg.token).where(Leg.contact_id == contact.id, Leg.offer_id.is_not(None))
    return {
        "recording": str(recording.id),
        "referral": _forward(uow, contact),
        "file": _attach(uow, contact),
        "contact token": contact.token,
        "leg token": uow.session.scalars(legs).one(),
    }


def _leave_number(uow: UnitOfWork, contact: Contact, number: str) -> None:
    key = contact.caller.person_key
    assert key is not None
    contact.caller.number_sealed = uow.vault.seal(number, key)
    _find_ticket(uow, contact.id).notes_sealed = uow.vault.seal(WORDS["notes"], key)


def _forward(uow: UnitOfWork, contact: Contact) -> str:
    referral = keep_matter(uow, contact, demand=WORDS["forwarded"])
    uow.session.flush()
    return str(referral.id)


def _attach(uow: UnitOfWork, contact: Contact) -> str:
    words = Words("看附件", f"file of {contact.id}")
    message = keep_message(uow, contact, "caller", words)
    attach_file(
        uow, contact, message, WORDS["file"], FileKind.PDF, f"%PDF-1.4 {WORDS['file']}".encode()
    )
    file = uow.session.scalars(select(ChatFile).where(ChatFile.message_id == message.id)).one()
    return str(file.id)


def _answer_first(uow: UnitOfWork, chat: Contact) -> None:
    """The knowledge base has answered, and asked which of two questions is meant."""
    said = {"contact_id": chat.id, "message_id": 1, "language": "zh", "confidence": 1.0}
    uow.record(FIRST_ANSWER_GIVEN, article_id="t-1", **said)
    uow.record(CHOICE_OFFERED, article_ids=["t-1"], **said)


def _leave_with_the_house(uow: UnitOfWork, contact_id: int) -> dict[str, str]:
    """What hangs on no talk."""
    import_articles(uow, [parse_article(WAGES)])
    keep_gap(uow, WORDS["gap"], "zh")
    block_number(uow, 1, NUMBERS[2], "abuse", 1)
    caller_id = uow.session.get_one(Contact, contact_id).caller_id
    return {
        "gap": str(uow.session.scalars(select(func.max(AnswerGap.id))).one()),
        "block": str(uow.session.scalars(select(Block.id)).one()),
        "conflict": _add(uow, Conflict(caller_id=caller_id, agent_id=4, noted_at=uow.now)),
        "effect": _add(uow, _make_given_up(uow)),
        "reading token": _read_a_prompt(uow),
        "text token": _send_text(uow, contact_id),
    }


def _make_given_up(uow: UnitOfWork) -> Outbox:
    return Outbox(
        lane=Lane.SLOW,
        kind="send_text",
        payload={"number": NUMBERS[3]},
        created_at=uow.now,
        due_at=uow.now,
        done_at=uow.now,
        result="given_up",
        attempts=16,
        last_error="carrier_unreachable",
    )


def _read_a_prompt(uow: UnitOfWork) -> str:
    call = PromptCall(
        token="reading",
        account_id=1,
        agent_id=1,
        name="goodbye",
        language="bo",
        text_digest="",
        spoken_in="bo",
        state=PromptCallState.ANSWERED,
        takes=[],
        planned_at=uow.now,
        changed_at=uow.now,
    )
    _add(uow, call)
    return call.token


def _send_text(uow: UnitOfWork, contact_id: int) -> str:
    message = uow.session.scalars(select(Message).where(Message.contact_id == contact_id)).first()
    assert message is not None
    part = TextPart(
        contact_id=contact_id,
        message_id=message.id,
        part=1,
        token="text",
        status="sent",
        planned_at=uow.now,
        changed_at=uow.now,
    )
    _add(uow, part)
    return part.token


def _add(uow: UnitOfWork, row: Any) -> str:
    uow.session.add(row)
    uow.session.flush()
    return str(row.id)


def _find_ticket(uow: UnitOfWork, contact_id: int) -> Ticket:
    return uow.session.scalars(select(Ticket).where(Ticket.contact_id == contact_id)).one()
