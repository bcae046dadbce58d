"""B112: a secret that is missing or weak stops the start, by name."""

from __future__ import annotations

import secrets
import stat
from pathlib import Path

import pytest

from app.kit.errors import BadSetting
from app.kit.settings import STAND_IN_ACCOUNT, Settings, read_settings
from app.run.supervisor.children import plan_installation

KEYS = ("TWILIO_AUTH_TOKEN", "HOTLINE_SECRET_KEY")
GOOD = {name: secrets.token_hex(16) for name in KEYS}
EXPOSURES = (
    {"TWILIO_ACCOUNT_SID": "AC" + "1" * 32},
    {"TWILIO_API_BASE_URL": "http://127.0.0.1:9999"},
    {"PUBLIC_BASE_URL": "https://hotline.example.gov.cn"},
    {"HOST": "0.0.0.0"},
    {"HOST": "192.168.1.5"},
)


def read(folder: Path, **variables: str) -> Settings:
    return read_settings({"HOTLINE_DATA_DIR": str(folder)} | variables)


def find_refused(folder: Path, **variables: str) -> str:
    with pytest.raises(BadSetting) as refused:
        read(folder, **variables)
    return str(refused.value.facts["place"])


@pytest.mark.parametrize("exposure", EXPOSURES, ids=lambda each: " ".join(each))
@pytest.mark.parametrize("missing", KEYS)
def test_b112_whoever_can_be_reached_has_no_secret_by_default(
    tmp_path: Path, exposure: dict[str, str], missing: str
) -> None:
    assert read(tmp_path, **exposure, **GOOD).twilio.auth_token == GOOD["TWILIO_AUTH_TOKEN"]
    others = {name: value for name, value in GOOD.items() if name != missing}
    assert find_refused(tmp_path, **exposure, **others) == missing
    for blank in ("", "   "):
        assert find_refused(tmp_path, **exposure, **others, **{missing: blank}) == missing


@pytest.mark.parametrize(
    "name", ["HOTLINE_SECRET_KEY", "TWILIO_AUTH_TOKEN", "BRIDGE12345_SECRET", "TWILIO_API_SECRET"]
)
@pytest.mark.parametrize("weak", [" ", "a", "short-secret", "a" * 40, "changeme" * 6, "abab" * 10])
def test_b112_what_can_be_guessed_is_no_secret(tmp_path: Path, name: str, weak: str) -> None:
    browser_phone = {"TWILIO_API_KEY": "SK1", "TWILIO_TWIML_APP": "AP1"}
    others = browser_phone if name == "TWILIO_API_SECRET" else {}
    assert find_refused(tmp_path, **others, **{name: weak}) == name


@pytest.mark.parametrize(
    "printed",
    [
        *("0123456789abcdef0123456789abcdef", "12345678901234567890123456789012"),
        *("abcdefghijklmnopqrstuvwxyz123456", "qwertyuiopasdfghjklzxcvbnm123456"),
        *("change_this_to_a_long_secret_value", "replace-me-with-a-long-random-string"),
        *("django-insecure-abcdefghijkl3948203", "<a-long-random-string-goes-here-1>"),
        *("dev-key-do-not-use-in-production-1", "12348hotline12348hotline12348hotline"),
        *("xxxxxxxxyyyyyyyyzzzzzzzz12345678", "TWILIO_AUTH_TOKEN_OF_THE_HOTLINE_1"),
        "请把这里换成一个很长的随机字符串请把这里换成一个很长的随机",
    ],
)
def test_b112_what_manuals_print_and_keys_in_a_row_are_no_secret(
    tmp_path: Path, printed: str
) -> None:
    for name in KEYS:
        assert find_refused(tmp_path, **{name: printed}) == name


def test_b112_what_is_drawn_by_chance_is_a_secret(tmp_path: Path) -> None:
    for _ in range(50):
        read(tmp_path, HOTLINE_SECRET_KEY=secrets.token_urlsafe(32))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("PUBLIC_BASE_URL", "http://127.hotline.gov.cn"), ("HOST", "127.0.0.1.nip.io")),
        *(("HOST", "0"), ("HOST", "::"), ("PUBLIC_BASE_URL", "http://127.0.0.1@gw.example")),
    ],
)
def test_b112_a_name_that_only_looks_like_this_machine_is_another(
    tmp_path: Path, name: str, value: str
) -> None:
    assert find_refused(tmp_path, **{name: value}) == "TWILIO_AUTH_TOKEN"


def test_b112_a_published_token_is_refused_even_when_it_is_long(tmp_path: Path) -> None:
    assert find_refused(tmp_path, TWILIO_AUTH_TOKEN="stand-in-carrier") == "TWILIO_AUTH_TOKEN"


def test_b112_each_machine_draws_its_own_secrets_once(tmp_path: Path) -> None:
    here, there = read(tmp_path / "here"), read(tmp_path / "there")
    assert here == read(tmp_path / "here"), "kept"
    assert here.twilio.auth_token != there.twilio.auth_token
    assert here.secret_key != there.secret_key
    for kept in (tmp_path / "here").iterdir():
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600, kept


def test_b112_the_stand_ins_own_processes_find_the_token(tmp_path: Path) -> None:
    installation = plan_installation(read(tmp_path, PORT="18204"), demo=True)
    web = next(child for child in installation.children if child.name == "web")
    assert web.environment["TWILIO_ACCOUNT_SID"] == STAND_IN_ACCOUNT
    told = read(tmp_path, **web.environment)
    assert told.twilio.auth_token == read(tmp_path).twilio.auth_token


def test_b112_the_demonstration_is_for_this_machine_alone(tmp_path: Path) -> None:
    reached = read(tmp_path, HOST="192.168.1.5", PORT="18204", **GOOD)
    with pytest.raises(BadSetting) as refused:
        plan_installation(reached, demo=True)
    assert "--no-demo" in str(refused.value.facts["reason"])
    assert plan_installation(reached, demo=False).children


def test_the_password_is_enough_in_training_on_this_machine_alone(tmp_path: Path) -> None:
    training = {"HOTLINE_TRAINING": "1"}
    assert read(tmp_path, **training).password_suffices
    installation = plan_installation(read(tmp_path, PORT="18204"), demo=True)
    web = next(child for child in installation.children if child.name == "web")
    assert read(tmp_path, **web.environment).password_suffices
    assert not read(tmp_path).password_suffices
    elsewhere = {"TWILIO_API_BASE_URL": "https://gateway.example.gov.cn"}
    assert not read(tmp_path, **web.environment | elsewhere).password_suffices
    for exposure in EXPOSURES:
        assert not read(tmp_path, **training, **exposure, **GOOD).password_suffices, exposure
