"""Articles of unit A, and everything that hangs on one: steps, gates, places."""

import json
import zlib
from datetime import timedelta
from typing import Any

from mingtang.editorial.content.documents import ARTICLES
from mingtang.editorial.content.enums import ArticleState
from mingtang.editorial.content.models import (
    Article,
    ArticleStatus,
    ArticleTemplate,
    ExtraField,
    ImportBatch,
    ImportedFile,
    ImportedSource,
    Placement,
    Revision,
)
from mingtang.editorial.layouts.documents import LAYOUTS
from mingtang.editorial.layouts.models import LayoutRevision, LayoutRound, SiteLayout
from mingtang.editorial.pages.models import Batch, Entry, Incident, Target
from mingtang.editorial.publishing.models import Schedule, ScriptException
from mingtang.editorial.review.models import Countersign, OwnWording, ReviewRound
from mingtang.editorial.review.policies import remark_key
from mingtang.editorial.submission.models import (
    Lateness,
    ReceivedItem,
    SendingSystem,
    Submission,
)
from mingtang.spine.search.actions import refresh_documents
from mingtang.workbench.approvals.models import ApprovalRound
from tests.factories.approvals import due_step, round_fields
from tests.factories.events import stated_reason
from tests.stranger.fillers import fill
from tests.stranger.world import World

_known: dict[int, Any] = {}


def article(world: World) -> Any:
    """An article of unit A's for its own site, on its way."""
    if id(world) not in _known:
        _known.clear()
        _known[id(world)] = _made(world)
    return _known[id(world)]


def _made(world: World) -> Any:
    cast, at = world.cast, world.at
    body = [
        {
            "type": "text",
            "value": f"<p>截止目前，{world.token('body of an article')}</p>",
            "id": "1",
        }
    ]
    row = Article.objects.create(
        kind="news", unit=cast.edu, site=cast.edu_site, title="稿件", body=body, created_by=world.owner,
        created_at=at, changed_at=at, version=1, state=ArticleState.SUBMITTED.value,
    )  # fmt: skip
    row.revision = Revision.objects.create(
        article=row, number=1, digest="0", saved_by=world.owner, saved_at=at,
        data={"title": world.token("title of a revision")}, note=world.token("note of a revision"),
    )  # fmt: skip
    row.save()
    world.watch(row.revision)
    status = ArticleStatus.objects.create(
        article=row, revision=row.revision, verb="submit", state="submitted", actor=world.owner, at=at,
        reason=stated_reason(world.token("reason of a step")),
    )  # fmt: skip
    world.watch(status)
    world.own(row)
    refresh_documents(ARTICLES, [row.pk], at=at)  # lists search by what every token begins with
    return row


def submission(world: World) -> Any:
    """A submission of unit A's article."""
    found = ApprovalRound.objects.create(
        **round_fields("submission", article(world).subject, world.owner, world.at)
    )
    row = Submission.objects.create(
        article=article(world), revision=article(world).revision, round=world.watch(found),
        unit=world.cast.edu, site=world.cast.edu_site, author="甲",
        phone=world.token("phone of a submission"),
        reason=stated_reason(world.token("reason of a submission")),
    )  # fmt: skip
    return world.watch(row)


def lateness(world: World) -> Any:
    """A run of late submissions of unit A."""
    row = Lateness.objects.create(
        unit=world.cast.edu, obligation_key=1, count=3, proposed_at=world.at,
        reason=stated_reason(world.token("reason of a judgement")),
        explanation=stated_reason(world.token("explanation of lateness")),
    )  # fmt: skip
    return world.watch(row)


def sender(world: World) -> Any:
    """A reporting system that sends to unit A's site."""
    row = SendingSystem.objects.create(
        site=world.cast.edu_site, name="报送系统", mapping={"title": world.token("path of a field")},
        units={"1": world.token("unit of a sender")}, digest="0" * 64, token_issued_at=world.at,
        registered_by=world.owner, registered_at=world.at,
    )  # fmt: skip
    return world.own(row)


