"""Making a workspace, printing codes, building and checking forms."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import openpyxl
from people import Run

from builder.one_case import has_check_digits


def test_init_makes_a_workspace_once(run: Run, tmp_path: Path) -> None:
    first = run("init", "office", "--country", "NGA")
    again = run("init", "office")

    assert first.returncode == 0
    assert (tmp_path / "office/countries/NGA.toml").is_file()
    assert again.returncode == 1
    assert "is a workspace already" in again.stderr


def test_codes_are_valid_and_never_printed_twice(run: Run, tmp_path: Path) -> None:
    run("init")
    printed = [run("codes", "40").stdout for _ in range(3)]

    codes = [
        line.replace(" ", "") for text in printed for line in text.split("\n") if line
    ]
    assert len(codes) == len(set(codes)) == 120
    assert all(has_check_digits(code) for code in codes)
    kept = list((tmp_path / "codes").glob("*.txt"))
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}


def test_codes_need_a_workspace(run: Run) -> None:
    ran = run("codes")

    assert ran.returncode == 1
    assert "remon init" in ran.stderr


def test_building_twice_gives_the_same_bytes(run: Run, tmp_path: Path) -> None:
    words = ("build", "--country", "NGA", "--tool", "survey", "--out")
    assert run(*words, "one").returncode == 0
    assert run(*words, "two").returncode == 0

    for name in ("survey.xlsx", "survey.xml"):
        first, second = (tmp_path / one / "NGA" / name for one in ("one", "two"))
        assert first.read_bytes() == second.read_bytes()


def test_the_workbook_says_what_phones_need(run: Run, tmp_path: Path) -> None:
    run("build", "--country", "NGA", "--tool", "survey")
    book = openpyxl.load_workbook(tmp_path / "build/NGA/survey.xlsx")
    names, values = (
        [cell.value for cell in row] for row in book["settings"].iter_rows()
    )
    settings = dict(zip(names, values, strict=True))
    columns = [cell.value for cell in next(book["survey"].iter_rows())]

    assert settings["default_language"] == "English (en)"
    assert settings["auto_send"] == settings["auto_delete"] == "true"
    assert settings["version"]
    translated = {"label", "hint", "guidance_hint", "constraint_message"}
    assert translated == {c.split("::")[0] for c in columns if "::" in c}
    assert not translated & set(columns)


def test_the_shipped_forms_have_no_findings(run: Run) -> None:
    ran = run("check", "--country", "NGA", "--format", "json")

    assert ran.returncode == 0
    assert json.loads(ran.stdout) == []
    assert "no workspace here: these are the example profiles" in ran.stderr


def test_a_check_counts_forms_and_findings(run: Run, tmp_path: Path) -> None:
    words = ("check", "--country", "NGA", "--tool", "urgent")
    run("init", "--country", "NGA")
    sound = run(*words)
    (tmp_path / "media/nga").mkdir(parents=True)
    wrong = run(*words)

    assert (sound.returncode, wrong.returncode) == (0, 1)
    assert sound.stderr.endswith("1 form is sound, 0 findings.\n")
    assert wrong.stderr.endswith("1 form, 1 finding.\n")
    assert "error [recording-place] media/nga is no folder of a country" in wrong.stdout
    assert "no workspace here" not in wrong.stderr


def test_the_code_book_goes_to_a_file(run: Run, tmp_path: Path) -> None:
    words = ("codebook", "--country", "NGA", "--tool", "survey", "--format")
    on_screen = run(*words, "json")
    run(*words, "json", "--out", "book.json")
    as_table = run(*words, "csv")

    assert json.loads(on_screen.stdout) == json.loads(
        (tmp_path / "book.json").read_text(encoding="utf-8")
    )
    assert as_table.stdout.startswith("item,name,path,form,type,label")


def test_an_unknown_country_is_told(run: Run) -> None:
    ran = run("build", "--country", "ATL")

    assert ran.returncode == 1
    assert "there is no profile for 'ATL'" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_wrong_use_is_exit_code_two(run: Run) -> None:
    assert run("build", "--contry", "NGA").returncode == 2
    assert run("codebook", "--country", "NGA").returncode == 2


def test_a_broken_profile_is_told_field_by_field(run: Run, tmp_path: Path) -> None:
    run("init", "--country", "NGA")
    path = tmp_path / "countries/NGA.toml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("survey = 60", 'survey = "an hour"')
    text = text.replace("[[duty_numbers]]", "[[duty_phones]]")
    path.write_text(text, encoding="utf-8")

    ran = run("check", "--country", "NGA")

    assert ran.returncode == 1
    assert "NGA.toml is not complete or not consistent" in ran.stderr
    assert "minutes.survey: " in ran.stderr
    assert "duty_phones: " in ran.stderr
    assert "duty_numbers: " in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_profile_that_contradicts_itself_is_told(run: Run, tmp_path: Path) -> None:
    run("init", "--country", "NGA")
    path = tmp_path / "countries/NGA.toml"
    text = path.read_text(encoding="utf-8")
    text = text.replace('need = "health"', 'need = "wealth"')
    text = text.replace('"sturdy", "toilet"]', '"sturdy", "moat"]')
    path.write_text(text, encoding="utf-8")

    ran = run("build", "--country", "NGA")

    assert ran.returncode == 1
    assert "focal_points: nobody for health" in ran.stderr
    assert "standards: 'moat' is not among the amenities" in ran.stderr


def test_a_file_that_is_no_toml_is_told(run: Run, tmp_path: Path) -> None:
    run("init", "--country", "NGA")
    (tmp_path / "countries/NGA.toml").write_text("country = ", encoding="utf-8")

    ran = run("check", "--country", "NGA")

    assert ran.returncode == 1
    assert "NGA.toml cannot be read" in ran.stderr


def test_a_fifth_country_needs_no_code(run: Run, tmp_path: Path) -> None:
    run("init", "--country", "NGA")
    nga = (tmp_path / "countries/NGA.toml").read_text(encoding="utf-8")
    (tmp_path / "countries/GHA.toml").write_text(
        nga.replace('"NGA"', '"GHA"').replace('"NGN"', '"GHS"'), encoding="utf-8"
    )

    ran = run("build", "--country", "GHA", "--tool", "urgent")

    assert ran.returncode == 0
    assert (tmp_path / "build/GHA/urgent.xlsx").is_file()


def test_doctor_lists_what_is_to_do(run: Run) -> None:
    outside = run("doctor")
    run("init", "--country", "NGA")
    inside = run("doctor")

    assert outside.returncode == inside.returncode == 1
    assert "remon init" in outside.stdout
    for todo in ("profile NGA", "form server", "mail server"):
        assert f"TODO {todo}" in inside.stdout
    assert "REMON_TOKEN" in inside.stdout
    assert "late after 30 minutes, the form server after 6 hours" in inside.stdout
