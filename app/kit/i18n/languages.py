"""The languages of screens and prompts and the order in which one stands in for another."""

from enum import StrEnum


class Language(StrEnum):
    """A language that words are kept in; English is the source, not a choice for people."""

    BO = "bo"
    ZH = "zh"
    EN = "en"


UI_LANGUAGES = (Language.BO, Language.ZH)

LOCALES = {Language.BO: "bo_CN", Language.ZH: "zh_Hans_CN"}
"""Folder under locales/ of each language that has catalogues."""

FALLBACKS = {
    Language.BO: (Language.BO, Language.ZH),
    Language.ZH: (Language.ZH,),
    Language.EN: (),
}
"""Catalogues asked in this order; after the last one the English source stands."""

SPOKEN_NAMES = {Language.BO: "བོད་ཡིག", Language.ZH: "中文", Language.EN: "English"}
"""Each language's name in itself, for the language switch: never translated."""

HTML_TAGS = {Language.BO: "bo-CN", Language.ZH: "zh-CN", Language.EN: "en"}


def parse_language(text: str | None) -> Language | None:
    """Return the language that a cookie, a query or a browser's header names, or None.

    Takes plain codes and tags with a region ("bo-CN", "zh_Hans"); the source
    language cannot be chosen.
    """
    code = (text or "").strip().lower().replace("_", "-").split("-")[0]
    return next((language for language in UI_LANGUAGES if language == code), None)