def received(world: World) -> Any:
    """What it sent and was refused."""
    row = ReceivedItem.objects.create(
        sender=_once(world, "sender", sender), number="1", title="标题", unit_name="单位",
        document=json.dumps({"title": world.token("document of a sender")}), digest="", state="refused", refusal="原因",
        notes="说明", received_at=world.at, tried_at=world.at,
    )  # fmt: skip
    return world.own(row, ("document", "state", "number"))


def step(world: World) -> Any:
    """A leader's step of a submission of unit A."""
    found = _once(world, "submission", submission).round
    row = due_step(
        found, key="leader_review", label=world.token("label of a step"),
        posts="leader_in_charge", right="submission.approve", unit="edu",
    )  # fmt: skip
    return world.watch(row)


def review_round(world: World) -> Any:
    """A review round of unit A's article."""
    row = ReviewRound.objects.create(
        **round_fields("review", article(world).subject, world.owner, world.at),
        article=article(world), revision=article(world).revision, content_class="ordinary",
    )  # fmt: skip
    return world.watch(row)


def countersign(world: World) -> Any:
    """A countersign of unit A's article, which asks unit A."""
    row = Countersign.objects.create(
        **round_fields("countersign", article(world).subject, world.owner, world.at),
        article=article(world), revision=article(world).revision,
        note=stated_reason(world.token("what to look at in a countersign")),
    )  # fmt: skip
    return world.watch(row)


def wording(world: World) -> Any:
    """Return a word of the list of unit A."""
    row = OwnWording.objects.create(
        unit=world.cast.edu_site.operating_unit, word=world.token("word")[:40], added_by=world.owner,
        added_at=world.at,
    )  # fmt: skip
    return world.own(row)


def extra_field(world: World) -> Any:
    """A field of the news of unit A's site."""
    row = ExtraField.objects.create(
        site=world.cast.edu_site, kind="news", sort="text", label=world.token("label")[:40],
        help_text=world.token("help of a field")[:100], declared_by=world.owner,
        declared_at=world.at,
    )  # fmt: skip
    return world.own(row)


def gate(world: World) -> Any:
    """A gate that waits."""
    row = due_step(
        _once(world, "round", review_round), key="wording", label=world.token("label of a gate"),
        posts="desk", right="review.gate", site=world.cast.edu_site.code,
        statements=[world.token("statement of a gate")], claimed_by=world.owner,
        claimed_at=world.at, reason=stated_reason(world.token("reason of a gate")),
    )  # fmt: skip
    return world.watch(row)


def target(world: World) -> Any:
    """A page of unit A's site that could not be made."""
    row = Target.objects.create(
        site=world.cast.edu_site,
        path="/news/202603/1.html",
        kind="home",
        key="1",
        state="failed",
        reason=world.token("why a page failed"),
        woken_at=world.at,
    )
    return world.watch(row)


def batch(world: World) -> Any:
    """A batch that wrote a page of unit A's site."""
    reason = stated_reason(world.token("reason of a batch"))
    row = Batch.objects.create(
        key="stranger", kind="own", state="done", started_at=world.at, reason=reason
    )
    world.watch(_once(world, "entry", entry_of(row)))
    return world.watch(row)


def entry_of(row: Any) -> Any:
    """Return what makes the line of a batch about A's page."""
    return lambda world: Entry.objects.create(
        batch=row, target=_once(world, "target", target), digest=""
    )


def entry(world: World) -> Any:
    """The line of the batch."""
    return Entry.objects.get(batch=_once(world, "batch", batch))


def incident(world: World) -> Any:
    """A file of unit A's site that was altered."""
    row = Incident.objects.create(
        site=world.cast.edu_site,
        path="/" + world.token("path of an incident"),
        kind="altered",
        evidence=world.token("evidence of an incident"),
        found_at=world.at,
    )
    return world.watch(row)


def schedule(world: World) -> Any:
    """A release of unit A's article at a set minute."""
    row = Schedule.objects.create(
        article=article(world),
        verb="publish",
        due_at=world.at + timedelta(days=1),
        actor=world.owner,
        made_at=world.at,
        result=world.token("result of a schedule"),
    )
    return world.watch(row)


