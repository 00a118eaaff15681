"""Making a country's profile and editing it as a spreadsheet."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from people import Run

from instrument_specs.country_file import toml


def replaced(path: Path) -> None:
    """Do only what the new file asks for: own values where it says INVENTED."""
    values = tomllib.loads(path.read_text(encoding="utf-8"))
    today = date.today()  # noqa: DTZ011 - the day the command goes by
    values["emergency_support_checked"] = values["reporting_checked"] = today
    values["duty_numbers"] = [{"number": "0302 000 000", "checked": today}]
    values["interview_languages"] = ["en"]
    values["organization"] = {"en": "Homecoming Ghana"}
    values["examples"] = []
    path.write_text(toml(values), encoding="utf-8")


@pytest.fixture
def ghana(run: Run, tmp_path: Path) -> Path:
    (tmp_path / "remon.toml").write_text("", encoding="utf-8")
    ran = run("country", "new", "GHA")
    assert ran.returncode == 0, ran.stderr
    return tmp_path / "countries/GHA.toml"


def test_a_new_country_builds_for_release_once_filled_in(
    run: Run, tmp_path: Path, ghana: Path
) -> None:
    words = ("build", "--country", "GHA", "--tool", "urgent")
    draft = run(*words, "--out", "draft")
    refused = run(*words, "--release")
    replaced(ghana)
    released = run(*words, "--release")

    assert draft.returncode == 0
    assert refused.returncode == 1
    assert "GHA: these are still invented examples: " in refused.stdout
    assert "organization" in refused.stdout
    assert released.returncode == 0, released.stdout
    titles = [
        openpyxl.load_workbook(tmp_path / folder / "GHA/urgent.xlsx")["settings"]["A2"]
        for folder in ("draft", "build")
    ]
    assert [one.value for one in titles] == ["Form U GHA draft", "Form U GHA"]


def test_the_new_file_explains_each_field(ghana: Path) -> None:
    text = ghana.read_text(encoding="utf-8")
    values = tomllib.loads(text)

    assert text.count("# INVENTED: ") == len(values["examples"])
    assert "# Three capital letters" in text
    assert "# [[leave]]" in text


def test_a_profile_is_never_written_over(run: Run, ghana: Path) -> None:
    before = ghana.read_bytes()

    again = run("country", "new", "GHA")
    shipped = run("country", "new", "NGA")

    assert again.returncode == shipped.returncode == 1
    assert "remon country edit GHA" in again.stderr
    assert ghana.read_bytes() == before


def test_no_country_and_no_workspace_are_told(run: Run, tmp_path: Path) -> None:
    outside = run("country", "new", "GHA")
    run("init")
    none = run("country", "new", "ATL")

    assert outside.returncode == none.returncode == 1
    assert "remon init" in outside.stderr
    assert "there is no country 'ATL'" in none.stderr
    assert not list((tmp_path / "countries").iterdir())


def test_a_profile_is_edited_as_a_spreadsheet(
    run: Run, tmp_path: Path, ghana: Path
) -> None:
    before = ghana.read_text(encoding="utf-8")
    exported = run("country", "edit", "GHA")
    book = openpyxl.load_workbook(tmp_path / "GHA.xlsx")
    book["Texts"]["B3"] = "Homecoming Ghana"
    rows = {row[0].value: row[1] for row in book["Examples"].iter_rows(min_row=3)}
    rows["organization"].value = "no"
    book.save(tmp_path / "GHA.xlsx")

    taken = run("country", "edit", "GHA", "--from", "GHA.xlsx")

    assert exported.stdout.strip() == "GHA.xlsx"
    assert taken.returncode == 0, taken.stderr
    values = tomllib.loads(ghana.read_text(encoding="utf-8"))
    assert values["organization"] == {"en": "Homecoming Ghana"}
    assert "organization" not in values["examples"]
    assert ghana.with_suffix(".toml.old").read_text(encoding="utf-8") == before


def test_a_spreadsheet_with_a_fault_changes_nothing(
    run: Run, tmp_path: Path, ghana: Path
) -> None:
    before = ghana.read_bytes()
    run("country", "edit", "GHA")
    book = openpyxl.load_workbook(tmp_path / "GHA.xlsx")
    book["standards"]["B3"] = "water, moat"
    book["focal_points"]["C3"] = "at home"
    book.save(tmp_path / "GHA.xlsx")

    ran = run("country", "edit", "GHA", "--from", "GHA.xlsx")

    assert ran.returncode == 1
    assert "GHA.xlsx is not complete or not consistent" in ran.stderr
    assert "'moat' is not among the amenities" in ran.stderr
    assert "is no e-mail address" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert ghana.read_bytes() == before


def test_another_country_s_spreadsheet_is_refused(run: Run, ghana: Path) -> None:
    run("country", "edit", "NGA")

    ran = run("country", "edit", "GHA", "--from", "NGA.xlsx")

    assert ran.returncode == 1
    assert "'NGA' in the profile of GHA" in ran.stderr


def test_an_edited_spreadsheet_is_never_written_over(
    run: Run, tmp_path: Path, ghana: Path
) -> None:
    (tmp_path / "GHA.xlsx").write_bytes(b"work of hours")

    ran = run("country", "edit", "GHA")

    assert ran.returncode == 1
    assert "--out" in ran.stderr
    assert (tmp_path / "GHA.xlsx").read_bytes() == b"work of hours"


def test_doctor_names_what_a_country_lacks(run: Run, ghana: Path) -> None:
    replaced(ghana)
    values = tomllib.loads(ghana.read_text(encoding="utf-8"))
    today = date.today()  # noqa: DTZ011 - the day the command goes by
    old = {"number": "0303", "checked": date(2020, 1, 1), "area": "capital"}
    values["duty_numbers"].append(old)
    values["interview_languages"] = ["en", "ak"]
    values["leave"] = [
        {"email": point[name], "first": today, "last": today}
        for point in values["focal_points"][:1]
        for name in ("email", "deputy_email")
    ]
    ghana.write_text(toml(values), encoding="utf-8")

    told = run("doctor").stdout

    assert "invented" not in told
    assert "duty number of capital 0303" in told
    assert "0302 000 000" not in told
    assert "interviewed in 'ak'" in told
    assert "nobody sees to protection" in told


def test_a_language_without_catalogue_is_told(run: Run, ghana: Path) -> None:
    replaced(ghana)
    values = tomllib.loads(ghana.read_text(encoding="utf-8"))
    values["languages"] = ["en", "ha"]
    for name, value in values.items():
        if isinstance(value, dict) and name not in {"hours", "minutes"}:
            for texts in [value] if "en" in value else value.values():
                texts["ha"] = "Hausa"
    ghana.write_text(toml(values), encoding="utf-8")

    ran = run("build", "--country", "GHA", "--release")

    assert ran.returncode == 1
    assert "there is no catalogue urgent.ha.po" in ran.stdout
