"""Approval rounds, their steps, and the posts that may take each step."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from mingtang.workbench.approvals.enums import RoundState, StepState
from mingtang.workbench.approvals.policies import StepFacts, StepPlan


class ApprovalRound(models.Model):
    """One passage of a thing through the steps of its approval (审签单).

    `subject` is the opaque key of the thing (`article:12`), `kind` says which client it belongs to.
    `unit` and `site` own the thing: its events are theirs.
    """

    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=80)
    number = models.PositiveIntegerField()
    unit = models.CharField(max_length=40, blank=True)
    site = models.CharField(max_length=40, blank=True)
    in_order = models.BooleanField(default=False)
    pack = models.CharField(max_length=40)
    pack_version = models.CharField(max_length=64)
    state = models.CharField(max_length=20, default=RoundState.OPEN.value)
    started_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "审签单"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "number"], name="approval_round_number"
            ),
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=Q(state="open"), name="approval_one_open"
            ),
        ]

    @property
    def subject_number(self) -> int:
        """The row number in the key of the subject."""
        return int(self.subject.rpartition(":")[2])

    @property
    def state_label(self) -> str:
        """Return the Chinese words for the state."""
        return RoundState(self.state).label

    @property
    def is_open(self) -> bool:
        """Tell whether the round still goes on."""
        return self.state == RoundState.OPEN


class StepQuerySet(models.QuerySet["ApprovalStep"]):
    """Steps, read as adjectives."""

    def due(self) -> StepQuerySet:
        """Return the steps whose turn it is."""
        return self.filter(state=StepState.WAITING.value, waiting_since__isnull=False)

    def with_posts(self) -> StepQuerySet:
        """Return the steps with the posts that may take them: what a decision reads."""
        return self.prefetch_related("posts")

    def with_people(self) -> StepQuerySet:
        """Return the steps with all that is shown of them: posts, who decided or claimed, and why."""
        return self.with_posts().select_related("decided_by", "claimed_by", "reason")


class ApprovalStep(models.Model):
    """One step of a round, and the decision about it.

    `right` is asked on a thing of `unit` or `site` (opaque keys), so that what waits for a person is
    found without a look at the thing. `waiting_since` is empty while another step has to come first.
    """

    round = models.ForeignKey(ApprovalRound, models.PROTECT, related_name="steps")
    key = models.CharField(max_length=30)
    label = models.CharField(max_length=60)
    order = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=30, blank=True)
    joins_previous = models.BooleanField(default=False)
    comes_last = models.BooleanField(default=False)
    statements = models.JSONField(default=list)
    clauses = models.CharField(max_length=200, blank=True)
    right = models.CharField(max_length=60)
    unit = models.CharField(max_length=40, blank=True)
    site = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=20, default=StepState.WAITING.value)
    waiting_since = models.DateTimeField(null=True)
    claimed_by = models.ForeignKey(
        "organization.Person", models.PROTECT, null=True, related_name="+"
    )
    claimed_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        "organization.Person", models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.ForeignKey("events.StatedReason", models.PROTECT, null=True, related_name="+")

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审签步骤"
        constraints = [models.UniqueConstraint(fields=["round", "key"], name="approval_step_once")]
        indexes = [
            models.Index(
                fields=["right", "unit", "site", "id"],
                condition=Q(state="waiting", waiting_since__isnull=False),
                name="approval_step_due",
            )
        ]
        ordering = ["order"]

    @property
    def state_label(self) -> str:
        """Return the Chinese words for the state."""
        return StepState(self.state).label

    @property
    def is_waiting(self) -> bool:
        """Tell whether nobody has decided yet."""
        return self.state == StepState.WAITING

    @property
    def held_since(self) -> datetime | None:
        """Return since when its present holder has had it; None before its turn or once decided."""
        return self.claimed_at or self.waiting_since if self.is_waiting else None

    def posts_named(self, *, stand_in: bool = False) -> tuple[str, ...]:
        """Return the posts that the pack names, or those that stand in for them."""
        return tuple(one.post for one in self.posts.all() if one.is_stand_in == stand_in)

    def plan(self) -> StepPlan:
        """Return the step as the pack had it."""
        return StepPlan(
            key=self.key,
            label=self.label,
            posts=self.posts_named(),
            stand_in=self.posts_named(stand_in=True),
            group=self.group,
            right=self.right,
            unit=self.unit,
            site=self.site,
        )

    def facts(self) -> StepFacts:
        """Return what a policy asks about the step."""
        return StepFacts(
            key=self.key,
            label=self.label,
            order=self.order,
            state=StepState(self.state),
            group=self.group,
            comes_last=self.comes_last,
            decided_by=f"person:{self.decided_by_id}" if self.decided_by_id else "",
        )


class StepPost(models.Model):
    """A post that may take a step; a stand-in counts only while no regular post is filled."""

    step = models.ForeignKey(ApprovalStep, models.CASCADE, related_name="posts")
    post = models.CharField(max_length=40)
    is_stand_in = models.BooleanField(default=False)

    class Meta:
        verbose_name = verbose_name_plural = "审签岗位"
        constraints = [
            models.UniqueConstraint(fields=["step", "post", "is_stand_in"], name="step_post_once")
        ]
        ordering = ["id"]
