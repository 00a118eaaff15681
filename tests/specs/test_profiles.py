"""Country profiles: what ships, what is refused, and that no writing loses anything."""

from __future__ import annotations

import io
import string
import tomllib
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from toolkit_text import lines

from instrument_specs import country_new, country_ready
from instrument_specs.country_fields import DAYS, FIELDS
from instrument_specs.country_file import content, toml
from instrument_specs.country_sheet import workbook
from instrument_specs.country_sheet_read import values_of
from instrument_specs.country_values import LONGEST_TEXT
from instrument_specs.profile import Profile
from instrument_specs.profiles import OWN, ProfileError, known, profile, understood
from instrument_specs.registry import TOOLS, Instruments

TODAY = date(2026, 11, 22)
SHIPPED = ("BGD", "MDA", "NGA", "TUN")
Values = dict[str, Any]
Break = Callable[[Values], None]


def nigeria() -> Values:
    return content(profile("NGA", None))


def taken(values: Values) -> Profile:
    return understood(values, str(values["country"]), "a profile", "Correct it")


def settled(values: Values) -> Values:
    """Do what a new profile asks for: own values, and nothing left as example."""
    return values | {"examples": [], "interview_languages": ["en"]}


# What ships


def test_the_four_countries_of_the_study_ship() -> None:
    assert tuple(known(None)) == SHIPPED


@pytest.mark.parametrize("country", SHIPPED)
def test_a_shipped_file_is_as_it_would_be_written(country: str) -> None:
    text = (OWN / f"{country}.toml").read_text(encoding="utf-8")

    assert text == toml(content(profile(country, None)))


@pytest.mark.parametrize(
    ("country", "currency", "places"),
    [
        ("BGD", "BDT", ["Cox's Bazar", "Jessore"]),
        ("NGA", "NGN", ["Benin"]),
        ("MDA", "MDL", ["Chișinău", "Căușeni", "Drochia"]),
        ("TUN", "TND", ["Tunis"]),
    ],
)
def test_locations_and_currencies_are_those_of_the_study(
    country: str, currency: str, places: list[str]
) -> None:
    found = profile(country, None)

    assert found.currency == currency
    assert [one.name for one in found.locations] == places
    assert not {"locations", "currency", "feelings"} & set(found.examples)


@pytest.mark.parametrize("country", SHIPPED)
def test_what_the_toolkit_does_not_give_is_marked_as_invented(country: str) -> None:
    found = profile(country, None)
    told = {"country", "languages", "currency", "school_age", "locations", "feelings"}
    usual = {"timezone", "mail_hour", "mail_day"}

    filled = set(content(found)) - told - usual - {"examples"}

    assert filled == set(found.examples)


def test_the_toolkit_names_every_location() -> None:
    table = " ".join(lines(range(454, 466))).replace("\u2019", "'").replace("aar", "ar")

    for country in SHIPPED:
        for location in profile(country, None).locations:
            assert location.name in table


def test_every_field_is_explained_once() -> None:
    assert set(FIELDS) == {one.name for one in fields(Profile)} - {"hash"}


def test_the_docs_explain_every_field() -> None:
    page = Path(__file__).parents[2] / "docs/country-profile.md"
    text = page.read_text(encoding="utf-8")

    assert not [name for name in FIELDS if f"`{name}`" not in text]


# What is refused


def without(*path: str) -> Break:
    def apply(values: Values) -> None:
        here: Any = values
        for step in path[:-1]:
            here = here[step]
        del here[path[-1]]

    return apply


def put(value: Any, *path: str | int) -> Break:
    def apply(values: Values) -> None:
        here: Any = values
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = value

    return apply


