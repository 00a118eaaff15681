"""Words that no screen, title, file name or mail subject may show.

A stranger who looks over a shoulder must not learn what a talk is about. Each
entry is the beginning of a word, in one language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

AVOIDED: Mapping[str, Sequence[str]] = {
    "en": (
        "traffick",
        "victim",
        "survivor",
        "abuse",
        "red flag",
        "exploit",
        "prostitut",
        "slave",
        "smuggl",
        "rape",
        "vulnerab",
        "reintegrat",
    ),
    "fr": ("traite des", "victime", "survivant", "exploitation", "esclav", "proxénét"),
    "ar": ("الاتجار", "ضحية", "ضحايا", "استغلال", "ناجي"),
    "bn": ("পাচার", "ভুক্তভোগী", "শোষণ", "নির্যাতন"),
    "ro": ("trafic de", "victim", "supraviețuit", "exploat", "abuz"),
    "ru": ("торговл", "жертв", "эксплуатац", "насили", "рабств"),
}
