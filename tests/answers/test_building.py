"""Many changes are built beside; what stands answers until then, whatever dies."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.hotline.accounts.roles import Role
from app.hotline.answers import kept_index
from app.hotline.answers.actions import import_articles, move_text
from app.hotline.answers.book import MOST_AT_ONCE, AnswerBook, Side, find_today
from app.hotline.answers.building import build_beside
from app.hotline.answers.keeper import Keeper
from app.hotline.answers.kept_index import find_progress, hold_lock, note_progress, read_standing
from app.kit.storage.unit_of_work import Store
from knowledge.content import TextState, parse_article
from tests.answers.test_answers import WAGES
from tests.console.installation import Hotline, open_hotline

HERDS = WAGES["zh"] | {"question": "草场边界起了纠纷找谁？", "alternates": []}  # type: ignore[operator]
MANY = [parse_article(WAGES | {"id": f"m-{number}", "zh": HERDS}) for number in range(MOST_AT_ONCE)]
DYING = """
import sys, time
from pathlib import Path
from app.hotline.answers.kept_index import hold_lock, note_progress
folder = Path(sys.argv[1])
with hold_lock(folder):
    note_progress(folder, 3, 10)
    (folder / "index-7-7.new").mkdir()
    print("half-way", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def hotline(tmp_path: Path) -> Iterator[Hotline]:
    hotline = open_hotline(tmp_path)
    with hotline.world.services.store.write() as uow:
        import_articles(uow, [parse_article(WAGES)])
    yield hotline
    hotline.world.close()


def find(book: AnswerBook, store: Store, side: Side, text: str) -> set[str]:
    with store.read() as session:
        found = book.ask(session, side, text, today=find_today(store)).found
        return {hit.article_id for hit in found.hits if hit.confidence >= 0.25}


def build(store: Store, folder: Path) -> int | None:
    with store.read() as session:
        return build_beside(session, folder, training=False, today=find_today(store))


def test_a_question_during_a_build_is_answered_by_what_stands(
    hotline: Hotline, tmp_path: Path
) -> None:
    store, calls, folder = hotline.world.services.store, [], tmp_path / "kept"
    book = AnswerBook(False, folder)
    assert find(book, store, Side.STAFF, "老板拖欠工资") == {"t-1"}
    book.leave_builds_to(lambda: calls.append(1))
    with store.write() as uow:
        import_articles(uow, MANY)
    assert find(book, store, Side.STAFF, "老板拖欠工资") == {"t-1"}
    assert find(book, store, Side.STAFF, "草场边界起了纠纷找谁") <= {"t-1"}
    assert calls
    assert build(store, folder) == 2 + 2 * MOST_AT_ONCE
    assert book.load_newer()
    assert not book.load_newer(), "what stands is not loaded again"
    assert find(book, store, Side.STAFF, "草场边界起了纠纷找谁") - {"t-1"}
    with store.read() as session:
        assert not book.wants_build(session, today=find_today(store))


def test_what_is_withdrawn_before_the_build_is_done_is_not_shown(hotline: Hotline) -> None:
    store, book = hotline.world.services.store, AnswerBook(True)
    assert find(book, store, Side.PUBLIC, "老板拖欠工资") == {"t-1"}
    book.leave_builds_to(lambda: None)
    with store.write() as uow:
        import_articles(uow, MANY)
        for language in ("zh", "bo"):
            move_text(uow, "t-1", language, TextState.IN_REVIEW, 1)
            move_text(uow, "t-1", language, TextState.RETIRED, 1)
    assert not find(book, store, Side.PUBLIC, "老板拖欠工资")


def test_a_build_killed_half_way_leaves_the_old_one(hotline: Hotline, tmp_path: Path) -> None:
    store, folder = hotline.world.services.store, tmp_path / "kept"
    build(store, folder)
    before = read_standing(folder)
    child = subprocess.Popen([sys.executable, "-c", DYING, folder], stdout=subprocess.PIPE)
    assert child.stdout
    assert child.stdout.readline()
    assert find_progress(folder) == (3, 10)
    assert build(store, folder) is None, "one builds at a time"
    child.kill()
    child.communicate()
    assert find_progress(folder) is None
    assert read_standing(folder) == before
    assert find(AnswerBook(False, folder), store, Side.STAFF, "老板拖欠工资") == {"t-1"}
    assert build(store, folder) == 2
    assert len(list(folder.glob(kept_index.BUILDS))) == 1, "no half remains"


def test_both_sides_see_one_index_and_differ_by_state_alone(
    hotline: Hotline, tmp_path: Path
) -> None:
    store, folder = hotline.world.services.store, tmp_path / "kept"
    today = find_today(store)
    with store.write() as uow:
        import_articles(uow, MANY[:3])
        for state in (TextState.IN_REVIEW, TextState.APPROVED):
            move_text(uow, "m-1", "zh", state, 9, reviewer="王律师", today=today)
    build(store, folder)

    def list_keys(book: AnswerBook, side: Side, day: date) -> set[tuple[str, str]]:
        with store.read() as session:
            wordings = book.list_published(session, side, today=day)
        return {(wording.article_id, wording.language) for wording in wordings}

    for book in (AnswerBook(False), AnswerBook(False, folder)):
        assert len(list_keys(book, Side.STAFF, today)) == 8
        assert list_keys(book, Side.PUBLIC, today) == {("m-1", "zh")}
        assert find(book, store, Side.PUBLIC, "草场边界起了纠纷找谁") == {"m-1"}
    with store.write() as uow:
        move_text(uow, "m-1", "zh", TextState.RETIRED, 9)
    assert list_keys(book, Side.PUBLIC, today) == set()
    assert len(list_keys(book, Side.STAFF, today)) == 7


def test_the_keeper_builds_what_a_question_may_not_wait_for(
    hotline: Hotline, tmp_path: Path
) -> None:
    store, folder, ends = (
        hotline.world.services.store,
        tmp_path / "kept",
        iter(("raise SystemExit(1)", "")),
    )
    book = AnswerBook(False, folder)

    def start() -> subprocess.Popen[bytes]:
        end = next(ends)
        if not end:
            build(store, folder)
        return subprocess.Popen([sys.executable, "-S", "-c", end])

    keeper = Keeper(book, store, start)
    keeper.open()
    with store.write() as uow:
        import_articles(uow, MANY)
    keeper.look()
    keeper.look()
    still = find(book, store, Side.STAFF, "草场边界起了纠纷找谁")
    assert still <= {"t-1"}, "a failed build is not hurried"
    another = Keeper(book, store, start)
    another.look()
    assert find(book, store, Side.STAFF, "草场边界起了纠纷找谁") - {"t-1"}


def test_editors_see_how_far_a_build_is(hotline: Hotline) -> None:
    hotline.hire("pema", "bo", "zh", role=Role.EDITOR)
    editor, folder = hotline.sign_in("pema"), hotline.world.services.settings.data_dir / "answers"
    with hold_lock(folder):
        note_progress(folder, 400, 1000)
        assert "400" in editor.get("/editor/answers").text
    assert "400" not in editor.get("/editor/answers").text