LEAVE = {"first": date(2026, 12, 20), "last": date(2026, 12, 31)}
BROKEN: list[tuple[Break, str]] = [
    (without("retention_months"), "retention_months: "),
    (put("x", "colour"), "colour: "),
    (put("Nigeria", "country"), "country: three capital letters"),
    (put("naira", "currency"), "currency: three capital letters"),
    (put([], "languages"), "languages: name at least one"),
    (put(["English"], "interview_languages"), "'English' is no language code"),
    (put(["en", "en"], "languages"), "languages: something stands there twice"),
    (put(["en", "fr"], "languages"), "limits: nothing in language 'fr'"),
    (put(" ", "purpose", "en"), "purpose: nothing in language 'en'"),
    (put("a\x07b", "purpose", "en"), "purpose.en: holds a character"),
    (put("a" * (LONGEST_TEXT + 1), "limits", "en"), "limits.en: longer than"),
    (put([18, 5], "school_age"), "school_age: give the youngest"),
    (put([5, -1], "school_age"), "school_age: not between"),
    (put(1000, "hours", "critical"), "hours: a graver matter"),
    (put(0, "hours", "critical"), "hours: a graver matter"),
    (without("hours", "high"), "hours.high: is missing"),
    (put(1, "hours", "urgent"), "hours: 'urgent' is none of"),
    (without("minutes", "case_study"), "minutes.case_study: is missing"),
    (put(0, "minutes", "survey"), "minutes: a talk takes longer"),
    (put(0, "retention_months"), "retention_months: answers cannot"),
    (put([12, 6], "follow_up_months"), "follow_up_months: give the months in order"),
    (put([1, 3], "follow_up_months"), "follow_up_months: the last must be beyond 3"),
    (put(["sunnyday"], "weekend"), "weekend: 'sunnyday' is none of"),
    (put({}, "areas"), "areas: name at least one"),
    (put({"en": "Kano"}, "areas", "Kano State"), "'Kano State': codes are"),
    (put("mars", "locations", 0, "area"), "locations: 'mars' is not among"),
    (put({}, "amenities"), "amenities: name at least one"),
    (put(["moat"], "standards", 0, "amenities"), "'moat' is not among the amenities"),
    (put([], "standards", 0, "amenities"), "standards: nothing is required for"),
    (put("island", "standards", 0, "location"), "'island' is none of urban"),
    (put(date(1026, 1, 1), "standards", 0, "decided_on"), "check the year"),
    (put("", "standards", 0, "decided_by"), "decided_by: is empty"),
    (without("steps", "legal"), "steps.legal: is missing"),
    (put({"en": "?"}, "steps", "wealth"), "steps: 'wealth' is none of"),
    (put({"en": "?"}, "feelings", "13.5"), "feelings: '13.5' is none of"),
    (put([], "duty_numbers"), "duty_numbers: one must be for everybody"),
    (put("edo", "duty_numbers", 0, "area"), "duty_numbers: one must be for everybody"),
    (put("mars", "duty_numbers", 0, "area"), "duty_numbers: 'mars' is not among"),
    (put("", "duty_numbers", 0, "number"), "number: is empty"),
    (put("health", "focal_points", 0, "need"), "focal_points: nobody for protection"),
    (put("me at home", "focal_points", 0, "email"), "email: is no e-mail address"),
    (put("a@b.c, d@e.f", "focal_points", 0, "email"), "email: is no e-mail address"),
    (put("", "focal_points", 0, "deputy_email"), "needs a deputy's role and address"),
    (
        put("Protection@office.example", "focal_points", 0, "deputy_email"),
        "is their own deputy",
    ),
    (put("English", "focal_points", 0, "language"), "'English' is no language code"),
    (put([{"email": "x@y.example", **LEAVE}], "leave"), "neither focal point nor"),
    (
        put(
            [
                {
                    "email": "health@office.example",
                    "first": LEAVE["last"],
                    "last": LEAVE["first"],
                }
            ],
            "leave",
        ),
        "before it begins",
    ),
    (put("nobody", "safeguarding_email"), "safeguarding_email: is no e-mail address"),
    (put("HEALTH@office.example", "safeguarding_email"), "must be outside the office"),
    (put("head@office.example", "safeguarding_email"), "must be outside the office"),
    (put("", "safeguarding_role"), "safeguarding_role: is empty"),
    (put("", "reporting_decided_by"), "reporting_decided_by: is empty"),
    (put("key", "encryption_key"), "so take encryption_waived out"),
    (without("encryption_waived"), "encryption_key: give a key, or say"),
    (put(["duty_phone"], "examples"), "examples: there is no field 'duty_phone'"),
    (put(["RF-99"], "flags_on"), "flags_on: there is no flag 'RF-99'"),
    (
        put([{"flag": "RF-07", "by": "Head", "on": date(2026, 1, 1)}], "flags_off"),
        "flags_off.0.reason: ",
    ),
    (
        put(
            [{"flag": "RF-07", "reason": "", "by": "x", "on": date(2026, 1, 1)}],
            "flags_off",
        ),
        "reason: is empty",
    ),
    (put("Lagos", "timezone"), "timezone: there is no 'Lagos'"),
    (put("../../etc", "timezone"), "timezone: there is no"),
    (put("", "timezone"), "timezone: there is no"),
    (put(24, "mail_hour"), "mail_hour: an hour of the day"),
    (put("mondays", "mail_day"), "mail_day: 'mondays' is no day"),
    (put("sunday", "mail_day"), "mail_day: the office is closed on sunday"),
    (put(list(DAYS), "weekend"), "weekend: the office cannot be closed"),
    (put(25, "escalation_hours"), "escalation_hours: the first reminder"),
    (put("büro@office.example", "safeguarding_email"), "A to Z"),
]


