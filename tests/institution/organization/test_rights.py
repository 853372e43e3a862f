"""The table of rights: validated, and shown in the docs as it is."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from mingtang.institution.organization.enums import Post, Scope
from mingtang.institution.organization.rights import UnknownRight, parse_rights, rights_table
from mingtang.wiring.cli.rights import command
from mingtang.wiring.config.rights_page import as_rows, written_into

ROOT = Path(__file__).resolve().parents[3]
TOML = (ROOT / "src/mingtang/institution/organization/rights.toml").read_text("utf-8")


def test_every_post_has_its_entry() -> None:
    assert set(rights_table().posts) == set(Post)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"content.write", "submission.submit"]', '"content.wirte"]', "不认识的权限 content.wirte"),
        ("[posts.desk]", "[posts.desks]", "desks"),
        ("hosted = [", "hostile = [", "hostile"),
        ('excludes = ["auditor", "security', 'excludes = ["security', "一方没有写明互斥"),
        ('"events.read" = ', '"events.see" = "x"\n"events.read" = ', "没有任何岗位拥有"),
        ("delegable = true", "delegable = true\nlendable = true", "lendable"),
    ],
)
def test_a_faulty_table_is_refused_with_the_place(old: str, new: str, told: str) -> None:
    assert old in TOML
    with pytest.raises(ValidationError, match=re.escape(told)):
        parse_rights(TOML.replace(old, new, 1))


def test_a_missing_post_is_told() -> None:
    text = TOML[: TOML.index("[posts.contractor]")]
    with pytest.raises(ValidationError, match="缺少这个岗位"):
        parse_rights(text)


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
    assert all(right.endswith(".read") for right in manages)


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
