"""The studio: bilingual staff see, hear and record what the line says; gaps are never unseen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.hotline.accounts.roles import Role
from app.hotline.prompts.actions import NewRecording, keep_recording, restore_files
from app.hotline.prompts.models import PromptRecording
from app.hotline.prompts.placeholders import make_placeholders
from app.hotline.prompts.queries import PromptCounts, count_prompts
from app.hotline.prompts.texts import list_prompts
from app.kit.i18n import Language
from app.telephony.speech import Play, Say
from tests.console.installation import Hotline, open_hotline
from tests.prompts.sounds import make_mp3, make_wav


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    hotline.hire("pema", "bo", "zh", role=Role.SUPERVISOR)
    hotline.hire("drolma", "bo", "zh")
    yield hotline
    hotline.world.close()


def upload(
    browser: TestClient, name: str, data: bytes, *, language: str = "bo", way: str = "upload"
) -> str:
    files = {"file": ("any name.bin", data)}
    return browser.post(f"/studio/{name}/{language}", files=files, data={"way": way}).text


def count(hotline: Hotline) -> PromptCounts:
    services = hotline.world.services
    with services.store.read() as session:
        return count_prompts(session, services.prompts)


def speak(hotline: Hotline, name: str, language: str = "bo") -> object:
    return hotline.world.services.prompts.speak(name, language)


def test_both_texts_are_seen_and_what_callers_hear_is_declared(hotline: Hotline) -> None:
    page = hotline.sign_in("pema").get("/studio").text
    assert "您好，12348。" in page
    assert "བཀྲ་ཤིས་བདེ་ལེགས།" in page
    assert "没有运营商会说藏语" in page
    assert "运营商语音合成" in page


def test_an_uploaded_recording_is_what_callers_hear(hotline: Hotline) -> None:
    pema = hotline.sign_in("pema")
    assert isinstance(speak(hotline, "one_moment"), Say)
    page = upload(pema, "one_moment", make_wav(1.5))
    assert "已录音" in page
    assert "Pema" in page
    played = speak(hotline, "one_moment")
    assert played == Play("http://hotline.localhost/prompts/bo/one_moment.wav")
    assert pema.get("/prompts/bo/one_moment.wav").content == make_wav(1.5)


def test_an_mp3_takes_the_place_of_a_wav(hotline: Hotline) -> None:
    pema = hotline.sign_in("pema")
    upload(pema, "goodbye", make_wav(1.5), language="zh")
    upload(pema, "goodbye", make_mp3(80), language="zh", way="browser")
    assert speak(hotline, "goodbye", "zh") == Play(
        "http://hotline.localhost/prompts/zh/goodbye.mp3"
    )
    assert "浏览器录音" in pema.get("/studio/goodbye").text


def test_b91_missing_stale_and_placeholders_are_counted(hotline: Hotline) -> None:
    everything = len(list_prompts())
    assert count(hotline) == PromptCounts(everything, 0, 0, 0)
    upload(hotline.sign_in("pema"), "goodbye", make_wav(1.5))
    make_placeholders(hotline.world.services.prompts)
    assert count(hotline) == PromptCounts(0, 0, everything - 1, 0)
    with hotline.world.services.store.write() as uow:
        uow.session.query(PromptRecording).one().text_digest = "of another text"
    assert count(hotline) == PromptCounts(0, 1, everything - 1, 0)
    assert isinstance(speak(hotline, "goodbye"), Play), "a stale one is still better than none"
    board = hotline.sign_in("pema").get("/wallboard").text
    assert f"占位音 {everything - 1}" in " ".join(board.split())


def test_what_is_too_long_is_refused_in_words(hotline: Hotline) -> None:
    pema = hotline.sign_in("pema")
    assert "来电人要听的时间过长" in upload(pema, "notice", make_wav(8.1))
    assert "来电人要听的时间过长" in upload(pema, "greeting", make_wav(4.0))
    assert "已录音" in upload(pema, "notice", make_wav(8.0))
    assert "已录音" in upload(pema, "waiting", make_wav(12.0)), "no standard limits this one"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"no sound", "这不是WAV或MP3文件"),
        (make_wav(1, loudness=0), "录音没有声音"),
        (b"", "没有收到声音"),
    ],
)
def test_what_cannot_be_played_is_refused_in_words(
    hotline: Hotline, data: bytes, sentence: str
) -> None:
    assert sentence in upload(hotline.sign_in("pema"), "notice", data)
    assert isinstance(speak(hotline, "notice"), Say)


def test_withdrawn_the_chain_speaks_again(hotline: Hotline) -> None:
    pema = hotline.sign_in("pema")
    upload(pema, "goodbye", make_wav(1.5))
    pema.post("/studio/goodbye/bo/withdraw")
    assert isinstance(speak(hotline, "goodbye"), Say)


def test_a_file_that_a_crash_kept_from_being_written_is_written_at_the_next_start(
    hotline: Hotline,
) -> None:
    services = hotline.world.services
    with services.store.write() as uow:
        keep_recording(uow, services.prompts, NewRecording("goodbye", Language.BO, make_wav(1.5)))
        uow.on_commit.clear()
    assert isinstance(speak(hotline, "goodbye"), Say)
    assert restore_files(services.store, services.prompts) == 1
    assert isinstance(speak(hotline, "goodbye"), Play)
    assert restore_files(services.store, services.prompts) == 0


def test_an_agent_has_no_business_in_the_studio(hotline: Hotline) -> None:
    drolma = hotline.sign_in("drolma")
    assert drolma.get("/studio").status_code == 403
    assert hotline.open_browser().get("/studio/nothing").url.path == "/sign-in"
    assert hotline.sign_in("pema").get("/studio/nothing").status_code == 404
