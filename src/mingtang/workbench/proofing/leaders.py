"""Names of leaders with their posts and in their order (领导姓名、职务、排序)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mingtang.workbench.proofing.remarks import Remark, remark

_POSTS = (
    "副市长|市长|副县长|县长|副区长|区长|副主任|主任|副主席|主席|副书记|书记|秘书长|副秘书长|"
    "副局长|局长|副部长|部长|常委"
)
_MOST = 400  # names


@dataclass(frozen=True, slots=True)
class ListedLeader:
    """A leader as the register has them: name and posts; the order is that of the list."""

    name: str
    posts: tuple[str, ...] = field(default=())


def leader_remarks(text: str, leaders: Sequence[ListedLeader]) -> Iterator[Remark]:
    """Yield names that stand behind a post they do not hold, and lists of names in another order.

    Only names of the register are looked at; of two people with one name nothing is said.
    """
    known = _unique(leaders)
    if not known:
        return
    names = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    for match in re.finditer(rf"(?P<post>{_POSTS})(?P<name>{names})", text):
        posts = known[match["name"]][1].posts
        if posts and not _holds(match["post"], posts):
            hint = f"名册上{match['name']}的职务是{'、'.join(posts)}。"
            yield remark("leader_post", text, *match.span(), hint=hint)
    for match in re.finditer(rf"(?:{names})(?:[、和](?:{names}))+", text):
        found = re.findall(names, match[0])
        right = sorted(found, key=lambda name: known[name][0])
        if found != right:
            hint = f"名册上的顺序是{'、'.join(right)}。"
            yield remark("leader_order", text, *match.span(), hint=hint)


def _unique(leaders: Sequence[ListedLeader]) -> dict[str, tuple[int, ListedLeader]]:
    known: dict[str, tuple[int, ListedLeader]] = {}
    doubled = set()
    for place, one in enumerate(leaders[:_MOST]):
        if one.name in known:
            doubled.add(one.name)
        elif len(one.name) > 1:
            known[one.name] = (place, one)
    return {name: found for name, found in known.items() if name not in doubled}


def _holds(post: str, posts: Sequence[str]) -> bool:
    """Tell whether a post is among those held: 副市长 is not 市长."""
    for held in posts:
        place = held.find(post)
        while place >= 0:
            if not (place and held[place - 1] == "副"):
                return True
            place = held.find(post, place + 1)
    return False
