"""The answer to a case of unit A as it is written, and a phrase of the unit."""

from typing import Any

from mingtang.service.responses.models import AnswerDraft, AnswerPhrase, PublishedAnswer, Redaction
from tests.stranger.fillers import fill
from tests.stranger.rooms.cases import case
from tests.stranger.world import World

_known: dict[int, dict[str, Any]] = {}


def _rows(world: World) -> dict[str, Any]:
    """Return the rows of a world, made once."""
    if id(world) not in _known:
        _known.clear()
        draft = AnswerDraft.objects.create(
            case=case(world), text=world.token("draft of an answer"), written_by=world.owner,
            written_at=world.at,
        )  # fmt: skip
        phrase = AnswerPhrase.objects.create(
            unit=world.cast.edu.code, title=world.token("name of a phrase")[:40],
            text=world.token("a phrase"), changed_by=world.owner, changed_at=world.at,
        )  # fmt: skip
        pair = Redaction.objects.create(
            case=case(world), title=world.token("redacted title"), question=world.token("question"),
            answer=world.token("redacted answer"), written_by=world.owner, written_at=world.at,
        )  # fmt: skip
        public = PublishedAnswer.objects.create(
            case=case(world), site=world.cast.edu_site, category="inquiry", category_label="咨询",
            unit="edu", unit_name="市教育局", title="校车", question="几点", answer="七点",
            received_at=world.at, answered_at=world.at, released_by=world.owner,
            released_at=world.at,
        )  # fmt: skip
        _known[id(world)] = {
            "draft": world.watch(draft),
            "phrase": world.watch(phrase),
            "pair": world.watch(pair),
            "public": world.watch(public),
        }
    return _known[id(world)]


fill("responses:", pk=lambda world: _rows(world)["draft"].case_id)
for name in ("phrase", "phrase-retire"):
    fill(f"responses:{name}", pk=lambda world: _rows(world)["phrase"].pk)
for name in ("published-answer", "take-down"):
    fill(f"responses:{name}", pk=lambda world: _rows(world)["public"].pk)