@pytest.mark.parametrize(("fault", "told"), BROKEN, ids=[told for _, told in BROKEN])
def test_a_broken_profile_is_refused_and_the_field_named(
    fault: Break, told: str
) -> None:
    values = nigeria()
    fault(values)

    with pytest.raises(ProfileError) as refused:
        taken(values)

    assert told in str(refused.value)


def test_all_faults_are_told_at_once() -> None:
    values = nigeria()
    for fault, _ in (BROKEN[3], BROKEN[11], BROKEN[19]):
        fault(values)

    with pytest.raises(ProfileError) as refused:
        taken(values)

    for _, told in (BROKEN[3], BROKEN[11], BROKEN[19]):
        assert told in str(refused.value)


def test_a_missing_standard_is_no_fault() -> None:
    values = nigeria()
    del values["standards"]

    assert taken(values).standards == ()


# What is released


def ready() -> Profile:
    return taken(settled(nigeria()))


def test_a_profile_without_gaps_is_ready() -> None:
    assert country_ready.lacking(ready(), TODAY) == []
    assert country_ready.unattended(ready(), TODAY) == []


@pytest.mark.parametrize("country", SHIPPED)
def test_no_shipped_profile_is_ready(country: str) -> None:
    told = country_ready.lacking(profile(country, None), TODAY)

    assert "invented examples" in told[0]
    assert all(name in told[0] for name in profile(country, None).examples)


@pytest.mark.parametrize("country", ["BGD", "MDA", "TUN"])
def test_a_language_of_interviews_needs_forms(country: str) -> None:
    found = replace(profile(country, None), examples=())

    enough = " ".join(country_ready.lacking(found, TODAY))
    fewer = replace(found, languages=("en",))
    told = " ".join(country_ready.lacking(fewer, TODAY))

    assert "interviewed in" not in enough
    for language in set(found.interview_languages) - {"en"}:
        assert f"interviewed in '{language}'" in told


def test_contacts_and_law_grow_old() -> None:
    found = ready()
    day = date(2026, 11, 1)

    assert country_ready.lacking(found, day + timedelta(days=90)) == []
    after = country_ready.lacking(found, day + timedelta(days=91))
    much_later = country_ready.lacking(found, day + timedelta(days=366))
    before = country_ready.lacking(found, day - timedelta(days=1))

    assert [one.split(":")[0] for one in after] == [
        "call the duty number 0800 000 0000",
        "try the emergency support",
    ]
    assert "compare limits and duties with the law" in much_later[-1]
    assert all("lies ahead" in one for one in before)
    assert len(before) == 3


