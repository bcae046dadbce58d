"""The training hotline: only where nobody real can be met, loaded once, with a true past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from app.desks.reports.memory import FactsMemory
from app.desks.reports.verify import verify
from app.hotline.accounts.attempts import Attempts
from app.hotline.accounts.models import Account
from app.hotline.accounts.sign_in_actions import begin_sign_in, sign_in_by_password
from app.hotline.agents.actions import NewAgent, add_agent
from app.hotline.callbacks.models import Callback
from app.hotline.contacts.models import Contact
from app.hotline.dispatch.models import Hotline, Offer
from app.hotline.dispatch.setup_actions import prepare_hotline
from app.hotline.opening.actions import DEFAULT_HOURS
from app.hotline.ratings.models import Rating
from app.hotline.tickets.models import Ticket
from app.kit.errors import BadSetting
from app.kit.settings import Settings, TwilioSettings
from app.kit.storage.migrating import migrate
from app.kit.storage.opening import open_store
from app.kit.storage.unit_of_work import Store
from app.rehearsal.training.opening import Opened, check_surroundings, load_past, open_training
from app.rehearsal.training.script import PEOPLE, STAYS_FOR_S, draw_rating
from app.rehearsal.training.staff import AGENTS, PASSWORD, STAFF
from app.run.supervisor.children import plan_installation


def make_settings(folder: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{folder / 'hotline.db'}",
        redis_url="",
        port=8000,
        public_base_url="http://127.0.0.1:8000",
        twilio=TwilioSettings("AC" + "0" * 32, "stand-in", "+8612348", "http://127.0.0.1:8001"),
        secret_key="a secret for tests of the training",
        data_dir=folder,
        training=True,
    )


def make_store(settings: Settings) -> Store:
    store = open_store(settings)
    migrate(store.engine)
    with store.write() as uow:
        prepare_hotline(uow, {}, DEFAULT_HOURS)
    return store


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return make_settings(tmp_path_factory.mktemp("training"))


@pytest.fixture(scope="module")
def loaded(settings: Settings) -> Iterator[tuple[Store, Opened]]:
    store = make_store(settings)
    opened = open_training(store)
    assert opened is not None
    assert load_past(store, settings, opened)
    yield store, opened
    store.engine.dispose()


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"database_url": "postgresql://db/hotline"}, "DATABASE_URL"),
        ({"training": False}, "HOTLINE_TRAINING"),
        ({"twilio": TwilioSettings("AC123", "t", "+1", "")}, "TWILIO_ACCOUNT_SID"),
        (
            {"twilio": TwilioSettings("AC" + "0" * 32, "t", "+1", "https://api.example")},
            "TWILIO_API_BASE_URL",
        ),
    ],
)
def test_training_is_refused_wherever_somebody_real_could_be_met(
    tmp_path: Path, change: dict[str, object], place: str
) -> None:
    settings = make_settings(tmp_path)
    check_surroundings(settings)
    with pytest.raises(BadSetting) as refused:
        check_surroundings(replace(settings, **change))  # type: ignore[arg-type]
    assert refused.value.facts["place"] == place


def test_the_past_is_whole_and_breaks_no_law(loaded: tuple[Store, Opened]) -> None:
    store, _ = loaded
    with store.read() as session:
        verdict = verify(session, store.clock.now())
        contacts = session.scalars(select(Contact)).all()
        tickets = session.scalar(select(func.count()).select_from(Ticket))
    assert verdict.breaches == ()
    assert verdict.lost == 0
    assert all(contact.training and contact.state == "ended" for contact in contacts)
    assert len(contacts) == tickets
    assert {contact.channel for contact in contacts} == {"voice", "chat"}
    assert {"bo", "zh"} <= {contact.language for contact in contacts}
    assert {"answered", "abandoned"} <= {contact.outcome for contact in contacts}


def test_callers_of_the_past_rated_and_the_dissatisfied_are_called_again(
    loaded: tuple[Store, Opened],
) -> None:
    store, _ = loaded
    with store.read() as session:
        answered = session.scalars(
            select(Contact.id).where(Contact.outcome == "answered", Contact.channel == "voice")
        ).all()
        scores = session.scalars(select(Rating.score).where(Rating.score.is_not(None))).all()
        owed = session.scalars(
            select(Callback.contact_id).where(
                Callback.reason == "dissatisfied", Callback.ended_at.is_(None)
            )
        ).all()
        day = FactsMemory().measure(session, store.clock.now())
    assert 0 < len(scores) < len(answered), "some do not rate"
    assert {4, 5} & set(scores)
    assert len(owed) == len([score for score in scores if score and score <= 2]) > 0
    everybody = day.satisfaction[0]
    assert (everybody.responded.numerator, everybody.mean.denominator) == (len(scores),) * 2


@pytest.mark.parametrize(
    ("drawn", "key"), [(0.0, "5"), (0.4, "4"), (0.5, "3"), (0.6, "2"), (0.64, "1"), (0.9, "")]
)
def test_a_rating_is_drawn_by_its_share(drawn: float, key: str) -> None:
    class Loaded(Random):
        def random(self) -> float:
            return drawn

    assert draw_rating(Loaded()) == key
    plan = PEOPLE[0].plan_call(Loaded())
    assert plan.key_after_talk == key
    assert plan.talk_s == PEOPLE[0].talk_s + (STAYS_FOR_S if key else 0)


def test_new_offers_go_on_after_those_of_the_past(loaded: tuple[Store, Opened]) -> None:
    store, _ = loaded
    with store.read() as session:
        last = session.scalar(select(func.max(Offer.id))) or 0
        assert session.scalars(select(Hotline.next_offer_id)).one() == last + 1


def test_the_sign_ins_that_are_printed_work(loaded: tuple[Store, Opened]) -> None:
    store, opened = loaded
    assert set(opened.agent_ids) == {member.username for member in AGENTS}
    tries = Attempts(store.clock).seen_from("127.0.0.1")
    begun = begin_sign_in(store, "lina", PASSWORD, tries)
    assert sign_in_by_password(store, begun, tries).account_id > 0


def test_a_second_start_keeps_what_is_there(
    loaded: tuple[Store, Opened], settings: Settings
) -> None:
    store, opened = loaded
    assert open_training(store) == opened
    assert not load_past(store, settings, opened)
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == len(STAFF)


def test_a_real_hotline_is_left_alone(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    store = make_store(settings)
    with store.write() as uow:
        add_agent(uow, NewAgent("Somebody real", ("zh",), "general"))
    assert open_training(store) is None
    with store.read() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == 0
    store.engine.dispose()


def test_nobody_is_told_to_come_in_before_the_accounts_exist(tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    installation = plan_installation(replace(settings, own_carrier=True), demo=True)
    training = next(child for child in installation.children if child.name == "training")
    assert training.is_ready is not None
    assert not training.is_ready(), "there is no database"
    store = make_store(settings)
    assert not training.is_ready(), "there is nobody"
    assert open_training(store) is not None
    assert training.is_ready()
    store.engine.dispose()
