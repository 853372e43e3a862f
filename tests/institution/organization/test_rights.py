"""The table of rights: validated, and shown in the docs as it is."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from mingtang.institution.organization.enums import Post, Scope
from mingtang.institution.organization.rights import (
    BadRights,
    UnknownRight,
    fragments,
    gather,
    rights_table,
)
from mingtang.wiring.cli.rights import command
from mingtang.wiring.config.rights_page import as_rows, written_into

ROOT = Path(__file__).resolve().parents[3]
DESK = "institution/organization/rights.toml"
REVIEW = "editorial/review/rights.toml"
SITES = "editorial/sites/rights.toml"


def test_every_post_has_its_entry() -> None:
    assert set(rights_table().posts) == set(Post)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        (DESK, "[posts.desk]", "[posts.desks]", f"{DESK}: posts.desks: 不认识的岗位 desks"),
        (DESK, 'excludes = ["auditor", ', "excludes = [", "posts.auditor: platform_operator 一方"),
        (DESK, "delegable = true", "delegable = true\nlent = true", f"{DESK}: posts.info"),
        (SITES, "hosted = [", "hostile = [", f"{SITES}: rights.sites.read.hostile: "),
        (SITES, '"desk"', '"desks"', f"{SITES}: rights.sites.read.hosted.4: 不认识的岗位 desks"),
        (SITES, '"sites.manage"', '"review.gate"', f"{SITES}: review.gate: 已在 {REVIEW} 中定义"),
        (SITES, '"sites.manage"', '"site.manage"', f"{SITES}: site.manage: 权限名应以本模块"),
        (SITES, "[rights", "[posts.desk]\nheld_in = 'unit'\ndelegable = true\n[rights",
         f"{DESK}: posts.desk: 已在 {SITES} 中定义"),
        (SITES, "[rights", "[rights.'sites.see']\nlabel = 'x'\n[rights", "sites.see: 没有任何岗位拥有"),
        (SITES, "label =", "label", f"{SITES}: Expected '='"),
    ],
)  # fmt: skip
def test_a_faulty_fragment_is_refused_with_file_and_name(
    file: str, old: str, new: str, told: str
) -> None:
    texts = fragments()
    assert old in texts[file]
    texts[file] = texts[file].replace(old, new, 1)
    with pytest.raises(BadRights, match=re.escape(told)):
        gather(texts)


def test_a_missing_post_is_told() -> None:
    texts = fragments()
    texts[DESK] = texts[DESK].replace(texts[DESK][texts[DESK].index("[posts.contractor]") :], "")
    with pytest.raises(BadRights, match=r"posts\.contractor: 缺少这个岗位"):
        gather(texts)


def test_every_right_is_asked_for_somewhere() -> None:
    code = "".join(path.read_text("utf-8") for path in (ROOT / "src").rglob("*.py"))
    assert [right for right in rights_table().rights if f'"{right}"' not in code] == []


@pytest.mark.slow
def test_start_is_refused_while_a_fragment_is_faulty(tmp_path: Path) -> None:
    package = tmp_path / "mingtang"
    shutil.copytree(ROOT / "src/mingtang", package, ignore=shutil.ignore_patterns("__pycache__"))
    faulty = package / SITES
    faulty.write_text(faulty.read_text("utf-8").replace('"desk"', '"desks"', 1), "utf-8")
    started = subprocess.run(
        [sys.executable, "-m", "mingtang", "manage", "check"],
        env={**os.environ, "PYTHONPATH": str(tmp_path), "MINGTANG_HOME": str(tmp_path / "home")},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert started.returncode != 0
    assert f"{SITES}: rights.sites.read.hosted.4: 不认识的岗位 desks" in started.stderr


def test_posts_with_a_right() -> None:
    table = rights_table()
    assert table.posts_with("submission.approve") == {Post.LEADER_IN_CHARGE, Post.PRINCIPAL_LEADER}
    assert table.posts[Post.DESK].scopes_of("content.read") == {Scope.UNIT, Scope.HOSTED}
    with pytest.raises(UnknownRight):
        table.posts_with("submission.approved")


def test_la_19_contractors_never_release_nor_review() -> None:
    table = rights_table()
    forbidden = {right for right in table.rights if right.startswith(("publishing.", "review."))}
    forbidden |= {"submission.approve", "submission.sign", "submission.accept", "content.edit"}
    assert not [right for right in forbidden if table.posts[Post.CONTRACTOR].scopes_of(right)]


def test_who_runs_the_platform_neither_writes_nor_publishes_and_is_audited_by_another() -> None:
    table = rights_table()
    operator, auditor = table.posts[Post.PLATFORM_OPERATOR], table.posts[Post.AUDITOR]
    for right in ("content.write", "publishing.publish", "review.sign", "events.read"):
        assert not operator.scopes_of(right)
    assert Post.AUDITOR in operator.excludes
    manages = [right for right in table.rights if auditor.scopes_of(right)]
    assert all(right.partition(".")[2].startswith("read") for right in manages)


def test_the_page_in_the_docs_is_the_table() -> None:
    page = (ROOT / "docs/reference/rights.md").read_text("utf-8")
    assert written_into(page) == page, "run: mingtang rights --write docs/reference/rights.md"
    with pytest.raises(ValueError, match="rights"):
        written_into("no marks")


def test_the_command_lists_one_post_or_all(tmp_path: Path) -> None:
    run = CliRunner().invoke
    assert "  本单位：\n    查看稿件  content.read\n" in run(command, ["desk"]).output
    assert run(command, []).output.count("）  任职于") == len(Post)
    listed = json.loads(run(command, ["contractor", "--format", "json"]).output)
    assert listed == [row for row in as_rows() if row["post"] == "contractor"]
    assert {"post": "contractor", "right": "content.write", "scope": "unit"} in listed
    page = tmp_path / "page.md"
    page.write_text("<!-- rights -->\nold\n<!-- end of rights -->\n")
    assert run(command, ["--write", str(page)]).exit_code == 0
    assert "| 查看稿件 | `content.read` |" in page.read_text("utf-8")
