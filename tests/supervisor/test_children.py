"""Which processes are started follows from the settings."""

from __future__ import annotations

import re
import secrets
import socket
from pathlib import Path

import pytest

from app.kit.errors import BadSetting
from app.kit.settings import Settings, read_settings
from app.rehearsal.replay.crashes.installation import CARRIER, REDIS, WEB, WORKER
from app.run.supervisor.children import Installation, is_local, plan_installation
from app.run.supervisor.redis_server import LONGEST_SOCKET_PATH, choose_socket

PORT = "18201"
SECRETS = {name: secrets.token_hex(16) for name in ("TWILIO_AUTH_TOKEN", "HOTLINE_SECRET_KEY")}


def settings_for(folder: Path, **variables: str) -> Settings:
    return read_settings({"HOTLINE_DATA_DIR": str(folder), "PORT": PORT} | variables)


def names(installation: Installation) -> list[str]:
    return [child.name for child in installation.children]


def test_nothing_set_starts_everything(tmp_path: Path) -> None:
    installation = plan_installation(settings_for(tmp_path), demo=True)
    assert names(installation) == ["redis", "carrier", "migrate", "web", "worker", "training"]
    web = installation.children[3]
    assert web.environment["REDIS_URL"] == f"unix://{tmp_path}/redis.sock"
    assert web.environment["HOTLINE_TRAINING"] == "1"


def test_what_answers_the_telephone_comes_back_at_once_however_often_it_ends(
    tmp_path: Path,
) -> None:
    waits = {
        child.name: child.back_after_s
        for child in plan_installation(settings_for(tmp_path), demo=True).children
    }
    assert waits.pop("web") == pytest.approx(0.2)
    assert set(waits.values()) == {None}


def test_no_demo_means_no_training(tmp_path: Path) -> None:
    installation = plan_installation(settings_for(tmp_path), demo=False)
    assert "training" not in names(installation)
    assert all("HOTLINE_TRAINING" not in child.environment for child in installation.children)


@pytest.mark.parametrize("variable", ["TWILIO_ACCOUNT_SID", "TWILIO_API_BASE_URL"])
def test_a_real_carrier_leaves_no_room_for_the_stand_in(tmp_path: Path, variable: str) -> None:
    installation = plan_installation(
        settings_for(tmp_path, **{variable: "https://x"}, **SECRETS), demo=True
    )
    assert names(installation) == ["redis", "migrate", "web", "worker"]


def test_an_outside_redis_and_database_are_used_as_they_are(tmp_path: Path) -> None:
    outside = {"REDIS_URL": "redis://r", "DATABASE_URL": "postgresql+psycopg://db.example/hotline"}
    installation = plan_installation(settings_for(tmp_path, **outside), demo=True)
    assert names(installation) == ["carrier", "migrate", "web", "worker"]
    assert all("REDIS_URL" not in child.environment for child in installation.children)


def test_only_this_machines_databases_are_local() -> None:
    assert is_local("sqlite:////tmp/a.db")
    assert is_local("postgresql+psycopg:///hotline")
    assert is_local("postgresql+psycopg://me@127.0.0.1/hotline")
    assert not is_local("postgresql+psycopg://db.example/hotline")


def test_a_taken_port_is_said_in_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", int(PORT))), pytest.raises(BadSetting) as caught:
        plan_installation(settings_for(tmp_path), demo=True)
    assert "port 18201 is taken" in str(caught.value.facts["reason"])


def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    socket_path = choose_socket(tmp_path / ("long" * 30))
    assert len(str(socket_path)) <= LONGEST_SOCKET_PATH
    socket_path.parent.rmdir()


def test_the_benches_know_each_process_of_the_house_by_its_command(tmp_path: Path) -> None:
    children = plan_installation(settings_for(tmp_path), demo=True).children
    for pattern, name in ((WEB, "web"), (WORKER, "worker"), (CARRIER, "carrier"), (REDIS, "redis")):
        known = [child.name for child in children if re.search(pattern, " ".join(child.argv))]
        assert known == [name]
