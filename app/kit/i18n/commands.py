"""`hotline catalogues extract|update|check`: the words' upkeep at the command line."""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.kit.i18n.upkeep import Fault


def register(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `catalogues` and its three verbs."""
    parser = subparsers.add_parser("catalogues", help="keep the words of both languages whole")
    verbs = parser.add_subparsers(dest="verb", required=True)
    _add_verb(verbs, "extract", print_new_texts, "print marked texts that no catalogue has")
    _add_verb(verbs, "update", update_catalogues, "add new texts, drop those no longer used")
    check = _add_verb(verbs, "check", check_catalogues, "fail on a missing, empty or unfit text")
    check.add_argument("--release", action="store_true", help="drafts fail too")


def print_new_texts(arguments: argparse.Namespace) -> int:
    """Print each new text once per language that lacks it."""
    for fault in _find_everywhere(arguments.locales):
        if fault.reason == "missing":
            print(fault)
    return 0


def update_catalogues(arguments: argparse.Namespace) -> int:
    """Rewrite all catalogues and say what came and went."""
    from app.kit.i18n.catalogue import Domain
    from app.kit.i18n.extraction import extract_sources
    from app.kit.i18n.languages import LOCALES
    from app.kit.i18n.upkeep import update_catalogue

    for domain in Domain:
        sources = extract_sources(domain)
        for language, locale in LOCALES.items():
            added, dropped = update_catalogue(arguments.locales, language, domain, sources)
            print(f"{locale}/{domain}: {len(sources)} texts, {added} new, {dropped} dropped")
    return 0


def check_catalogues(arguments: argparse.Namespace) -> int:
    """Print every fault and return 1 when there is one."""
    from app.kit.i18n.catalogue import Domain
    from app.kit.i18n.languages import LOCALES
    from app.kit.i18n.upkeep import find_drafts

    faults = [str(fault) for fault in _find_everywhere(arguments.locales)]
    drafts = {
        f"{locale}/{domain}": len(find_drafts(arguments.locales, language, domain))
        for language, locale in LOCALES.items()
        for domain in Domain
    }
    print(*faults, sep="\n", end="\n" if faults else "")
    print("drafts:", ", ".join(f"{name} {count}" for name, count in drafts.items() if count) or 0)
    return int(bool(faults) or (arguments.release and any(drafts.values())))


def _find_everywhere(locales: Path) -> Iterator["Fault"]:
    from app.kit.i18n.catalogue import Domain
    from app.kit.i18n.extraction import extract_sources
    from app.kit.i18n.languages import LOCALES
    from app.kit.i18n.upkeep import find_faults

    for domain in Domain:
        sources = extract_sources(domain)
        for language in LOCALES:
            yield from find_faults(locales, language, domain, sources)


def _add_verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    run: Callable[[argparse.Namespace], int],
    help_text: str,
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=help_text)
    parser.add_argument(
        "--locales", type=Path, default=Path(__file__).resolve().parents[3] / "locales"
    )
    parser.set_defaults(run=run)
    return parser
