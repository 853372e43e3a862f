"""Static files: hashed names, imports rewritten, earlier versions kept for a while, never half a folder."""

import os
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mingtang.wiring.config.serving import static_files
from mingtang.wiring.config.serving.static_files import KEPT, collect

HASH = r"\.[0-9a-f]{12}"


@pytest.fixture
def sources(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A folder with two scripts, one of which imports the other, and a style sheet."""
    folder = tmp_path / "sources"
    (folder / "js" / "shared").mkdir(parents=True)
    (folder / "js" / "a.js").write_text("import { b } from './shared/b.js';\n" + "b();\n" * 200)
    (folder / "js" / "shared" / "b.js").write_text("export const b = () => 1;\n")
    (folder / "a.css").write_text("a { color: red }\n")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "c.css").write_text("c { color: red }\n")
    settings.STATICFILES_DIRS = [folder, ("below", tmp_path / "more")]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    static_files.finders.get_finder.cache_clear()
    yield folder
    static_files.finders.get_finder.cache_clear()


def _names(root: Path) -> list[str]:
    return sorted(one.relative_to(root).as_posix() for one in root.rglob("*") if one.is_file())


def _hashed(root: Path, stem: str, ending: str) -> list[str]:
    return [name for name in _names(root) if re.fullmatch(f"{stem}{HASH}\\{ending}", name)]


def test_names_carry_digests_and_imports_follow(
    sources: Path, tmp_path: Path, at: datetime
) -> None:
    root = tmp_path / "static"

    assert collect(root, at=at)
    assert not collect(root, at=at)  # nothing has changed

    (script,), (shared,) = _hashed(root, "js/a", ".js"), _hashed(root, "js/shared/b", ".js")
    assert f'from "./shared/{Path(shared).name}"' in (root / script).read_text()
    assert {f"{script}.gz", f"{script}.br", "js/a.js"} <= set(_names(root))
    assert len(_hashed(root, "below/c", ".css")) == 1
    for path in (root, root / "js", root / script, root / f"{script}.br"):
        assert path.stat().st_mode & 0o005, path  # a web server in front may read it
    assert not list(tmp_path.glob(".static-new"))


def test_change_of_an_imported_script_changes_the_name_of_who_imports_it(
    sources: Path, tmp_path: Path, at: datetime
) -> None:
    root = tmp_path / "static"
    collect(root, at=at)
    before = _hashed(root, "js/a", ".js") + _hashed(root, "js/shared/b", ".js")
    style = _hashed(root, "a", ".css")
    kept = {name: (root / name).stat().st_ino for name in (*before, *style)}
    (sources / "js" / "shared" / "b.js").write_text("export const b = () => 2;\n")

    assert collect(root, at=at + timedelta(days=1))

    assert len(_hashed(root, "js/a", ".js")) == len(_hashed(root, "js/shared/b", ".js")) == 2
    assert _hashed(root, "a", ".css") == style
    # What is there is never written again: a page that is open may be reading it.
    assert {name: (root / name).stat().st_ino for name in kept} == kept


def test_earlier_version_stays_for_open_pages_and_then_goes(
    sources: Path, tmp_path: Path, at: datetime
) -> None:
    root = tmp_path / "static"
    collect(root, at=at)
    old = _hashed(root, "js/a", ".js")[0]
    (sources / "js" / "a.js").write_text("const changed = 1;\n")
    (sources / "a.css").unlink()
    upgraded = at + timedelta(days=100)  # when it was replaced counts, not when it was made

    collect(root, at=upgraded)
    assert {old, f"{old}.gz"} <= set(_names(root))
    assert "a.css" not in _names(root)
    os.utime(sources / "js" / "a.js", (1, 1))
    collect(root, at=upgraded + KEPT)
    assert old in _names(root)
    os.utime(sources / "js" / "a.js", (2, 2))
    collect(root, at=upgraded + KEPT + timedelta(seconds=1))

    assert not [name for name in _names(root) if name.startswith(old)]
    assert len(_hashed(root, "js/a", ".js")) == 1


def test_import_of_a_missing_script_stops_the_upgrade_and_leaves_what_was(
    sources: Path, tmp_path: Path, at: datetime
) -> None:
    root = tmp_path / "static"
    collect(root, at=at)
    before = _names(root)
    (sources / "js" / "a.js").write_text("import { c } from './shared/c.js';\n")

    with pytest.raises(ValueError, match=r"c\.js"):
        collect(root, at=at)

    assert _names(root) == before


@pytest.mark.django_db
def test_office_sends_hashed_files_for_ever_and_others_for_a_minute() -> None:
    client = Client()
    page = client.get("/sign-in/").content.decode()
    (style,) = re.findall(rf'href="(/static/sign_in/sign_in{HASH}\.css)"', page)

    answer = client.get(style, headers={"accept-encoding": "br"})
    assert answer["Cache-Control"] == "max-age=315360000, public, immutable"
    assert answer["Content-Encoding"] == "br"
    plain = client.get("/static/sign_in/sign_in.css")
    assert plain["Cache-Control"] == "max-age=60, public"
    unknown = client.get("/static/sign_in/sign_in.0123456789ab.css", follow=True)
    assert unknown.status_code == 404
    answer.close()
    plain.close()


@pytest.mark.django_db
def test_every_script_of_the_office_imports_by_hashed_names(settings: Any) -> None:
    Client().get("/sign-in/")
    root = Path(settings.STATIC_ROOT)
    scripts = [path for path in root.rglob("*.js") if re.search(f"{HASH}.js$", path.name)]
    ours = [path for path in scripts if {"desk", "publishing"} & set(path.relative_to(root).parts)]
    imported = [one for path in ours for one in re.findall(r'from "([^"]+)"', path.read_text())]

    assert len(imported) >= 5
    assert [one for one in imported if not re.search(f"{HASH}.js$", one)] == []
