"""A survey of unit A on its site with a question, a unit, an answer, its words and a mail address."""

from typing import Any

from mingtang.service.surveys.models import (
    Survey,
    SurveyAnswer,
    SurveyPick,
    SurveyQuestion,
    SurveySubject,
    SurveyVoter,
    SurveyWords,
)
from tests.factories.events import stated_reason
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
    words = ("title", "purpose", "sections", "picture_words", "phone", "early_reason", "result")
    row = Survey.objects.create(
        site=world.cast.edu_site, unit=world.cast.edu, kind="appraisal", days=30, once="free",
        showing="always", state="closed", opens_at=world.at, closes_at=world.at,
        created_at=world.at, answers_counted=1,
        **{name: world.token(f"{name} of a survey") for name in words},
    )  # fmt: skip
    question = SurveyQuestion.objects.create(
        survey=row, position=1, kind="short",
        **{name: world.token(f"{name} of a question") for name in ("label", "help")},
    )  # fmt: skip
    subject = SurveySubject.objects.create(
        survey=row, unit=world.cast.edu, name=world.token("name of a rated unit")
    )
    answer = SurveyAnswer.objects.create(survey=row, received_at=world.at, standing="counted")
    SurveyPick.objects.create(answer=answer, question=question, value="c1")
    written = SurveyWords.objects.create(
        survey=row, answer=answer, question=question, received_at=world.at,
        reason=stated_reason(world.token("reason about words")),
        **{name: world.token(f"{name} of an answer") for name in ("text", "public_text")},
    )  # fmt: skip
    SurveyVoter.objects.create(
        survey=row, mail=world.token("mail of a voter"), ticket="ticket", asked_at=world.at
    )
    found = {"row": row, "question": question, "subject": subject, "words": written}
    return {name: world.watch(one) for name, one in found.items()}


fill("surveys:", pk=lambda world: _rows(world)["row"].pk)
for name in ("question", "question-remove"):
    fill(f"surveys:{name}", pk=lambda world: _rows(world)["question"].pk)
fill("surveys:subject-remove", pk=lambda world: _rows(world)["subject"].pk)
for name in ("words-show", "words-publish", "words-hide", "words-erase"):
    fill(f"surveys:{name}", pk=lambda world: _rows(world)["words"].pk)
