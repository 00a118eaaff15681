"""Which of our questions a printed item stands for, where that is not plain.

Without an entry here the first question of an item takes all of its text.
Decided once, by reading the print; nothing is worked out from its words.
"""

from __future__ import annotations

from collections.abc import Mapping

ANYTHING_ELSE = "confirms something else than our form asks, which stays"
IDENTITY = "would write down who a person is: a code stands for it"
COARSE = "asks for a finer place than a form may hold"
BY_PHONE = "is filled in by the phone"
SPLIT_AGES = "is asked child by child, without a text of its own in print"
DRAWN = "is a drawing with spoken instructions, kept as one entry for each moment"
NAMED_KIND = "must name the kind of help, which the print leaves to the list"

# How an item's sentences, counted from the first, fall to several questions;
# "" for a sentence that is an instruction and not read out.
SHARED_OUT: Mapping[str, Mapping[str, tuple[tuple[str, int], ...]]] = {
    "survey": {
        "Q": (("return_date", 1),),
        "3.1": (("q3_1", 1), ("", 1)),
        "4.1": (("q4_1", 1), ("q4_1_meaning", 1)),
        "8.8": (("q8_8", 1), ("q8_8_tried", 1)),
        "13.7": (("q13_7", 1), ("q13_7_helpful", 1)),
        "15": (("q15_worries", 1), ("q15_hopes", 1)),
        "17": (("q17_information", 1), ("q17_questions", 1)),
    },
    "case_study": {
        "P": (("return_date", 1),),
        "2.1": (("q2_1", 2), ("", 1)),
        "2.2.2": (("q2_2_2", 1), ("q2_2_2_text", 1)),
        "2.4.2": (("q2_4_2", 1), ("q2_4_2_text", 1)),
        "2.5.5": (("q2_5_5", 1), ("q2_5_5_text", 1)),
        "2.6.1": (
            ("q2_6_1_amount", 1),
            ("q2_6_1_creditor", 1),
            ("q2_6_1_due", 1),
        ),
        "2.7.1": (
            ("q2_7_1_amount", 1),
            ("q2_7_1_creditor", 1),
            ("q2_7_1_due", 1),
        ),
        "3.4": (("q3_4", 1), ("q3_4_text", 1)),
        "3.8": (("q3_8", 1), ("q3_8_text", 1)),
        "3.9": (("q3_9", 1), ("q3_9_text", 1)),
        "3.11": (("q3_11", 1), ("q3_11_text", 1)),
        "3.14.2.5": (("q3_14_2_5", 1), ("q3_14_2_5_paid", 1)),
        "4.1.2": (("q4_1_2", 1), ("q4_1_2_text", 1)),
        "6.3": (("q6_3", 1), ("q6_3_text", 1)),
    },
}
# Where the printed note says what our hint says, and may stand for it. All other
# hints are ours and stay.
NOTES: Mapping[str, Mapping[str, str]] = {
    "survey": {
        "V": "same_community",
        "2.7": "q2_7",
        "4.5": "q4_5",
        "5.5": "q5_5",
        "5.6": "q5_6",
        "6.1": "q6_1",
        "8.7": "q8_7",
        "10.2": "q10_2",
    },
    "case_study": {
        "S": "same_community",
        "3.6.2.1": "q3_6_2",
        "3.7.1": "q3_7_1",
        "4.2.1.2": "q4_2_1_2",
    },
}
# Where our words stay, and why.
OURS: Mapping[str, Mapping[str, str]] = {
    "survey": {
        "A": IDENTITY,
        "C": BY_PHONE,
        "D": COARSE,
        "E": COARSE,
        "H": IDENTITY,
        "U": SPLIT_AGES,
        "W": BY_PHONE,
        "X": BY_PHONE,
        "14.5.1": NAMED_KIND,
    },
    "case_study": {
        "A": IDENTITY,
        "C": BY_PHONE,
        "D": COARSE,
        "E": COARSE,
        "H": IDENTITY,
        "T": BY_PHONE,
        "U": BY_PHONE,
        "1.1": DRAWN,
    },
}
# Numbers that only head a part, or only state a condition.
HEADS: Mapping[str, tuple[str, ...]] = {"case_study": ("1.2", "2.3.1", "4.2.1")}
# Items with lines lettered a, b, c.
LETTERED: Mapping[str, tuple[str, ...]] = {"case_study": ("4.2",)}
# Tools whose numbered items are printed with boxes to tick.
TICKED = ("survey",)
# Items asked once for each choice of another: 14.5.2 as q14_5_2_health and so on.
EACH: Mapping[str, Mapping[str, str]] = {
    "survey": dict.fromkeys(("14.5.2", "14.5.3", "14.5.4", "14.5.6", "14.5.7"), "14.5")
}