def placement(world: World) -> Any:
    """A place that waits to be accepted."""
    row = Placement.objects.create(
        article=article(world), column=world.cast.edu_news, site=world.cast.edu_site,
        offered_by=world.owner, offered_at=world.at, reason=stated_reason(world.token("reason of a place")),
    )  # fmt: skip
    return world.watch(row)


def import_batch(world: World) -> Any:
    """A batch of imported files of unit A."""
    row = ImportBatch.objects.create(
        unit=world.cast.edu, site=world.cast.edu_site, name=world.token("name of a batch"),
        base=world.token("base of a batch"), started_by=world.owner, started_at=world.at,
    )  # fmt: skip
    return world.watch(row)


def imported(world: World) -> Any:
    """A file of the batch that became unit A's article, and its source."""
    row = ImportedFile.objects.create(
        batch=_once(world, "import batch", import_batch), name=world.token("name of a file"), outcome="made",
        message=world.token("message of a file"), digest="0", article=article(world), doubt_count=1,
        doubts=[{"field": "title", "words": world.token("doubt of a file")}],
        values={"title": {"value": world.token("title of a file"), "evidence": "", "place": ""}},
    )  # fmt: skip
    page = f"<p>{world.token('source of a file')}</p>".encode()
    world.watch(ImportedSource.objects.create(file=row, data=zlib.compress(page)))
    return world.watch(row)


def layout(world: World) -> Any:
    """A topic page of unit A's site with a draft."""
    row = SiteLayout.objects.create(
        site=world.cast.edu_site, kind="topic", code="topic", title=world.token("title of a topic"),
        summary=world.token("summary of a topic"), changed_at=world.at,
    )  # fmt: skip
    value = f"<p>{world.token('text of a topic')}</p>"
    body = [{"type": "text", "id": "1", "width": 12, "title": "", "value": value}]
    row.revision = LayoutRevision.objects.create(
        layout=row, number=1, body=body, saved_by=world.owner, saved_at=world.at
    )
    row.save(update_fields=["revision"])
    refresh_documents(LAYOUTS, [row.pk], at=world.at)
    world.watch(row.revision)
    return world.watch(row)


def layout_round(world: World) -> Any:
    """The review of that topic page."""
    row = _once(world, "layout", layout)
    found = LayoutRound.objects.create(
        kind="layout", subject=row.subject, number=1, unit="edu", site=row.site.code, layout=row,
        revision=row.revision, pack="demo", pack_version="test", started_by=world.owner,
        started_at=world.at,
    )  # fmt: skip
    return world.watch(found)


fill("content:", pk=lambda world: article(world).pk)
for name in ("version", "restore-version"):
    fill(f"content:{name}", pk=lambda world: article(world).pk, number=lambda world: 1)
fill("parts:awaited", pk=lambda world: article(world).pk)
for name in ("accept", "refuse", "withdraw", "pin"):
    fill(f"content:{name}-placement", pk=lambda world: _once(world, "placement", placement).pk)
for name in ("extra-field", "extra-field-retire"):
    fill(f"content:{name}", pk=lambda world: _once(world, "extra field", extra_field).pk)
fill("content:import", pk=lambda world: _once(world, "import batch", import_batch).pk)
for name in ("imported", "imported-source"):
    fill(f"content:{name}", pk=lambda world: _once(world, "imported file", imported).pk)
fill("submission:submit-import", pk=lambda world: _once(world, "import batch", import_batch).pk)
fill("submission:", pk=lambda world: _once(world, "submission", submission).pk)
fill("submission:late", pk=lambda world: _once(world, "lateness", lateness).pk)
for _act in ("confirm", "dismiss", "explain", "revoke", "judge"):
    fill(f"submission:late-{_act}", pk=lambda world: _once(world, "lateness", lateness).pk)
for name in ("sender", "change-sender", "renew-token", "end-sender"):
    fill(f"submission:{name}", pk=lambda world: _once(world, "sender", sender).pk)
for name in ("received-item", "retry-item", "drop-item"):
    fill(f"submission:{name}", pk=lambda world: _once(world, "received", received).pk)
