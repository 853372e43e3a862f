"""The answer to a case of unit A as it is written, and a phrase of the unit."""

from typing import Any

from mingtang.institution.regulations.actions import install_pack
from mingtang.institution.regulations.loading import load_pack
from mingtang.institution.regulations.models import PackVersion
from mingtang.service.responses.models import (
    AnswerDraft,
    AnswerPhrase,
    PublishedAnswer,
    QualityCheck,
    Redaction,
    SampleDraw,
)
from mingtang.spine.events.models import StatedReason
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
        _known[id(world)] = _checked(world) | {
            "draft": world.watch(draft),
            "phrase": world.watch(phrase),
            "pair": world.watch(pair),
            "public": world.watch(public),
        }
    return _known[id(world)]


def _checked(world: World) -> dict[str, Any]:
    """Return a sample of the unit's own desk with a marked sheet."""
    install_pack(actor="system", at=world.at, pack=load_pack("demo"))
    version = PackVersion.objects.filter(name="demo").latest("pk")
    drawn = SampleDraw.objects.create(
        desk_unit=world.cast.edu.code, month=world.at.date().replace(day=1),
        seed=world.token("seed of a sample")[:64], share=10, at_least=1, pack="demo",
        pack_version=version.digest, drawn_by=world.owner, drawn_at=world.at,
    )  # fmt: skip
    words = _reason(world.token("why a sheet has its marks"))
    sheet = QualityCheck.objects.create(
        draw=drawn, case=case(world), unit=world.cast.edu.code, rank="0" * 64, place=1,
        population=1, state="passed", points={"timely": 40}, score=100, reason=words,
        checked_by=world.owner, checked_at=world.at,
    )  # fmt: skip
    return {"sample": world.watch(drawn), "sheet": world.watch(sheet)}


def _reason(words: str) -> StatedReason:
    """Return words as a reason that was stated."""
    return StatedReason.objects.create(text=words, salt="s", digest="d")


fill("responses:", pk=lambda world: _rows(world)["draft"].case_id)
for name in ("phrase", "phrase-retire"):
    fill(f"responses:{name}", pk=lambda world: _rows(world)["phrase"].pk)
for name in ("published-answer", "take-down"):
    fill(f"responses:{name}", pk=lambda world: _rows(world)["public"].pk)
fill("responses:sample", pk=lambda world: _rows(world)["sample"].pk)
for name in ("check", "mark"):
    fill(f"responses:{name}", pk=lambda world: _rows(world)["sheet"].pk)
fill("responses:figures-file", form=lambda world: "csv")
