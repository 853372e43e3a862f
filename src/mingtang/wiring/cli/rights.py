"""`mingtang rights`: which post may do what, without database and without Django."""

import json
from pathlib import Path

import click

from mingtang.institution.organization.enums import Post
from mingtang.institution.organization.rights import rights_table
from mingtang.wiring.config import rights_page


@click.command("rights", context_settings={"help_option_names": ["-h", "--help"]})
@click.argument(
    "post", required=False, metavar="[岗位]", type=click.Choice([one.value for one in Post])
)
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="文字或 JSON。"
)
@click.option(
    "--write",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="更新这个文档页里的表格。",
)
def command(post: str | None, form: str, write: Path | None) -> None:
    """列出每个岗位的权限和范围；写明岗位代码（如 desk）的，只列这一个。"""
    if write:
        rights_page.write_tables(write)
        return
    rows = [row for row in rights_page.as_rows() if post in {None, row["post"]}]
    if form == "json":
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for one in [Post(post)] if post else list(Post):
        click.echo("\n".join(_in_words(one)) + "\n")


def _in_words(post: Post) -> list[str]:
    entry = rights_table().posts[post]
    lines = [f"{post.label}（{post.value}）  任职于{rights_page.HELD_IN[entry.held_in]}"]
    for scope, rights in entry.rights.items():
        lines.append(f"  {scope.label}：")
        lines += [f"    {rights_table().label(right)}  {right}" for right in rights]
    return lines
