"""Consultations with the opinions on them and what became of each point."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from mingtang.editorial.sites.models import GovSite
from mingtang.ground.foundation.masking import mask_name, mask_phone
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Unit
from mingtang.service.consultations.enums import (
    Adoption,
    ConsultationState,
    OpinionChannel,
    OpinionShowing,
    OpinionState,
)
from mingtang.spine.events.models import StatedReason
from mingtang.spine.vault.fields import BlindIndexField, EncryptedTextField
from mingtang.spine.vault.sealing import as_phone, blind_indexes

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

READ = "consultations.read"
PHONE, TEXT = "consultation.phone", "consultation.opinion"
ONLINE = (
    ConsultationState.OPEN,
    ConsultationState.CLOSED,
    ConsultationState.ANSWERED,
    ConsultationState.ARCHIVED,
)


class ConsultationQuerySet(models.QuerySet["Consultation"]):
    """Consultations, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> ConsultationQuerySet:
        """Return those of units, or on sites, where the person may read them."""
        powers = authority.powers_of(person, at)
        units = powers.units_where(READ).as_q("unit")
        return self.filter(units | powers.sites_where(READ).as_q("site__code"))

    def online(self) -> ConsultationQuerySet:
        """Return those that readers can see."""
        return self.filter(state__in=[one.value for one in ONLINE])


class Consultation(models.Model):
    """A draft put before the public (意见征集) by a unit, on a site, for a number of days.

    `file` is the key of the draft as a file (`document:5`). `authors` are the keys of all who wrote it: none
    of them may approve it. `short_reason` says why it is shorter than the rule has it; it is public.
    """

    site = models.ForeignKey(GovSite, models.PROTECT, related_name="+", verbose_name="网站")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="组织单位")
    title = models.CharField("名称", max_length=100)
    background = models.TextField("背景")
    draft = models.TextField("征求意见稿", blank=True)
    file = models.CharField(max_length=40, blank=True)
    days = models.PositiveSmallIntegerField("征集天数")
    short_reason = models.TextField("少于规定天数的原因", blank=True)
    opens_at = models.DateTimeField("开始时间", null=True)
    closes_at = models.DateTimeField("截止时间", null=True)
    left = models.PositiveSmallIntegerField("剩余天数", default=0)  # as its page says
    showing = models.CharField("意见公开", max_length=20, choices=OpinionShowing.choices())
    mail = models.CharField("电子邮箱", max_length=100, blank=True)
    phone = models.CharField("电话", max_length=60, blank=True)
    address = models.CharField("通信地址", max_length=200, blank=True)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=ConsultationState.choices(),
        default=ConsultationState.DRAFT.value,
    )
    version = models.PositiveIntegerField(default=1)
    authors = models.JSONField(default=list)
    result = models.TextField("征集结果", blank=True)
    created_at = models.DateTimeField("起草时间")
    answered_at = models.DateTimeField("结果公布时间", null=True)
    archived_at = models.DateTimeField("归档时间", null=True)

    objects = ConsultationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "意见征集"
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="consultation_newest"),
            models.Index(fields=["site", "state", "closes_at"], name="consultation_of_site"),
            models.Index(fields=["state", "closes_at"], name="consultation_due"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """The opaque key under which events speak of it."""
        return f"consultation:{self.pk}"

    @property
    def form_code(self) -> str:
        """The code of its public form."""
        return f"opinion-{self.pk}"

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/consultations/{self.pk}.html"

    @property
    def state_label(self) -> str:
        """The state in words."""
        return ConsultationState(self.state).label


class OpinionQuerySet(models.QuerySet["ConsultationOpinion"]):
    """Opinions, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> OpinionQuerySet:
        """Return those on consultations that a person may read."""
        return self.filter(consultation__in=Consultation.objects.visible_to(person, at=at))

    def shown(self) -> OpinionQuerySet:
        """Return those that may be shown, the oldest first."""
        return self.filter(state=OpinionState.SHOWN.value).order_by("received_at", "pk")

    def waiting(self) -> OpinionQuerySet:
        """Return those that nobody has judged."""
        return self.filter(state=OpinionState.WAITING.value)

    def of_phone(self, text: str) -> OpinionQuerySet:
        """Return those that came with exactly this telephone number."""
        return self.filter(phone_index__in=blind_indexes(PHONE, as_phone(text)))


class ConsultationOpinion(models.Model):
    """What someone thinks of a draft (意见): sealed, with a public text of its own once it is shown.

    `point` is the number of the paragraph that it is about, 0 for the whole. `receipt` is the status key of the
    form that it came by, empty where the office entered it.
    """

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="opinions")
    receipt = models.CharField(max_length=64, blank=True)
    received_at = models.DateTimeField("收到时间")
    channel = models.CharField("渠道", max_length=10, choices=OpinionChannel.choices())
    point = models.PositiveSmallIntegerField("针对", default=0)
    text = EncryptedTextField("意见", purpose=TEXT)
    name = EncryptedTextField("姓名或单位", purpose=TEXT, blank=True)
    phone = EncryptedTextField("联系电话", purpose=PHONE, blank=True)
    phone_index = BlindIndexField(source="phone", normal="phone")
    state = models.CharField(
        "审核", max_length=10, choices=OpinionState.choices(), default=OpinionState.WAITING.value
    )
    public_text = models.TextField("公开的文字", blank=True)
    reason = models.ForeignKey(StatedReason, models.PROTECT, null=True, related_name="+")
    judged_by = models.ForeignKey(
        "organization.Person", models.PROTECT, null=True, related_name="+"
    )
    judged_at = models.DateTimeField("审核时间", null=True)
    erased_at = models.DateTimeField("删除时间", null=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "征集到的意见"
        constraints = [
            models.UniqueConstraint(
                fields=["receipt"], condition=~models.Q(receipt=""), name="opinion_once_a_receipt"
            )
        ]
        indexes = [
            models.Index(fields=["consultation", "state", "received_at"], name="opinion_list"),
            models.Index(fields=["-received_at", "-id"], name="opinion_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} · {self.pk}"

    @property
    def masked_sender(self) -> str:
        """Who sent it, as lists show it."""
        phone = mask_phone(self.phone) if self.phone else ""
        return " ".join(one for one in (mask_name(self.name), phone) if one)


class ConsultationPoint(models.Model):
    """What opinions asked for, and what became of it (采纳情况)."""

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="points")
    position = models.PositiveSmallIntegerField("序号")
    about = models.TextField("意见内容")
    verdict = models.CharField("采纳情况", max_length=20, choices=Adoption.choices())
    reason = models.TextField("理由", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "意见采纳情况"
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "position"], name="consultation_point_position"
            )
        ]

    def __str__(self) -> str:
        return f"{self.consultation_id} · {self.position}"
