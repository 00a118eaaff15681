"""What is shipped: one wheel, without tests, that works from any folder."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
FOLDERS = {"builder", "instrument_specs", "translations", "deploy", "scorers"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder],
        cwd=PROJECT,
        check=True,
        capture_output=True,
    )
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_five_folders_and_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()

    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == {*FOLDERS, "remon.py"}
    for data in (
        "instrument_specs/countries/NGA.toml",
        "scorers/alerting/templates/letter.html",
        "scorers/alerting/templates/letter.txt",
        "builder/templates/form.html",
    ):
        assert data in names
    assert any(
        name.startswith("scorers/storing/migrations/versions/") for name in names
    )


def test_the_installed_command_checks_from_another_folder(
    wheel: Path, tmp_path: Path
) -> None:
    """Install into an empty environment that borrows this one's libraries."""
    place = tmp_path / "environment"
    venv.create(place, with_pip=True)
    scripts = place / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run(
        [scripts / "python", "-m", "pip", "install", "--no-deps", "--quiet", wheel],
        check=True,
        capture_output=True,
    )
    site = next(place.glob("**/site-packages"))
    borrowed = sysconfig.get_path("purelib")
    own = str(PROJECT)
    (site / "borrowed.pth").write_text(
        f"import sys; sys.path.append({borrowed!r})\n", encoding="utf-8"
    )

    ran = subprocess.run(
        [scripts / "remon", "check", "--country", "NGA", "--tool", "urgent"],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        text=True,
    )
    where = subprocess.run(
        [scripts / "python", "-c", "import builder; print(builder.__file__)"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        text=True,
    )

    assert ran.returncode == 0, ran.stderr
    assert "1 form is sound, 0 findings" in ran.stderr
    assert own not in where.stdout


def test_the_command_line_only_mounts() -> None:
    """It defines what runs the commands, and no command or decision of its own."""
    source = (PROJECT / "remon.py").read_text(encoding="utf-8")
    defined = [
        line for line in source.splitlines() if line.startswith(("def ", "class "))
    ]

    assert [line.split("(")[0] for line in defined] == ["def app", "def main"]
    assert "command()" not in source


def test_every_library_is_told_with_its_reason() -> None:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    project = settings["project"]
    groups = [
        project["dependencies"],
        *project["optional-dependencies"].values(),
        settings["dependency-groups"]["dev"],
    ]
    wanted = {re.split(r"[\[<>=]", one)[0] for group in groups for one in group}
    table = (PROJECT / "docs" / "libraries.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("|")]
    told = {word.strip() for row in rows for word in re.split(r",| \(", row)}

    assert wanted - told == set()
