"""Saves an index to a folder and loads it, mapped into memory, in well under two seconds.

A saved index is one shelf without retired units, a file about it and one of wordings. It is
written beside the old one and put in its place in one step; a folder of another format or a
damaged one is refused by name, never half-read.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.articles import ArticleId, Wording
from knowledge.index import Index, Lengths, Shelf
from knowledge.segment import Segment

FORMAT = 3
_ARRAYS = ("term_ids", "starts", "units", "impacts")


class UnreadableIndex(Exception):
    """The folder holds no index of this format; build it again from the articles."""


def merge_shelves(shelves: Sequence[Shelf]) -> Shelf:
    """Fold shelves into one without their retired units; postings are kept as they are."""
    wordings: list[Wording] = []
    terms, units, impacts, weights = [], [], [], []
    for shelf in shelves:
        new_places = np.cumsum(shelf.alive) - 1 + len(wordings)
        kept = shelf.alive[shelf.segment.units]
        repeats = np.diff(shelf.segment.starts)
        terms.append(np.repeat(shelf.segment.term_ids, repeats)[kept])
        units.append(new_places[shelf.segment.units[kept]].astype(np.int32))
        impacts.append(shelf.segment.impacts[kept])
        weights.append(shelf.weights[shelf.alive])
        wordings += [w for w, lives in zip(shelf.wordings, shelf.alive, strict=True) if lives]
    all_terms = np.concatenate([np.empty(0, np.uint64), *terms])
    order = np.argsort(all_terms, kind="stable")
    term_ids, starts = np.unique(all_terms[order], return_index=True)
    segment = Segment(
        term_ids,
        np.append(starts, len(all_terms)).astype(np.int64),
        np.concatenate([np.empty(0, np.int32), *units])[order],
        np.concatenate([np.empty(0, np.float32), *impacts])[order],
        len(wordings),
    )
    alive: npt.NDArray[np.bool_] = np.ones(len(wordings), np.bool_)
    return Shelf(segment, wordings, alive, np.concatenate([np.empty(0, np.float32), *weights]))


def save_index(index: Index, folder: Path) -> None:
    """Write the index; readers of an older copy keep what they have mapped."""
    shelf = merge_shelves(index.shelves)
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name in _ARRAYS:
        np.save(fresh / f"{name}.npy", getattr(shelf.segment, name))
    np.save(fresh / "weights.npy", shelf.weights)
    about = {
        "format": FORMAT,
        "lengths": asdict(index.lengths),
        "closed": index.list_closed(),
        "wordings": len(shelf.wordings),
    }
    (fresh / "about.json").write_text(json.dumps(about), "utf-8")
    with (fresh / "wordings.jsonl").open("w", encoding="utf-8") as lines:
        for place, w in enumerate(shelf.wordings):
            keys = shelf.list_keys(place)
            row = [w.article_id, w.language, w.question, w.answer, w.alternates, keys]
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
    old = folder.with_name(folder.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    fresh.rename(folder)
    shutil.rmtree(old, ignore_errors=True)


def _map_array(path: Path) -> npt.NDArray[Any]:
    """Map a file; as a plain array, since numpy's own type for it makes every slice slow."""
    mapped: npt.NDArray[Any] = np.load(path, mmap_mode="r").view(np.ndarray)
    return mapped


def load_index(folder: Path) -> Index:
    """Load a saved index. Raises UnreadableIndex when there is none or it does not fit."""
    try:
        about = json.loads((folder / "about.json").read_text("utf-8"))
        if about["format"] != FORMAT:
            raise UnreadableIndex(f"{folder}: format {about['format']}, not {FORMAT}")
        arrays = [_map_array(folder / f"{name}.npy") for name in _ARRAYS]
        weights = np.load(folder / "weights.npy")
        with (folder / "wordings.jsonl").open(encoding="utf-8") as lines:
            rows = [json.loads(line) for line in lines]
        wordings = [Wording(ArticleId(r[0]), r[1], r[2], r[3], tuple(r[4])) for r in rows]
        keys = {place: row[5] for place, row in enumerate(rows)}
        lengths = Lengths(**about["lengths"])
        closed = [(ArticleId(article_id), language) for article_id, language in about["closed"]]
        size = about["wordings"]
    except (OSError, ValueError, KeyError, TypeError, IndexError) as error:
        raise UnreadableIndex(f"{folder}: {error}") from error
    if not len(weights) == len(wordings) == size or arrays[1][-1] != len(arrays[2]):
        raise UnreadableIndex(f"{folder}: its files do not belong together")
    index = Index()
    index.lengths = lengths
    segment = Segment(arrays[0], arrays[1], arrays[2], arrays[3], len(wordings))
    index.attach(Shelf(segment, wordings, np.ones(len(wordings), np.bool_), weights, keys))
    for key in closed:
        index.set_closed(*key, closed=True)
    return index