def test_each_old_duty_number_is_named() -> None:
    values = settled(nigeria())
    values["duty_numbers"] += [
        {"number": "0801", "checked": date(2026, 1, 1), "area": "edo"},
        {"number": "0802", "checked": date(2026, 11, 20), "area": "lagos"},
    ]

    told = country_ready.lacking(taken(values), TODAY)

    assert len(told) == 1
    assert "duty number of edo 0801" in told[0]


def test_a_deputy_and_an_escalation_are_needed() -> None:
    values = settled(nigeria()) | {"escalation": []}
    for name in ("deputy_role", "deputy_email"):
        values["focal_points"][1][name] = ""

    told = country_ready.lacking(taken(values), TODAY)

    assert told[0] == "the Health focal point (health) has no deputy"
    assert told[1].startswith("escalation: ")


@pytest.mark.parametrize(
    ("first", "last", "deputy_away", "told"),
    [
        (TODAY, TODAY, True, True),
        (TODAY, TODAY, False, False),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=1), True, False),
        (TODAY + timedelta(days=31), TODAY + timedelta(days=40), True, False),
        (TODAY + timedelta(days=30), TODAY + timedelta(days=40), True, True),
    ],
)
def test_leave_that_leaves_nobody_is_told(
    first: date, last: date, *, deputy_away: bool, told: bool
) -> None:
    values = settled(nigeria())
    away = ["legal@office.example"]
    away += ["legal.deputy@office.example"] if deputy_away else []
    values["leave"] = [{"email": one, "first": first, "last": last} for one in away]

    found = country_ready.unattended(taken(values), TODAY)

    assert bool(found) == told
    assert all("legal" in one and "@" not in one for one in found)


# What shapes forms


def test_examples_make_a_draft_that_says_so() -> None:
    form = Instruments().form("TUN", "urgent")

    assert form.title == "Form U TUN draft"


def test_each_tool_says_how_long_it_takes() -> None:
    found = profile("NGA", None)

    assert found.fill("survey")["minutes"] == "60"
    assert found.fill("case_study")["minutes"] == "90"


def test_numbers_of_areas_stand_beside_the_country_s() -> None:
    values = nigeria()
    values["duty_numbers"].append(
        {"number": "0801", "checked": date(2026, 1, 1), "area": "edo"}
    )

    filled = taken(values).fill()["duty_number"]

    assert filled == {"en": "0800 000 0000 (Edo State: 0801)"}


def test_what_the_office_alone_uses_does_not_make_new_forms() -> None:
    values = nigeria()
    before = taken(values).hash
    values["leave"] = [{"email": "health@office.example", **LEAVE}]
    values["duty_numbers"][0]["checked"] = date(2026, 11, 21)
    values["focal_points"][0]["role"] = "Someone else"
    office = taken(values).hash
    values["standards"].pop()
    home = taken(values).hash

    assert before == office != home


# A new country


def test_a_new_country_is_a_draft_that_says_what_to_replace() -> None:
    values = country_new.drafted("GHA", profile("NGA", None))

    found = taken(values)

    assert (found.country, found.currency) == ("GHA", "GHS")
    assert not found.feelings
    assert not found.locations
    assert {"areas", "standards", "limits", "duty_numbers"} <= set(found.examples)
    assert taken(tomllib.loads(toml(values))) == found


def test_a_new_country_is_ready_once_its_examples_are_replaced() -> None:
    values = settled(country_new.drafted("GHA", profile("NGA", None)))

    assert country_ready.lacking(taken(values), TODAY) == []


