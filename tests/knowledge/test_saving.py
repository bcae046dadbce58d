"""A saved index answers like the one it was saved from; a damaged one is refused by name."""

from pathlib import Path

import pytest

from knowledge.articles import ArticleId, Wording
from knowledge.index import Index
from knowledge.saving import UnreadableIndex, load_index, save_index
from knowledge.search import search


def make_index() -> Index:
    index = Index()
    for number in range(50):
        index.publish(
            [
                Wording(ArticleId(str(number)), "zh", f"第{number}种合同纠纷", f"答复{number * 3}"),
                Wording(ArticleId(str(number)), "bo", f"གྱོད་གཞི་{number}", "ལན་འདེབས"),
            ]
        )
    index.retire(ArticleId("7"), "zh")
    return index


def test_saved_index_answers_the_same_and_grows_on(tmp_path: Path) -> None:
    index = make_index()
    save_index(index, tmp_path / "index")
    loaded = load_index(tmp_path / "index")
    assert len(loaded) == len(index) == 99
    for question in ("第31种合同", "གྱོད་གཞི་༡༢", "第7种合同"):
        was, now = search(index, question).hits, search(loaded, question).hits
        assert [hit.article_id for hit in was][:1] == [hit.article_id for hit in now][:1]
    loaded.publish([Wording(ArticleId("new"), "zh", "草场边界纠纷", "找乡政府")])
    assert search(loaded, "草场边界").hits[0].article_id == "new"
    save_index(loaded, tmp_path / "index")
    assert len(load_index(tmp_path / "index")) == 100


def test_empty_index_can_be_saved(tmp_path: Path) -> None:
    save_index(Index(), tmp_path / "index")
    loaded = load_index(tmp_path / "index")
    assert not search(loaded, "工资").hits
    loaded.publish([Wording(ArticleId("1"), "zh", "工资", "仲裁")])
    assert search(loaded, "工资").hits


def test_damaged_index_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableIndex):
        load_index(tmp_path / "none")
    folder = tmp_path / "index"
    save_index(make_index(), folder)
    (folder / "units.npy").write_bytes(b"rubbish")
    with pytest.raises(UnreadableIndex):
        load_index(folder)
