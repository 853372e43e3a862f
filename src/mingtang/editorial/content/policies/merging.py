"""Two texts made from one: what differs, and the text that someone's choices make. Pure: no Django."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from mingtang.ground.foundation.labels import LabelledEnum

Block = Mapping[str, Any]
Choices = Mapping[str, "Side"]
BODY = "body"
JOINED_BY = "／"


class Side(LabelledEnum):
    """Which of two texts is taken."""

    MINE = "mine", "采用我的"
    THEIRS = "theirs", "采用对方的"
    BOTH = "both", "两者都保留"


@dataclass(frozen=True)
class Difference:
    """One field in which both texts differ; `proposed` loses nothing that one of them changed."""

    key: str
    name: str
    mine: Any
    theirs: Any
    proposed: Side
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Stretch:
    """Blocks of the body that stand at one place: the same in both, or two versions."""

    mine: tuple[Block, ...]
    theirs: tuple[Block, ...]
    difference: Difference | None = None


def differences(
    base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> list[Difference]:
    """Return the fields in which both differ, the stretches of the body among them.

    All three are fields as a revision stores them. Where one side left the base as it was, the
    other's change is proposed.
    """
    found = [
        _difference(name, name, base.get(name), mine.get(name), theirs.get(name))
        for name in theirs
        if name != BODY and mine.get(name) != theirs.get(name)
    ]
    body = stretches(base.get(BODY, []), mine.get(BODY, []), theirs.get(BODY, []))
    return [*found, *(one.difference for one in body if one.difference is not None)]


def merged(
    base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any], choices: Choices
) -> dict[str, Any]:
    """Return the text that the choices make; a difference without one takes what is proposed."""
    result = dict(theirs)
    for one in differences(base, mine, theirs):
        if one.name != BODY:
            result[one.name] = _taken(one, choices.get(one.key, one.proposed))
    result[BODY] = [
        block
        for stretch in stretches(base.get(BODY, []), mine.get(BODY, []), theirs.get(BODY, []))
        for block in _blocks_taken(stretch, choices)
    ]
    return result


def stretches(
    base: Sequence[Block], mine: Sequence[Block], theirs: Sequence[Block]
) -> list[Stretch]:
    """Return the body cut at the places where both differ."""
    known = {_key(block) for block in base}
    ours, others = [_key(block) for block in mine], [_key(block) for block in theirs]
    found: list[Stretch] = []
    for tag, i, j, k, m in SequenceMatcher(None, ours, others, autojunk=False).get_opcodes():
        left, right = tuple(mine[i:j]), tuple(theirs[k:m])
        if tag == "equal":
            found.append(Stretch(left, right))
            continue
        proposed = _proposed(
            is_mine_old=bool(left) and known.issuperset(ours[i:j]),
            is_theirs_old=bool(right) and known.issuperset(others[k:m]),
        )
        sides = tuple(Side) if left and right else (Side.MINE, Side.THEIRS)
        if proposed not in sides:
            proposed = Side.MINE if left else Side.THEIRS
        key = f"{BODY}-{len(found)}"
        found.append(Stretch(left, right, Difference(key, BODY, left, right, proposed, sides)))
    return found


def _difference(key: str, name: str, base: Any, mine: Any, theirs: Any) -> Difference:
    can_join = all(isinstance(one, str) and one for one in (mine, theirs)) or isinstance(mine, list)
    sides = tuple(Side) if can_join else (Side.MINE, Side.THEIRS)
    proposed = _proposed(is_mine_old=mine == base, is_theirs_old=theirs == base)
    if proposed not in sides:
        proposed = Side.MINE
    return Difference(key, name, mine, theirs, proposed, sides)


def _proposed(*, is_mine_old: bool, is_theirs_old: bool) -> Side:
    if is_mine_old:
        return Side.THEIRS
    return Side.MINE if is_theirs_old else Side.BOTH


def _taken(one: Difference, side: Side) -> Any:
    if side is Side.MINE:
        return one.mine
    if side is Side.THEIRS or side not in one.sides:
        return one.theirs
    if isinstance(one.mine, list):
        return [*one.theirs, *(item for item in one.mine if item not in one.theirs)]
    return f"{one.theirs}{JOINED_BY}{one.mine}"


def _blocks_taken(stretch: Stretch, choices: Choices) -> tuple[Block, ...]:
    if stretch.difference is None:
        return stretch.theirs
    side = choices.get(stretch.difference.key, stretch.difference.proposed)
    if side is Side.BOTH:
        # Two blocks may not share an id; one without gets its own when it is saved.
        mine = ({k: v for k, v in block.items() if k != "id"} for block in stretch.mine)
        return (*stretch.theirs, *mine)
    return stretch.mine if side is Side.MINE else stretch.theirs


def _key(block: Block) -> str:
    """Return what tells a block from another: its words, not the id an editor gave it."""
    return json.dumps([block["type"], block["value"]], ensure_ascii=False, sort_keys=True)