@pytest.mark.parametrize("tool", TOOLS)
def test_a_new_country_has_every_form(tool: str) -> None:
    values = settled(country_new.drafted("GHA", profile("NGA", None)))

    assert TOOLS[tool](taken(values)).title.endswith(" GHA")


@pytest.mark.parametrize("country", ["ATL", "gha", "GH", "../GHA", ""])
def test_a_country_that_is_none_is_refused(country: str) -> None:
    with pytest.raises(ProfileError, match="there is no country"):
        country_new.drafted(country, profile("NGA", None))


def test_a_country_s_currency_is_asked_for_when_it_is_not_known() -> None:
    values = country_new.drafted("ATA", profile("NGA", None))

    assert values["currency"] == "XXX"
    assert "currency" in values["examples"]


# Nothing is lost

SYMBOLS = (
    "=+-@'\"\\#_{}[],;: \n<>&%$" + string.ascii_letters + string.digits + "éßاবăț😀"
)
TEXTS = st.text(SYMBOLS, max_size=40).map(
    lambda text: f"={text}=".strip()
) | st.sampled_from(
    [
        "=1+1",
        "+234",
        "-5",
        "@cmd",
        "_x0041_",
        "007",
        "#N/A",
        "TRUE",
        "1e5",
        "a\nb",
        '"""',
    ]
)
WORDS = st.fixed_dictionaries({"en": TEXTS, "fr": TEXTS})
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
CODES = st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True)


@st.composite
def countries(draw: st.DrawFn) -> Values:
    """Draw a consistent profile in two languages with odd texts everywhere."""
    values = nigeria() | {"languages": ["en", "fr"]}
    for name in ("organization", "purpose", "data_rules", "limits", "limits_short"):
        values[name] = draw(WORDS)
    for name in ("independent_contact", "staff_care", "emergency_support"):
        values[name] = draw(WORDS)
    values["steps"] = {need: draw(WORDS) for need in values["steps"]}
    for name in ("areas", "amenities"):
        values[name] = draw(st.dictionaries(CODES, WORDS, min_size=1, max_size=3))
    area, amenity = next(iter(values["areas"])), next(iter(values["amenities"]))
    values["feelings"] = draw(st.dictionaries(st.sampled_from(["13.1", "13.4"]), WORDS))
    values["locations"] = [{"name": draw(TEXTS), "area": area}]
    values["standards"] = [
        {
            "location": draw(st.sampled_from(["urban", "rural"])),
            "amenities": [amenity],
            "decided_on": draw(DAYS),
            "decided_by": draw(TEXTS),
        }
    ]
    values["duty_numbers"] = [
        {"number": draw(TEXTS), "checked": draw(DAYS)},
        {"number": draw(TEXTS), "checked": draw(DAYS), "area": area},
    ]
    for name in ("safeguarding_role", "reporting_decided_by", "encryption_waived"):
        values[name] = draw(TEXTS)
    values["duties"] = [{"about": draw(TEXTS), "reported_to": draw(TEXTS)}]
    for point in values["focal_points"]:
        point["role"] = draw(TEXTS)
        point["deputy_language"] = draw(st.sampled_from(["", "fr"]))
    values["retention_months"] = draw(st.integers(1, 10_000))
    values["examples"] = draw(
        st.lists(st.sampled_from([*FIELDS][:-1]), unique=True).map(
            lambda names: [one for one in FIELDS if one in names and one != "examples"]
        )
    )
    return values


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(countries())
def test_no_writing_loses_or_changes_anything(values: Values) -> None:
    found = taken(values)

    from_file = taken(tomllib.loads(toml(content(found))))
    from_sheet = taken(values_of(workbook(content(found)), "sheet.xlsx"))

    assert from_file == found
    assert from_sheet == found


# The spreadsheet


