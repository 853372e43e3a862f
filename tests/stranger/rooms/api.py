"""The interface: an article of unit A that is on its way, and what belongs to it."""

from typing import Any

from mingtang.editorial.content.models import Article, Placement, Release
from mingtang.editorial.publishing.models import Address
from mingtang.editorial.review.models import ReviewRound
from mingtang.editorial.submission.models import Submission
from mingtang.workbench.approvals.models import ApprovalRound
from tests.factories.approvals import due_step, round_fields
from tests.factories.content import draft
from tests.stranger.fillers import fill
from tests.stranger.world import World

CODES = (
    "state", "clauses", "kind", "subject", "right", "unit", "site",
)  # read by machines: nothing can be planted there  # fmt: skip


def _article(world: World) -> Article:
    """An article of A for A's own site, as far as the desk there."""
    article = draft(world.cast, world.at)
    Article.objects.filter(pk=article.pk).update(
        site=world.cast.edu_site, state="in_review", has_arrived=True
    )
    article.refresh_from_db()
    row: Article = world.own(article)
    return row


def _submission(world: World) -> Submission:
    article = _article(world)
    found = ApprovalRound.objects.create(
        **round_fields("submission", article.subject, world.cast.officer, world.at)
    )
    row: Submission = world.own(
        Submission.objects.create(
            article=article,
            revision=article.revision,
            round=world.own(found, CODES),
            unit=article.unit,
            site=article.site,
            author="林晓",
            state="accepted",
            arrived_at=world.at,
        ),
        CODES,
    )
    return row


def _step(world: World) -> int:
    found = _submission(world).round
    step = due_step(found, posts="leader_in_charge", right="submission.approve", unit="edu")
    number: int = world.own(step, CODES).pk
    return number


def _gate(world: World) -> int:
    article = _article(world)
    opened = ReviewRound.objects.create(
        **round_fields("review", article.subject, world.cast.officer, world.at),
        article=article,
        revision=article.revision,
        content_class="ordinary",
    )
    site = article.site.code
    gate = due_step(opened, key="facts", posts="desk", right="review.gate", site=site)
    number: int = world.own(gate, CODES).pk
    return number


def _placement(world: World) -> int:
    article = _article(world)
    place: Any = world.own(
        Placement.objects.create(
            article=article,
            column=world.cast.edu_news,
            site=world.cast.edu_site,
            offered_at=world.at,
        )
    )
    number: int = place.pk
    return number


def _published(world: World) -> int:
    """What everybody may read: no token is planted in what is published."""
    article = draft(world.cast, world.at)
    Release.objects.create(
        article=article,
        home_site=world.cast.edu_site,
        unit_code="edu",
        unit_name="市教育局",
        kind=article.kind,
        title=article.title,
        released_at=world.at,
        changed_at=world.at,
    )
    Address.objects.create(
        site=world.cast.edu_site,
        article=article,
        column=world.cast.edu_news,
        path=f"/news/{article.pk}.html",
        number=article.pk,
        released_at=world.at,
        changed_at=world.at,
    )
    world.watch(article)
    return article.pk


def _article_id(world: World) -> int:
    return _article(world).pk


def _submission_id(world: World) -> int:
    return _submission(world).pk


fill(
    "api:",
    code=lambda world: world.cast.edu_site.code,
    article_id=_article_id,
    submission_id=_submission_id,
    step_id=_step,
    gate_id=_gate,
    placement_id=_placement,
)
for route in ("published_article", "change_article"):  # one address
    fill(f"api:{route}", article_id=_published)
