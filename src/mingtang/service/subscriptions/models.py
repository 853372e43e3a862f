"""Who gets which column by mail."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from mingtang.editorial.sites.models import Column, GovSite
from mingtang.ground.foundation.masking import mask_email
from mingtang.institution.organization.authority import authority
from mingtang.service.subscriptions.enums import SubscriptionState
from mingtang.spine.vault.fields import BlindIndexField, EncryptedTextField
from mingtang.spine.vault.sealing import as_email, blind_indexes

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

ADDRESS = "subscription.address"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Subscriptions, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> SubscriptionQuerySet:
        """Those to columns of the sites in which a person may see them."""
        sites = authority.sites_where(person, "subscriptions.read", at)
        return self.filter(sites.as_q("site__code"))

    def waiting(self) -> SubscriptionQuerySet:
        """Those that the address has not confirmed."""
        return self.filter(state=SubscriptionState.WAITING)

    def active(self) -> SubscriptionQuerySet:
        """Those that the address has confirmed."""
        return self.filter(state=SubscriptionState.ACTIVE)

    def of_address(self, text: str) -> SubscriptionQuerySet:
        """Those of exactly this mail address."""
        return self.filter(address_index__in=blind_indexes(ADDRESS, as_email(text)))

    def due(self, at: datetime) -> SubscriptionQuerySet:
        """Those whose address is to be written to about the subscription itself."""
        return self.filter(mail_due_at__lte=at).order_by("mail_due_at", "pk")


class Subscription(models.Model):
    """A mail address that gets what is new in a column (邮件订阅); deleted when it ends.

    `mail_due_at` is when a mail about the subscription itself is due, `covered_until` up to when a
    digest has told what is new, `refusals` how often in a row the address was refused for good.
    """

    site = models.ForeignKey(GovSite, models.PROTECT, related_name="+", verbose_name="网站")
    column = models.ForeignKey(
        Column, models.PROTECT, related_name="subscriptions", verbose_name="栏目"
    )
    address = EncryptedTextField("电子邮箱", purpose=ADDRESS)
    address_index = BlindIndexField(source="address", normal="email")
    state = models.CharField(
        "状态",
        max_length=10,
        choices=SubscriptionState.choices(),
        default=SubscriptionState.WAITING.value,
    )
    asked_at = models.DateTimeField("申请时间")
    confirmed_at = models.DateTimeField("确认时间", null=True)
    mail_due_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    covered_until = models.DateTimeField(null=True)
    digest_day = models.DateField(null=True)
    refusals = models.PositiveSmallIntegerField(default=0)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "邮件订阅"
        constraints = [
            models.UniqueConstraint(fields=["column", "address_index"], name="subscription_once")
        ]
        indexes = [
            models.Index(
                fields=["mail_due_at"],
                name="subscription_mail_due",
                condition=Q(mail_due_at__isnull=False),
            ),
            models.Index(fields=["state", "digest_day", "id"], name="subscription_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.column_id}: {self.masked}"

    @property
    def masked(self) -> str:
        """The address as lists show it."""
        return mask_email(self.address)