def edited(change: Callable[[openpyxl.Workbook], None]) -> bytes:
    """Open a country's spreadsheet as a person does, change it and save it."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(nigeria())))
    change(book)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def test_a_sheet_saved_by_another_program_reads_the_same() -> None:
    assert taken(values_of(edited(lambda book: None), "x.xlsx")) == profile("NGA", None)


def test_texts_are_never_formulas() -> None:
    values = nigeria()
    values["purpose"]["en"] = '=HYPERLINK("http://x.example")'

    book = openpyxl.load_workbook(io.BytesIO(workbook(values)))

    kinds = {cell.data_type for page in book for row in page for cell in row}
    assert "f" not in kinds


def test_what_may_be_chosen_is_offered() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(nigeria())))

    rules = {
        str(one.sqref)[0]: (one.type, one.formula1)
        for one in book["standards"].data_validations.dataValidation
    }

    assert rules["A"] == ("list", '"urban,semi_urban,rural"')
    assert rules["C"][0] == "date"


def test_every_field_and_column_is_explained_in_the_sheet() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(nigeria())))
    said = {str(c.value) for page in book for row in page for c in row if c.value}

    for field in FIELDS.values():
        assert field.name == "examples" or any(field.about in one for one in said)
        assert all(column.about in said for column in field.columns)


def test_a_number_typed_as_a_number_is_a_phone_number_all_the_same() -> None:
    def typed(book: openpyxl.Workbook) -> None:
        book["duty_numbers"]["A3"] = 800123

    found = taken(values_of(edited(typed), "x.xlsx"))

    assert found.duty_numbers[0].number == "800123"


def wrong(sheet: str, cell: str, value: Any) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        book[sheet][cell] = value

    return change


def removed(sheet: str) -> Callable[[openpyxl.Workbook], None]:
    def change(book: openpyxl.Workbook) -> None:
        del book[sheet]

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (wrong("Texts", "B3", "=1+1"), "Texts, row 3, en (B3): is a formula"),
        (wrong("duty_numbers", "B3", "soon"), "(B3): 'soon' is no date"),
        (wrong("Numbers", "C3", "many"), "(C3): 'many' is no whole number"),
        (wrong("Numbers", "C3", 1.5), "(C3): '1.5' is no whole number"),
        (wrong("Settings", "A3", "county"), "Settings, row 3: there is no field 'coun"),
        (wrong("areas", "A4", "edo"), "areas, row 4: 'edo' stands there twice"),
        (wrong("leave", "B1", "from"), "leave: nothing is known of a column 'from'"),
        (wrong("Texts", "B1", "English"), "Texts: nothing is known of a column 'Eng"),
        (wrong("Texts", "C1", "en"), "Texts: there are two columns 'en'"),
        (wrong("Settings", "B3", value=True), "(B3): is true or false"),
        (removed("steps"), "there is no sheet 'steps'"),
    ],
)
def test_what_cannot_be_taken_over_is_told_by_cell(
    change: Callable[[openpyxl.Workbook], None], told: str
) -> None:
    with pytest.raises(ProfileError) as refused:
        values_of(edited(change), "office.xlsx")

    assert "office.xlsx cannot be taken over" in str(refused.value)
    assert told in str(refused.value)


def test_an_inconsistent_sheet_is_told_as_a_file_is() -> None:
    values = values_of(edited(wrong("standards", "B3", "water, moat")), "x.xlsx")

    with pytest.raises(ProfileError, match="'moat' is not among the amenities"):
        taken(values)


@pytest.mark.parametrize("file", [b"", b"country,NGA\n", b"PK\x03\x04 no book"])
def test_a_file_that_is_no_spreadsheet_is_told(file: bytes) -> None:
    with pytest.raises(ProfileError, match="cannot be read as a spreadsheet"):
        values_of(file, "x.xlsx")


def test_a_profile_that_is_no_toml_is_told(tmp_path: Path) -> None:
    (tmp_path / "countries").mkdir()
    (tmp_path / "countries/NGA.toml").write_text("country = ", encoding="utf-8")

    with pytest.raises(ProfileError, match=r"NGA\.toml cannot be read"):
        profile("NGA", tmp_path)
