"""What a written conversation owes its caller: files, the closed line, the first answer, rating."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.doors.chat.files import LARGEST_BYTES, FileKind, find_kind, name_file
from app.doors.chat.models import ChatFile
from app.doors.chat.waiting import estimate_wait_min
from app.hotline.answers.actions import seed_articles
from app.hotline.answers.models import AnswerGap, AnswerUse
from app.hotline.callbacks.queries import list_promises
from app.hotline.contacts.models import Contact
from app.hotline.opening.actions import close_by_hand
from app.hotline.ratings.models import Rating
from app.hotline.tickets.models import Ticket
from tests.chat.test_assist import chat
from tests.console.installation import Hotline, open_hotline

HTMX = {"hx-request": "true"}
UNPAID = "老板拖欠我的工资不给怎么办"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("drolma", "bo", "zh")
    with hotline.world.services.store.write() as uow:
        seed_articles(uow)
    yield hotline
    hotline.world.close()


def close_line(hotline: Hotline, *, is_closed: bool = True) -> None:
    with hotline.world.services.router.write() as work:
        close_by_hand(work, is_closed=is_closed)


def read_contact(hotline: Hotline, contact_id: int = 1) -> Contact:
    with hotline.world.services.store.read() as session:
        return session.get_one(Contact, contact_id)


def test_a_file_reaches_the_other_side_only(hotline: Hotline) -> None:
    agent, caller, contact = chat(hotline, UNPAID)
    upload = {"file": ("..\\欠条\u202e.exe", PNG, "application/x-msdownload")}
    for _ in range(2):
        form = {"sender_token": "f1"}
        assert caller.post("/chat/files", files=upload, data=form).status_code == 200
    page = agent.get(f"/console/contacts/{contact}/messages").text
    assert page.count("欠条.png") == 1
    address = re.search(r"/console/contacts/\d+/files/\d+", page)
    assert address
    served = agent.get(address.group())
    assert served.content == PNG
    assert served.headers["content-type"] == "image/png"
    assert served.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in served.headers["content-security-policy"]
    assert served.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in served.headers["cache-control"]
    own = address.group().rpartition("/")[2]
    assert caller.get(f"/chat/files/{own}").content == PNG
    assert hotline.open_browser().get(f"/chat/files/{own}").status_code == 404
    hotline.hire("wangmo", "zh")
    assert hotline.sign_in("wangmo").get(address.group()).status_code == 404
    with hotline.world.services.store.read() as session:
        assert PNG not in session.scalars(select(ChatFile)).one().content_sealed


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"MZ\x90", "只能发送图片"),
        (b"<svg onload=alert(1)>", "只能发送图片"),
        (b"%PDF-" + bytes(LARGEST_BYTES), "文件太大"),
    ],
)
def test_other_files_are_refused_in_words(hotline: Hotline, content: bytes, said: str) -> None:
    _, caller, _ = chat(hotline, UNPAID)
    refused = caller.post("/chat/files", files={"file": ("a.png", content)}, headers=HTMX)
    assert refused.status_code == 422
    assert said in refused.text


def test_a_body_beyond_all_bounds_is_not_read(hotline: Hotline) -> None:
    browser = hotline.open_browser()
    headers = {"content-length": str(10**9), "content-type": "text/plain"}
    assert browser.post("/chat/messages", content=b"x", headers=headers).status_code == 413


def test_names_of_files_steer_nothing() -> None:
    assert name_file("../../etc/passwd", FileKind.PDF) == "passwd.pdf"
    assert name_file("a\u202egnp.exe", FileKind.PNG) == "agnp.png"
    assert name_file("", FileKind.JPEG) == "file.jpg"
    assert find_kind(b"RIFF1234WEBPVP8 ") is FileKind.WEBP
    assert find_kind(b"GIF89a") is None


def test_the_agent_sends_a_form_and_nobody_else_may(hotline: Hotline) -> None:
    agent, caller, contact = chat(hotline, UNPAID)
    files = {"file": ("申请表.pdf", b"%PDF-1.7")}
    address = f"/console/contacts/{contact}/files"
    assert agent.post(address, files=files, headers=HTMX).status_code == 204
    assert "申请表.pdf" in caller.get("/chat").text
    hotline.hire("wangmo", "zh")
    assert hotline.sign_in("wangmo").post(address, files=files).status_code == 404


def test_long_messages_are_kept_whole_and_longer_ones_refused_in_words(hotline: Hotline) -> None:
    agent, caller, contact = chat(hotline, UNPAID)
    long = "草" * 4000
    assert caller.post("/chat/messages", data={"text": long}, headers=HTMX).status_code == 204
    assert long in agent.get(f"/console/contacts/{contact}/messages").text
    token = hotline.open_browser().post("/api/chat", json={}).json()["token"]
    too_long = {"text": long + "草", "sender_token": "1"}
    refused = hotline.open_browser().post(f"/api/chat/{token}/messages", json=too_long)
    assert refused.status_code == 422


def test_closed_the_message_is_kept_with_a_deadline_and_answered(hotline: Hotline) -> None:
    close_line(hotline)
    caller = hotline.open_browser()
    page = caller.post("/chat/messages", data={"text": UNPAID}).text
    assert "您的留言已保存" in page
    assert "《" in page
    contact = read_contact(hotline)
    assert (contact.state, contact.outcome, contact.asked_at) == ("ended", "left_message", None)
    caller.post("/chat/messages", data={"text": "补充一句"})
    agent = hotline.sign_in("drolma")
    assert "文字回复" in agent.get("/callbacks").text
    written = agent.get("/callbacks/1/written").text
    assert UNPAID in written
    assert "补充一句" in written
    agent.post("/callbacks/1/written", data={"text": "请来县司法局。"})
    assert "请来县司法局。" in caller.get("/chat").text
    agent.post("/callbacks/1/result", data={"result": "reached"})
    assert "对话已结束" in caller.get("/chat").text
    with hotline.world.services.store.read() as session:
        ticket = session.scalars(select(Ticket)).one()
        assert (ticket.state, list_promises(session, 1)[0].result) == ("closed", "reached")


def test_the_first_answer_that_helped_ends_the_conversation(hotline: Hotline) -> None:
    caller = hotline.open_browser()
    page = caller.post("/chat/messages", data={"text": UNPAID}).text
    assert "没有帮助，请人工回答" in page
    page = caller.post("/chat/first-answer", data={"helped": "yes"}).text
    assert "对话已结束" in page
    assert read_contact(hotline).outcome == "self_served"
    with hotline.world.services.store.read() as session:
        use = session.scalars(select(AnswerUse)).one()
        assert (use.helped, use.account_id) == (True, None)


def test_the_first_answer_that_did_not_help_brings_a_person(hotline: Hotline) -> None:
    caller = hotline.open_browser()
    caller.post("/chat/messages", data={"text": UNPAID})
    for _ in range(2):
        page = caller.post("/chat/first-answer", data={"helped": "no"}).text
    assert page.count("会有工作人员在这里回答您") == 1
    assert "请人工回答" not in page
    assert read_contact(hotline).state == "waiting"
    with hotline.world.services.store.read() as session:
        assert len(list(session.scalars(select(AnswerGap)))) == 1


def test_no_answer_was_given_so_none_is_judged(hotline: Hotline) -> None:
    caller = hotline.open_browser()
    caller.post("/chat/messages", data={"text": "明天天气"})
    assert caller.post("/chat/first-answer", data={"helped": "no"}).status_code == 404


def test_a_chat_is_rated_at_its_end_once(hotline: Hotline) -> None:
    agent, caller, contact = chat(hotline, UNPAID)
    assert caller.post("/chat/rating", data={"score": "1"}, headers=HTMX).status_code == 409
    agent.post(f"/console/contacts/{contact}/end")
    assert "您对我们的服务满意吗" in caller.get("/chat").text
    assert "非常不满意" in caller.post("/chat/rating", data={"score": "1"}).text
    caller.post("/chat/rating", data={"score": "5"}, headers=HTMX)
    with hotline.world.services.store.read() as session:
        rating = session.scalars(select(Rating)).one()
        assert (rating.score, rating.way) == (1, "chat")
        assert [each.reason for each in list_promises(session, 1)] == ["dissatisfied"]


def test_b58_nobody_in_danger_is_asked_to_rate(hotline: Hotline) -> None:
    agent, caller, contact = chat(hotline, UNPAID)
    with hotline.world.services.store.write() as uow:
        uow.session.get_one(Contact, int(contact)).danger = True
    agent.post(f"/console/contacts/{contact}/end")
    assert "您对我们的服务满意吗" not in caller.get("/chat").text
    assert caller.post("/chat/rating", data={"score": "1"}, headers=HTMX).status_code == 409


def test_the_wait_is_told_in_minutes_or_not_at_all(hotline: Hotline) -> None:
    caller = hotline.open_browser()
    assert "暂时没有人在岗" in caller.post("/chat/messages", data={"text": UNPAID}).text
    hotline.sign_in("drolma").post("/console/ready")
    assert "大约还要 1 分钟" in caller.get("/chat").text
    assert estimate_wait_min(1, 0, 0, 450) is None
    assert estimate_wait_min(4, 0, 3, 450) == 10
    assert estimate_wait_min(2, 3, 3, 450) == 1
