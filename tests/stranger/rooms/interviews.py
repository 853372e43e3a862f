"""A plan of unit A with an entry, and an interview of its site with a turn and a reader's question."""

from typing import Any

from mingtang.service.interviews.models import (
    Interview,
    InterviewPlan,
    InterviewPlanItem,
    InterviewTurn,
    ReaderQuestion,
)
from tests.stranger.fillers import fill
from tests.stranger.world import World

_made: dict[int, dict[str, Any]] = {}


def _rows(world: World) -> dict[str, Any]:
    """Return the rows of a world, made once."""
    if id(world) not in _made:
        _made.clear()
        _made[id(world)] = _new(world)
    return _made[id(world)]


def _new(world: World) -> dict[str, Any]:
    site, at = world.cast.edu_site, world.at
    plan = InterviewPlan.objects.create(
        unit=world.cast.edu, year=2026, written_by=world.owner, begun_at=at
    )
    item = InterviewPlanItem.objects.create(
        plan=plan, month=3, topic=world.token("topic of a plan"), guests="局长"
    )
    interview = Interview.objects.create(
        site=site, title=world.token("title of an interview"), intro="简介", how="提问",
        starts_at=at, state="live", written_by=world.owner,
    )  # fmt: skip
    turn = InterviewTurn.objects.create(
        interview=interview, speaker="host", text=world.token("turn of an interview"), said_at=at
    )
    question = ReaderQuestion.objects.create(
        interview=interview, text=world.token("question of a reader"), received_at=at, receipt="w"
    )
    made = {
        "plan": plan, "item": item, "interview": interview, "turn": turn, "question": question,
    }  # fmt: skip
    return {name: world.own(row) for name, row in made.items()}


fill("interviews:", pk=lambda world: _rows(world)["interview"].pk)
for one in ("plan", "item-new", "plan-send", "plan-withdraw", "change-add"):
    fill(f"interviews:{one}", pk=lambda world: _rows(world)["plan"].pk)
for one in ("item-edit", "item-remove", "change-item", "change-drop"):
    fill(f"interviews:{one}", pk=lambda world: _rows(world)["item"].pk)
for one in ("choose", "reject", "ask"):
    fill(f"interviews:{one}", pk=lambda world: _rows(world)["question"].pk)
fill("interviews:turn", pk=lambda world: _rows(world)["turn"].pk)
