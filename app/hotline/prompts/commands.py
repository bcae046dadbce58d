"""`hotline fallback|prompts|release-check`: the static document, recordings, readiness."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.hotline.prompts.speech import Prompts
    from app.kit.storage.unit_of_work import Store


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `fallback`, `prompts` and `release-check`."""
    parser = subparsers.add_parser("fallback", help="print the number's static fallback document")
    parser.add_argument("--media", default="", metavar="URL", help="where its recording is served")
    parser.set_defaults(run=print_fallback)
    prompts = subparsers.add_parser("prompts", help="the recordings of what the line says")
    verbs = prompts.add_subparsers(dest="verb", required=True)
    verbs.add_parser("list", help="how each prompt stands").set_defaults(run=print_prompts)
    take_in = verbs.add_parser("import", help="take in NAME.wav or NAME.mp3 files of a language")
    take_in.add_argument("folder", type=Path)
    take_in.add_argument("--language", choices=("bo", "zh"), default="bo")
    take_in.set_defaults(run=import_prompts)
    check = subparsers.add_parser(
        "release-check", help="fail while the line is not fit for callers"
    )
    check.set_defaults(run=check_release)


def print_fallback(arguments: argparse.Namespace) -> int:
    """Print the document for the environment's `PUBLIC_BASE_URL`."""
    from app.hotline.prompts.fallback import write_fallback
    from app.kit.settings import read_settings

    print(write_fallback(read_settings().public_base_url, arguments.media))
    return 0


def print_prompts(_: argparse.Namespace) -> int:
    """Print one line a prompt and language: state, seconds, name."""
    from app.hotline.prompts.queries import list_sides

    store, prompts = _open()
    with store.read() as session:
        for side in list_sides(session, prompts).values():
            print(f"{side.language} {side.state:<12}{side.length_s:5.1f} s  {side.name}")
    return 0


def import_prompts(arguments: argparse.Namespace) -> int:
    """Take in every fit file; a bad one is named and stops nothing else (B75)."""
    from app.hotline.prompts.actions import NewRecording, keep_recording
    from app.kit.errors import HotlineError
    from app.kit.i18n import Language

    store, prompts = _open()
    bad = 0
    for path in sorted(arguments.folder.glob("*.*")):
        new = NewRecording(path.stem, Language(arguments.language), path.read_bytes(), "import")
        try:
            with store.write() as uow:
                row = keep_recording(uow, prompts, new)
                print(f"{path.name}: {row.length_s:.1f} s")
        except HotlineError as error:
            bad += 1
            print(f"{path.name}: refused: {error.facts.get('reason', error.code)}")
    return int(bad > 0)


def check_release(_: argparse.Namespace) -> int:
    """Print what keeps the line from its callers; 1 when there is anything (B91, law 7)."""
    faults = [*_find_prompt_faults(*_open()), *_find_text_faults()]
    print(*faults, sep="\n", end="\n" if faults else "")
    print("not fit for release" if faults else "fit for release")
    return int(bool(faults))


def _find_prompt_faults(store: Store, prompts: Prompts) -> Iterator[str]:
    from app.hotline.prompts.queries import UNFIT, list_sides, measure_limits

    with store.read() as session:
        sides = list_sides(session, prompts)
    for side in sides.values():
        if side.state in UNFIT:
            yield f"prompt {side.name} in {side.language}: {side.state}"
    for view in measure_limits(sides):
        if view.is_over:
            yield f"{view.limit.code}: {view.length_s:.1f} s, at most {view.limit.most_s:.0f} s"


def _find_text_faults() -> Iterator[str]:
    from app.kit.i18n.catalogue import LOCALES_ROOT, Domain
    from app.kit.i18n.extraction import extract_sources
    from app.kit.i18n.languages import LOCALES
    from app.kit.i18n.upkeep import find_drafts, find_faults

    for domain in Domain:
        sources = extract_sources(domain)
        for language, locale in LOCALES.items():
            yield from map(str, find_faults(LOCALES_ROOT, language, domain, sources))
            drafts = len(find_drafts(LOCALES_ROOT, language, domain))
            if drafts:
                yield f"{locale}/{domain}: {drafts} texts that no reviewer has approved"


def _open() -> tuple[Store, Prompts]:
    from app.hotline.prompts.speech import Prompts
    from app.kit.i18n import Catalogues
    from app.kit.settings import read_settings
    from app.kit.storage.opening import open_store

    settings = read_settings()
    folder = settings.data_dir / "prompts"
    return open_store(settings), Prompts(Catalogues.load(), folder, settings.public_base_url)
