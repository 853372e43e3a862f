"""The table of posts and rights, for people and for the docs."""

from pathlib import Path

from mingtang.institution.organization.enums import Post, Scope
from mingtang.institution.organization.rights import PostRights, rights_table

MARKS = ("<!-- rights -->\n", "<!-- end of rights -->\n")
SIGNS = {Scope.UNIT: "U", Scope.SUBTREE: "S", Scope.SITE: "W", Scope.HOSTED: "H", Scope.ALL: "A"}
HELD_IN = {"unit": "单位", "site": "单位和一个网站", "either": "单位，可指定网站"}


def posts_table() -> str:
    """Return the table of posts: where each is held, what it excludes, whether it may be lent."""
    lines = ["| 岗位 | Post | 任职于 | 可代行 | 动态口令 | 不得兼任 |", "| --- " * 6 + "|"]
    for post in Post:
        entry = rights_table().posts[post]
        excludes = "、".join(other.label for other in Post if other in entry.excludes)
        facts = (
            post.label,
            f"`{post.value}`",
            HELD_IN[entry.held_in],
            "是" if entry.delegable else "否",
            "须用" if entry.second_factor else "",
            excludes,
        )
        lines.append(_row(facts))
    return "\n".join(lines) + "\n"


def matrix() -> str:
    """Return the table of rights by posts; a cell holds the signs of the scopes."""
    table = rights_table()
    lines = [
        _row(("权限", "Right", *(post.label for post in Post))),
        "| --- " * (len(Post) + 2) + "|",
    ]
    for right, label in table.rights.items():
        cells = (signs(table.posts[post], right) for post in Post)
        lines.append(_row((label, f"`{right}`", *cells)))
    return "\n".join(lines) + "\n"


def signs(entry: PostRights, right: str) -> str:
    """Return the signs of the scopes in which a post has a right."""
    scopes = entry.scopes_of(right)
    return " ".join(sign for scope, sign in SIGNS.items() if scope in scopes)


def as_rows() -> list[dict[str, str]]:
    """Return every pair of post, right and scope as plain values."""
    table = rights_table()
    return [
        {"post": post.value, "right": right, "scope": scope.value}
        for post in Post
        for right in table.rights
        for scope in Scope
        if scope in table.posts[post].scopes_of(right)
    ]


def written_into(page: str) -> str:
    """Return a page with both tables between its marks renewed.

    :raises ValueError: the page lacks the marks.
    """
    before, start, rest = page.partition(MARKS[0])
    _, end, after = rest.partition(MARKS[1])
    if not (start and end):
        raise ValueError(f"{MARKS[0].strip()} … {MARKS[1].strip()}")
    return f"{before}{start}\n{posts_table()}\n{matrix()}\n{end}{after}"


def write_tables(path: Path) -> None:
    """Renew the tables in a page."""
    path.write_text(written_into(path.read_text("utf-8")), "utf-8")


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"
