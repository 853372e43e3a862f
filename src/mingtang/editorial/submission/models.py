"""What units send in (报送); the approval of the unit is a round of its own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from mingtang.editorial.content.models import Article, Revision
from mingtang.editorial.submission.enums import SubmissionState
from mingtang.ground.foundation.masking import mask_phone
from mingtang.institution.organization.authority import authority
from mingtang.spine.vault.fields import BlindIndexField, EncryptedTextField
from mingtang.spine.vault.sealing import as_phone, blind_indexes
from mingtang.workbench.approvals.models import ApprovalRound

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

CONTACT = "submission.contact"


class SubmissionQuerySet(models.QuerySet["Submission"]):
    """Submissions, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> SubmissionQuerySet:
        """Return the submissions of a person's units, and those that arrived at the person's desks."""
        powers = authority.powers_of(person, at)
        own = powers.units_where("content.read").as_q("unit_id")
        sites = powers.sites_where("content.read").as_q("site__code")
        return self.filter(own | (sites & Q(arrived_at__isnull=False)))

    def with_contact(self, text: str) -> SubmissionQuerySet:
        """Return those that were sent with exactly this telephone number."""
        return self.filter(phone_index__in=blind_indexes(CONTACT, as_phone(text)))


class Submission(models.Model):
    """One sending of one revision of an article to the desk of a site (报送).

    Name and number of who wrote it are encrypted, and empty once they were erased at that person's request.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="submissions")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+")
    round = models.OneToOneField(ApprovalRound, models.PROTECT, related_name="submission")
    unit = models.ForeignKey("organization.Unit", models.PROTECT, related_name="+")
    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    is_important = models.BooleanField("重大信息", default=False)
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
        ]
        indexes = [
            models.Index(fields=["unit", "-id"], name="submission_unit"),
            models.Index(fields=["site", "state", "-id"], name="submission_site_state"),
        ]

    @property
    def state_label(self) -> str:
        """Return the Chinese words for the state."""
        return SubmissionState(self.state).label

    @property
    def masked_phone(self) -> str:
        """Return the telephone number with its middle hidden."""
        return mask_phone(self.phone)
