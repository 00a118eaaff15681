"""Files that no server writes: told in one line, and nothing counted twice."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_form import consenting, small_form

import remon
from scorers.reading.normalise import normalise
from scorers.reading.submission import Submission
from scorers.scoring.agreement import MadeWith
from scorers.scoring.files import FileError, read_file, scored

HERE = MadeWith("", "", "")


def row(number: int, identity: str, **columns: Any) -> dict[str, Any]:
    form = small_form()
    answers = {form.entry(name).path: value for name, value in consenting().items()}
    fixed = {"_id": number, "meta/rootUuid": f"uuid:{identity}"}
    return {**answers, **fixed, "_submission_time": "2026-01-08T10:00:00", **columns}


@pytest.mark.parametrize("text", ["[" * 200_000, f'[{{"_id": {"9" * 5000}}}]'])
def test_endless_files_are_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rows.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileError, match=r"rows\.json"):
        read_file(path)


def test_a_mark_before_the_text_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    path.write_text("[]", encoding="utf-8-sig")
    assert read_file(path) == []


@pytest.mark.parametrize(
    "columns",
    [
        {"_submission_time": "0001-01-01T00:00:00+14:00"},
        {"_submission_time": "9999-12-31T23:59:59-14:00"},
        {"_id": 10**30},
    ],
)
def test_times_and_numbers_beyond_reason_are_unknown(columns: dict[str, Any]) -> None:
    found = normalise(small_form(), row(1, "a", **columns))
    assert isinstance(found, Submission)
    assert None in {found.submitted_at, found.server_id}


def test_a_repeated_row_counts_once_and_the_newest_wins() -> None:
    rows = [row(2, "a"), row(1, "a", __version__="old"), row(3, "b"), row(3, "b")]
    found = scored(small_form(), rows, "toolkit", HERE)
    assert found.table["submission"].to_list() == ["a", "b"]
    assert found.table["form_version"].to_list() == ["", ""]
    assert [one.row for one in found.set_aside] == ["a"]


def test_rows_set_aside_are_a_problem_found(
    remon_says: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    (tmp_path / "rows.json").write_text(json.dumps([{"x": 1}]), encoding="utf-8")
    code, said = remon_says("score", "--submissions", "rows.json", "--country", "NGA")
    assert (code, "row 1 is set aside" in said) == (remon.FOUND_PROBLEMS, True)


def test_a_score_file_is_for_its_owner_only(
    remon_says: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    (tmp_path / "rows.json").write_text("[]", encoding="utf-8")
    words = ["score", "--submissions", "rows.json", "--country", "NGA"]
    code, _ = remon_says(*words, "--format", "csv", "--out", "scores.csv")
    mode = stat.S_IMODE((tmp_path / "scores.csv").stat().st_mode)
    assert (code, mode) == (0, 0o600)


def test_a_file_that_cannot_be_written_is_told_without_a_traceback(
    remon_says: Callable[..., tuple[int, str]], tmp_path: Path
) -> None:
    (tmp_path / "rows.json").write_text("[]", encoding="utf-8")
    words = ["score", "--submissions", "rows.json", "--country", "NGA"]
    code, said = remon_says(*words, "--format", "csv", "--out", "no/scores.csv")
    assert (code, "scores.csv: No such file" in said) == (remon.FOUND_PROBLEMS, True)
