"""Reporting systems of others (报送系统) and what they sent."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from mingtang.editorial.submission.enums import ReceivedState
from mingtang.editorial.submission.models.submissions import CONTACT, Submission
from mingtang.institution.organization.authority import authority
from mingtang.spine.vault.fields import EncryptedTextField

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

SENDERS = "submission.manage_senders"


class SendingSystemQuerySet(models.QuerySet["SendingSystem"]):
    """Systems, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> SendingSystemQuerySet:
        """Return those that send to the desks that a person works for."""
        return self.filter(authority.sites_where(person, SENDERS, at).as_q("site__code"))

    def in_use(self) -> SendingSystemQuerySet:
        """Return those that may send."""
        return self.filter(ended_at=None)


class SendingSystem(models.Model):
    """A system that sends items to the desk of a site, with the digest of its token.

    `mapping` says under which path of its documents each field is found; `units` which of our units
    its own codes mean.
    """

    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    name = models.CharField("系统名称", max_length=60)
    mapping = models.JSONField("字段对应", default=dict)
    units = models.JSONField("单位对应", default=dict)
    per_minute = models.PositiveSmallIntegerField("每分钟最多接收", default=60)
    digest = models.CharField(max_length=64, unique=True)
    token_issued_at = models.DateTimeField("令牌签发时间")
    minute = models.DateTimeField(null=True)  # the minute that is being counted
    received_in_minute = models.PositiveSmallIntegerField(default=0)
    last_received_at = models.DateTimeField("最近收到", null=True)
    registered_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    registered_at = models.DateTimeField("登记时间")
    ended_at = models.DateTimeField("停用时间", null=True)

    objects = SendingSystemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送系统"
        constraints = [
            models.UniqueConstraint(
                fields=["site", "name"],
                condition=Q(ended_at=None),
                name="submission_one_sender_of_a_name",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """The opaque key that identifies it in events."""
        return f"sender:{self.pk}"


class ReceivedItemQuerySet(models.QuerySet["ReceivedItem"]):
    """Received items, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> ReceivedItemQuerySet:
        """Return what was sent by the systems that a person manages."""
        seen = SendingSystem.objects.visible_to(person, at=at)
        return self.filter(sender__in=seen.values("pk"))


class ReceivedItem(models.Model):
    """One document of a sender under the sender's own number, and what became of it.

    `document` is sealed and remains only as long as it may have to be read again.
    """

    sender = models.ForeignKey(SendingSystem, models.PROTECT, related_name="items")
    number = models.CharField("对方编号", max_length=100)
    title = models.CharField("标题", max_length=200, blank=True)
    unit_name = models.CharField("对方单位", max_length=100, blank=True)
    document = EncryptedTextField("收到的内容", blank=True, purpose=CONTACT)
    digest = models.CharField(max_length=64)
    state = models.CharField("状态", max_length=20, default=ReceivedState.RECEIVED.value)
    refusal = models.CharField("未接收的原因", max_length=1000, blank=True)
    notes = models.CharField("说明", max_length=1000, blank=True)
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField("收到时间")
    tried_at = models.DateTimeField("最近办理时间")

    objects = ReceivedItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "系统报送记录"
        constraints = [
            models.UniqueConstraint(
                fields=["sender", "number"], name="submission_one_item_of_a_number"
            )
        ]

    def __str__(self) -> str:
        return self.title or self.number

    @property
    def state_label(self) -> str:
        """Return the Chinese words for the state."""
        return ReceivedState(self.state).label
