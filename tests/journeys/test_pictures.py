"""Pictures by text message: seen at once, fetched from the carrier alone, kept sealed."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.doors.chat.files import LARGEST_BYTES, open_file
from app.doors.chat.models import ChatFile, Message
from app.doors.chat.pictures import COMING, FETCH_PICTURE, LOST, fetch_picture
from app.doors.chat.views import ChatLine, read_lines
from app.hotline.contacts.models import Contact
from app.kit.storage.outbox import Outbox
from app.telephony.port import CarrierUnreachable
from app.telephony.twilio.media import may_follow
from tests.journeys.cast import Hotline
from tests.journeys.test_webhook_authentication import post

WANGMO = "+8613800000007"
JPEG = b"\xff\xd8\xff\xe0" + b"picture" * 500
SID = "SM" + "0" * 32


def text_in(hotline: Hotline, body: str, *media: tuple[str, bytes], wait_s: float = 5) -> None:
    hotline.world.gateway.switch.text_in(WANGMO, "+8612348", body, *media)
    hotline.run(wait_s)


def lines(hotline: Hotline) -> list[ChatLine]:
    services = hotline.world.services
    with services.store.read() as session:
        contact = session.get_one(Contact, 1)
        return [
            ln for ln in read_lines(session, services.store.vault, contact) if ln.sender == "caller"
        ]


def count_contacts(hotline: Hotline) -> int:
    with hotline.world.services.store.read() as session:
        return len(list(session.scalars(select(Contact.id))))


def test_a_picture_is_seen_at_once_and_opened_a_moment_later(hotline: Hotline) -> None:
    hotline.staff()
    text_in(hotline, "这是合同", ("image/png", JPEG), ("image/jpeg", JPEG))
    words, first, second = lines(hotline)
    assert words.text == "这是合同"
    assert [line.text for line in (first, second)] == ["picture-1.jpg", "picture-2.jpg"]
    assert first.file is not None
    assert first.file.kind == "image/jpeg", "what its first bytes say"
    with hotline.world.services.store.write() as uow:
        contact = uow.session.get_one(Contact, 1)
        assert open_file(uow, contact, first.file.id).content == JPEG
        sealed = uow.session.get_one(ChatFile, first.file.id).content_sealed
    assert b"picture" not in sealed
    assert hotline.contact().state in {"waiting", "offered"}
    assert hotline.breaches() == []


def test_a_picture_without_words_asks_for_a_person(hotline: Hotline) -> None:
    hotline.staff()
    text_in(hotline, "", ("image/jpeg", JPEG))
    assert [line.text for line in lines(hotline)] == ["picture-1.jpg"]
    assert hotline.contact().asked_at is not None


@pytest.mark.parametrize("content", [b"<html>no picture", b"", JPEG + b"x" * LARGEST_BYTES])
def test_what_is_no_picture_or_too_large_is_said_to_be_lost(
    hotline: Hotline, content: bytes
) -> None:
    text_in(hotline, "看", ("image/jpeg", content))
    assert [line.picture for line in lines(hotline)] == ["", "lost"]
    with hotline.world.services.store.read() as session:
        assert not list(session.scalars(select(ChatFile.id)))


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:6379/",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        f"https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/{SID}/Media/../../../x",
        "",
    ],
)
def test_an_address_that_names_no_picture_is_never_asked(hotline: Hotline, url: str) -> None:
    form = [("MessageSid", SID), ("From", WANGMO), ("Body", ""), ("NumMedia", "1")]
    assert post(hotline, "/twilio/messages", [*form, ("MediaUrl0", url)]).status_code == 200
    hotline.run(5)
    assert [line.picture for line in lines(hotline)] == ["lost"]
    with hotline.world.services.store.read() as session:
        assert not list(session.scalars(select(Outbox.id).where(Outbox.kind == FETCH_PICTURE.name)))


def test_of_a_foreign_address_only_the_ids_are_read(hotline: Hotline) -> None:
    url = f"http://127.0.0.1:6379/Messages/{SID}/Media/ME{'0' * 32}"
    form = [("MessageSid", SID), ("From", WANGMO), ("Body", ""), ("NumMedia", "1")]
    assert post(hotline, "/twilio/messages", [*form, ("MediaUrl0", url)]).status_code == 200
    hotline.run(5)
    assert [line.picture for line in lines(hotline)] == ["lost"], "the carrier knows none"


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://api.twilio.com/x", True),
        ("https://mms.twiliocdn.com/x", True),
        ("http://mms.twiliocdn.com/x", False),
        ("https://mms.twiliocdn.com:8443/x", False),
        ("https://twiliocdn.com.evil.example/x", False),
        ("https://eviltwiliocdn.com/x", False),
        ("http://127.0.0.1/x", False),
    ],
)
def test_a_redirect_is_followed_to_the_carrier_alone(url: str, *, may: bool) -> None:
    assert may_follow(url, "https://api.twilio.com") is may


class Silent:
    def fetch_picture(self, message_sid: str, media_sid: str, longest: int) -> bytes:
        raise CarrierUnreachable(reason="a test")


def test_the_agent_is_told_when_a_picture_does_not_come(hotline: Hotline) -> None:
    store = hotline.world.services.store
    text_in(hotline, "", ("image/jpeg", JPEG))
    with store.write() as uow:  # as if it had not been fetched yet
        uow.session.delete(uow.session.scalars(select(ChatFile)).one())
        message = uow.session.scalars(select(Message).where(Message.sender == "caller")).one()
        key = uow.session.get_one(Contact, 1).caller.person_key
        assert key is not None
        message.text_sealed = uow.vault.seal(COMING, key)
        effect = uow.session.scalars(select(Outbox).where(Outbox.kind == FETCH_PICTURE.name)).one()
        uow.session.flush()
        uow.session.expunge(effect)
    told = FETCH_PICTURE.read(effect).model_dump().values()
    assert [line.picture for line in lines(hotline)] == ["coming"]
    for attempts in (1, 2, 3):
        effect.attempts = attempts
        with pytest.raises(CarrierUnreachable):
            fetch_picture(store, Silent(), effect, *told)  # type: ignore[arg-type]
    assert [line.text for line in lines(hotline)] == [LOST]
    fetch_picture(store, hotline.world.services.carrier, effect, *told)
    assert [line.text for line in lines(hotline)] == ["picture-1.jpg"]


@pytest.mark.parametrize(
    "body", ["", " \n\u3000", "\u200b\u200d\ufeff", "\u3164", "\ufe0f", "\u2800"]
)
def test_a_text_that_shows_nothing_asks_for_nobody(hotline: Hotline, body: str) -> None:
    text_in(hotline, body)
    assert count_contacts(hotline) == 0
    assert hotline.problems() == []


@pytest.mark.parametrize("body", ["？", "🙏", "\u0f0b", "1\u200b"])
def test_a_text_that_shows_little_is_heard(hotline: Hotline, body: str) -> None:
    text_in(hotline, body)
    assert count_contacts(hotline) == 1


def test_no_word_of_a_long_text_is_lost(hotline: Hotline) -> None:
    body = "".join(f"{number}、" for number in range(2_500))
    text_in(hotline, body)
    assert "".join(line.text for line in lines(hotline)) == body
    assert len(lines(hotline)) > 1