fill("submission:submit", pk=lambda world: article(world).pk)
for name in ("approve", "return-step"):
    fill(f"submission:{name}", pk=lambda world: _once(world, "step", step).pk)
fill("review:", pk=lambda world: _once(world, "round", review_round).pk)
fill("review:start", pk=lambda world: article(world).pk)
fill("review:start-urgent", pk=lambda world: article(world).pk)
fill(
    "review:ignore",
    pk=lambda world: article(world).pk,
    key=lambda world: remark_key("wording", "截止目前"),
)
fill("review:countersign", pk=lambda world: _once(world, "countersign", countersign).pk)
for name in ("countersign-ask", "countersign-withdraw"):
    fill(
        f"review:{name}",
        pk=lambda world: _once(world, "countersign", countersign).article_id,
    )
fill("review:wording-remove", pk=lambda world: _once(world, "wording", wording).pk)
fill("review:withdraw", pk=lambda world: _once(world, "round", review_round).article_id)
for name in ("pass", "refuse"):
    fill(f"review:{name}", pk=lambda world: _once(world, "gate", gate).pk)
for name in ("pass", "return", "claim", "hand-over"):
    fill(f"approvals:{name}", pk=lambda world: _once(world, "gate", gate).pk)
fill(
    "publishing:", pk=lambda world: article(world).pk, site_pk=lambda world: world.cast.edu_site.pk
)

SITE_VERBS = ("site", "retry", "release", "rebuild", "roll-back-site", "verify", "see-incidents")
for name in SITE_VERBS:
    fill(f"publishing:{name}", pk=lambda world: world.cast.edu_site.pk)
for name in ("batch", "roll-back"):
    fill(f"publishing:{name}", pk=lambda world: _once(world, "batch", batch).pk)
for name in ("retry-page", "release-page"):
    fill(f"publishing:{name}", pk=lambda world: _once(world, "target", target).pk)
for name in ("incident", "see-incident"):
    fill(f"publishing:{name}", pk=lambda world: _once(world, "incident", incident).pk)
LAYOUT_SCREENS = (
    "layout", "layout-preview", "block-new", "block", "layout-arrange", "layout-send",
    "layout-withdraw", "layout-release", "layout-off", "layout-topic",
)  # fmt: skip
for name in LAYOUT_SCREENS:
    fill(
        f"publishing:{name}",
        pk=lambda world: _once(world, "layout", layout).pk,
        kind=lambda world: "text",
        place=lambda world: 0,
    )
fill("publishing:layout-round", pk=lambda world: _once(world, "layout round", layout_round).pk)
fill("publishing:look", pk=lambda world: world.cast.edu_site.pk)
fill("publishing:file", pk=lambda world: entry(world).pk)
fill("publishing:script-delete", pk=lambda world: _once(world, "script word", script_word).pk)
fill("publishing:cancel-schedule", pk=lambda world: _once(world, "schedule", schedule).pk)


def script_word(world: World) -> ScriptException:
    """A word of the platform."""
    row = ScriptException.objects.create(
        simplified=world.token("script word"), traditional="麵粉", changed_at=world.at
    )
    return world.watch(row)


_made_once: dict[tuple[int, str], Any] = {}


def _once(world: World, name: str, make: Any) -> Any:
    """Return the one object of its sort in a world: a step's submission is the submission."""
    key = (id(world), name)
    if key not in _made_once:
        _made_once[key] = make(world)
    return _made_once[key]


def _template(world: World) -> Any:
    at = world.at
    row = ArticleTemplate.objects.create(
        unit=world.cast.edu, site=world.cast.edu_site, name=world.token("name of a template"),
        kind_label="动态信息", stored_by=world.owner, stored_at=at,
        data={"kind": "news", "title": world.token("title of a template"), "body": []},
    )  # fmt: skip
    return world.own(row)


_templates: dict[int, Any] = {}


def _template_id(world: World) -> int:
    if id(world) not in _templates:
        _templates.clear()
        _templates[id(world)] = _template(world)
    return int(_templates[id(world)].pk)


for name in ("use-template", "delete-template"):
    fill(f"content:{name}", pk=_template_id)
