"""Words for people: the catalogues, the translators made from them, dates and numbers.

Answers for every string a person sees or hears being in their language. Never
holds a current language: a `Translator` is handed to whoever needs one.
"""

from app.kit.i18n.catalogue import Catalogues, Domain
from app.kit.i18n.languages import SPOKEN_NAMES, UI_LANGUAGES, Language, parse_language
from app.kit.i18n.marks import N_, P_
from app.kit.i18n.translator import MissingText, Translator

__all__ = [
    "N_",
    "P_",
    "SPOKEN_NAMES",
    "UI_LANGUAGES",
    "Catalogues",
    "Domain",
    "Language",
    "MissingText",
    "Translator",
    "parse_language",
]
