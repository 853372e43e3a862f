"""What units send in (报送); the approval of the unit is a round of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat

from mingtang.editorial.content.models import Article, Revision
from mingtang.editorial.submission.enums import SubmissionState
from mingtang.ground.foundation.masking import mask_phone
from mingtang.institution.obligations.models import Obligation
from mingtang.institution.organization.authority import authority
from mingtang.spine.vault.fields import BlindIndexField, EncryptedTextField
from mingtang.spine.vault.sealing import as_phone, blind_indexes
from mingtang.workbench.approvals.models import ApprovalRound

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

CONTACT = "submission.contact"
NO_DEADLINE = datetime(9999, 1, 1, tzinfo=UTC)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Submissions, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> SubmissionQuerySet:
        """Return the submissions of a person's units, and those that arrived at the person's desks."""
        powers = authority.powers_of(person, at)
        own = powers.units_where("content.read").as_q("unit_id")
        sites = powers.sites_where("content.read").as_q("site__code")
        return self.filter(own | (sites & Q(arrived_at__isnull=False)))

    def at_desk(self) -> SubmissionQuerySet:
        """Return those that arrived and are neither released nor returned nor merged."""
        return self.filter(
            state__in=[SubmissionState.ARRIVED.value, SubmissionState.ACCEPTED.value]
        )

    def with_deadlines(self) -> SubmissionQuerySet:
        """Add `due_at`: the nearest deadline of the article, the end of time where none runs."""
        subject = Concat(Value("article:"), Cast("article_id", models.CharField()))
        live = Obligation.objects.live().filter(subject=OuterRef("article_key"))
        nearest = Subquery(live.order_by("due_at").values("due_at")[:1])
        return self.annotate(article_key=subject).annotate(
            due_at=Coalesce(nearest, Value(NO_DEADLINE), output_field=models.DateTimeField())
        )

    def with_contact(self, text: str) -> SubmissionQuerySet:
        """Return those that were sent with exactly this telephone number."""
        return self.filter(phone_index__in=blind_indexes(CONTACT, as_phone(text)))


class Submission(models.Model):
    """One sending of one revision of an article to the desk of a site (报送).

    Name and number of who wrote it are encrypted, and empty once they were erased at that person's request.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="submissions")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    # The parts of a split item share the round in which their unit approved the whole.
    round = models.ForeignKey(
        ApprovalRound,
        models.PROTECT,
        related_name="submissions",
        related_query_name="submission",
    )
    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="+")
    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    is_important = models.BooleanField("重大信息", default=False)
    content_class = models.CharField("报送类别", max_length=40, blank=True)  # of a regulation pack
    for_new_media = models.BooleanField("用于新媒体", default=False)
    for_bulletin = models.BooleanField("用于政务信息刊物", default=False)
    author = EncryptedTextField("作者", blank=True, purpose=CONTACT)
    phone = EncryptedTextField("联系电话", blank=True, purpose=CONTACT)
    phone_index = BlindIndexField(source="phone", normal="phone")
    contact_erased_at = models.DateTimeField("联系人删除时间", null=True)
    state = models.CharField("状态", max_length=20, default=SubmissionState.WAITING.value)
    arrived_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(
        "organization.Person", models.PROTECT, null=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True)
    holder = models.ForeignKey(
        "organization.Person",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="编辑部经办人",
    )
    held_since = models.DateTimeField(null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    part_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    ended_by = models.ForeignKey("organization.Person", models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    reason = models.ForeignKey(
        "events.StatedReason", models.PROTECT, null=True, related_name="+", verbose_name="理由"
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送"
        constraints = [
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(state__in=["waiting", "arrived", "accepted"]),
                name="submission_one_standing",
            ),
            models.UniqueConstraint(
                fields=["round"],
                condition=Q(part_of__isnull=True),
                name="submission_one_whole_of_a_round",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-id"], name="submission_unit"),
            models.Index(fields=["site", "state", "-id"], name="submission_site_state"),
        ]

    @property
    def uses_label(self) -> str:
        """Return in words what the item is for: always the site, and what else was ticked."""
        ticked = ((self.for_new_media, "政务新媒体"), (self.for_bulletin, "政务信息刊物"))
        return "、".join(["网站", *(label for is_ticked, label in ticked if is_ticked)])

    @property
    def state_now(self) -> SubmissionState:
        """Return the state as the policies know it."""
        return SubmissionState(self.state)

    @property
    def state_label(self) -> str:
        """Return the Chinese words for the state."""
        return SubmissionState(self.state).label

    @property
    def masked_phone(self) -> str:
        """Return the telephone number with its middle hidden."""
        return mask_phone(self.phone)
