"""Cases, their texts, the units beside the one that leads, and links between cases."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Cast, Coalesce, Concat, Substr

from mingtang.ground.foundation.masking import (
    mask_email,
    mask_name,
    mask_personal_data,
    mask_phone,
)
from mingtang.institution.obligations.enums import ObligationState
from mingtang.institution.obligations.models import ArchivedObligation, Obligation
from mingtang.institution.obligations.models.obligations import ObligationQuerySet
from mingtang.institution.organization.authority import authority
from mingtang.spine.vault.fields import BlindIndexField, EncryptedTextField
from mingtang.spine.vault.sealing import as_email, as_phone, blind_indexes
from mingtang.workbench.approvals.models import ApprovalRound
from mingtang.workbench.casework.enums import CaseChannel, CaseState, EntryKind, LinkKind
from mingtang.workbench.casework.kinds import CaseKind, case_kind, kinds_by_rights
from mingtang.workbench.casework.policies import OPEN_STATES, CaseFacts

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

CONTACT, TEXT, FILE = "case.contact", "case.text", "case.file"
SUBJECT = "case"
ERASED = "（已删除）"
_MASKS: Mapping[str, Callable[[str], str]] = {
    "姓名": mask_name,
    "联系电话": mask_phone,
    "电子邮箱": mask_email,
    "联系地址": lambda _: "（已填写）",
}
_LABELS = tuple(_MASKS)
_URGED = Q(urgings__gt=0)
_SUPERVISED = Q(supervised_at__isnull=False)
_ESCALATED = Q(escalated_at__isnull=False)
_ASKED = (_URGED, _SUPERVISED, _ESCALATED)  # an index for each, of the rows it is true of


def promises_of_case() -> ObligationQuerySet:
    """Return the promises of the case that an outer query is about, those in the archive left out."""
    return Obligation.objects.filter(subject=_outer_subject())


def _case_numbers(promises: ObligationQuerySet) -> Any:
    """Return the row numbers of the cases that promises are about, as a subquery.

    A few hundred promises are due; asked the other way round, each of a million cases is looked at.
    """
    number = Cast(Substr("subject", len(SUBJECT) + 2), models.BigIntegerField())
    of_cases = promises.filter(subject__startswith=f"{SUBJECT}:").order_by()
    return of_cases.annotate(case_number=number).values("case_number")


def was_judged(rule_ids: Sequence[str], state: ObligationState) -> Q:
    """Return the condition that a promise of a case by one of the rules came to a verdict, also long ago."""
    same = {"subject": _outer_subject(), "rule_id__in": list(rule_ids), "state": state}
    tables = (Obligation, ArchivedObligation)
    now, long_ago = (models.Exists(table._default_manager.filter(**same)) for table in tables)
    return Q(now) | Q(long_ago)


def _outer_subject() -> Concat:
    return Concat(Value(f"{SUBJECT}:"), Cast(models.OuterRef("pk"), models.CharField()))


class CaseQuerySet(models.QuerySet["Case"]):
    """Cases, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> CaseQuerySet:
        """Those of the holding unit, of joint units, of the desk that dispatches, and of sites."""
        powers = authority.powers_of(person, at)
        seen = Q(pk__in=())
        for rights, kinds in kinds_by_rights().items():
            units = powers.units_where(rights.read)
            sites = powers.sites_where(rights.read).as_q("site") & ~Q(site="")
            desks = powers.units_where(rights.dispatch).as_code_q("desk_unit")
            joint = JointUnit.objects.filter(units.as_code_q("unit")).values("case")
            own = units.as_code_q("unit") | sites | desks | Q(pk__in=joint)
            seen |= Q(kind__in=kinds) & own
        return self.filter(seen)

    def doubted_at_desk_of(self, person: Person, *, at: datetime) -> CaseQuerySet:
        """Those rated as bad that wait for a second look by a person's desk."""
        powers = authority.powers_of(person, at)
        wanted = Q(pk__in=())
        for rights, kinds in kinds_by_rights().items():
            desk = powers.units_where(rights.dispatch).as_code_q("desk_unit")
            desk |= powers.sites_where(rights.dispatch).as_q("site") & ~Q(site="")
            wanted |= Q(kind__in=kinds) & desk
        return self.filter(wanted, doubted_at__isnull=False)

    def open(self) -> CaseQuerySet:
        """Those that still wait for an answer."""
        return self.filter(state__in=[state.value for state in OPEN_STATES])

    def sent_by(self, text: str) -> CaseQuerySet:
        """Those whose sender gave exactly this telephone number or mail address."""
        phones = blind_indexes(CONTACT, as_phone(text))
        return self.filter(
            Q(phone_index__in=phones) | Q(email_index__in=blind_indexes(CONTACT, as_email(text)))
        )

    def overdue(self) -> CaseQuerySet:
        """Those of which a deadline has passed unmet."""
        return self.filter(pk__in=_case_numbers(Obligation.objects.live().overdue()))

    def pressing(self, *, until: datetime) -> CaseQuerySet:
        """Those that press: due before a moment or overdue, urged, supervised, brought before leaders.

        `presses_at` is the nearest deadline of each, or its receipt where it has none.
        """
        running = Obligation.objects.live().filter(paused_at__isnull=True)
        soon = _case_numbers(running.filter(due_at__lt=until))
        # One OR over all grounds reads every open case; a union reads one small index for each.
        asked = [Case.objects.filter(ground).values("pk") for ground in _ASKED]
        due = promises_of_case().live().filter(paused_at__isnull=True).order_by("due_at")
        nearest = models.Subquery(due.values("due_at")[:1])
        return (
            self.open()
            .filter(pk__in=soon.union(*asked))
            .annotate(presses_at=Coalesce(nearest, "received_at"))
        )


class Case(models.Model):
    """One matter that someone brought to an office (办件).

    `unit` holds it now, `desk_unit` dispatches it; both are codes. What names its sender or was
    written by them is encrypted. `receipt` is the digest of code and secret by which the sender asks
    for it; the same receipt opens no second case.
    """

    kind = models.CharField("种类", max_length=30)
    category = models.CharField("类别", max_length=30)
    channel = models.CharField("渠道", max_length=20, choices=CaseChannel.choices())
    number = models.CharField("编号", max_length=40, unique=True)
    other_number = models.CharField("原编号", max_length=60, blank=True)  # of where it came from
    receipt = models.CharField(max_length=64, blank=True)
    title = EncryptedTextField("标题", purpose=TEXT)
    body = EncryptedTextField("内容", blank=True, purpose=TEXT)
    name = EncryptedTextField("姓名", blank=True, purpose=CONTACT)
    phone = EncryptedTextField("联系电话", blank=True, purpose=CONTACT)
    email = EncryptedTextField("电子邮箱", blank=True, purpose=CONTACT)
    address = EncryptedTextField("联系地址", blank=True, purpose=CONTACT)
    phone_index = BlindIndexField(source="phone", normal="phone")
    email_index = BlindIndexField(source="email", normal="email")
    site = models.CharField("网站", max_length=40, blank=True)
    desk_unit = models.CharField("转办单位", max_length=40)
    unit = models.CharField("承办单位", max_length=40)
    claimed_by = models.ForeignKey(
        "organization.Person", models.PROTECT, null=True, related_name="+", verbose_name="承办人"
    )
    state = models.CharField(
        "状态", max_length=20, choices=CaseState.choices(), default=CaseState.RECEIVED.value
    )
    received_at = models.DateTimeField("收到时间")
    claimed_at = models.DateTimeField("认领时间", null=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    ended_at = models.DateTimeField("办结时间", null=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    reason = models.ForeignKey(
        "events.StatedReason",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="最近一次说明",
    )
    valued_at = models.DateTimeField("认定为有价值意见的时间", null=True)
    complex_at = models.DateTimeField("认定为情况复杂的时间", null=True)
    foreign_at = models.DateTimeField("认定不属本地职责的时间", null=True)
    supervised_at = models.DateTimeField("督办时间", null=True)
    escalated_at = models.DateTimeField("上报时间", null=True)
    urgings = models.PositiveSmallIntegerField("催办次数", default=0)
    rating = models.PositiveSmallIntegerField("评分", null=True)
    rated_at = models.DateTimeField("评价时间", null=True)
    doubted_at = models.DateTimeField("不满意待复核自", null=True)
    erased_at = models.DateTimeField("个人信息删除时间", null=True)
    imported_at = models.DateTimeField(
        "导入时间", null=True
    )  # its times are as a table stated them

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "办件"
        constraints = [
            models.UniqueConstraint(
                fields=["receipt"], condition=~Q(receipt=""), name="casework_receipt_once"
            ),
            models.CheckConstraint(
                name="casework_rating_with_time",
                condition=Q(rating=None, rated_at=None)
                | Q(rating__range=(1, 5), rated_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="casework_received"),
            models.Index(fields=["unit", "state", "-received_at"], name="casework_unit"),
            models.Index(fields=["site", "kind", "-received_at"], name="casework_site"),
            models.Index(fields=["desk_unit", "state", "-received_at"], name="casework_desk"),
            models.Index(
                fields=["doubted_at", "id"],
                name="casework_doubted",
                condition=Q(doubted_at__isnull=False),
            ),
            models.Index(fields=["id"], name="casework_urged", condition=_URGED),
            models.Index(fields=["id"], name="casework_supervised", condition=_SUPERVISED),
            models.Index(fields=["id"], name="casework_escalated", condition=_ESCALATED),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject_key(self) -> str:
        """The opaque key of this case in events and promises."""
        return f"{SUBJECT}:{self.pk}"

    @property
    def of_kind(self) -> CaseKind:
        """The kind that its room declared."""
        return case_kind(self.kind)

    @property
    def state_label(self) -> str:
        """Return the Chinese words for the state."""
        return CaseState(self.state).label

    @property
    def category_label(self) -> str:
        """Return the Chinese word for the finer class, or for the kind where it has none."""
        return self.of_kind.categories.get(self.category, self.of_kind.label)

    @property
    def masked_title(self) -> str:
        """Return the title without numbers of people, or a word for one that was erased."""
        return ERASED if self.erased_at else mask_personal_data(self.title)

    @property
    def masked_body(self) -> str:
        """Return the text without numbers of people, or a word for one that was erased."""
        return ERASED if self.erased_at else mask_personal_data(self.body)

    @property
    def contact(self) -> tuple[tuple[str, str], ...]:
        """Return what is known of the sender in full, under its labels."""
        known = zip(_LABELS, (self.name, self.phone, self.email, self.address), strict=True)
        return tuple((label, text) for label, text in known if text)

    @property
    def masked_contact(self) -> tuple[tuple[str, str], ...]:
        """Return what is known of the sender with its middle hidden, under its labels."""
        return tuple((label, _MASKS[label](text)) for label, text in self.contact)

    def facts(self) -> CaseFacts:
        """Return what a decision about two cases asks."""
        return CaseFacts(self.pk, self.kind, CaseState(self.state))


class CaseCounter(models.Model):
    """The last number of a kind in a year; numbers have no gaps."""

    kind = models.CharField(max_length=30)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "办件编号"
        constraints = [
            models.UniqueConstraint(fields=["kind", "year"], name="casework_counter_once")
        ]


class JointUnit(models.Model):
    """A unit that helps the one that leads (协办单位)."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="joint_units")
    unit = models.CharField("协办单位", max_length=40)
    added_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "协办单位"
        constraints = [
            models.UniqueConstraint(fields=["case", "unit"], name="casework_joint_unit_once")
        ]
        indexes = [models.Index(fields=["unit", "case"], name="casework_joint_unit")]
        ordering = ["id"]


class CaseEntry(models.Model):
    """A text in a case: an answer, a message in either direction, a note among colleagues.

    It can be erased: then its words are gone and the row says when.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=20, choices=EntryKind.choices())
    text = EncryptedTextField(blank=True, purpose=TEXT)
    unit = models.CharField(max_length=40, blank=True)
    written_by = models.ForeignKey(
        "organization.Person", models.PROTECT, null=True, related_name="+"
    )
    written_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "办件文字"
        ordering = ["id"]

    def __str__(self) -> str:
        return ERASED if self.erased_at else self.text

    @property
    def masked_text(self) -> str:
        """Return the text without numbers of people."""
        return mask_personal_data(str(self))

    @property
    def kind_label(self) -> str:
        """Return the Chinese word for what the text is."""
        return EntryKind(self.kind).label


class CaseFile(models.Model):
    """What a sender attached: judged when it came in, sealed here, opened by the act of viewing in full."""

    rows_sealed_at_once = 5  # a change of keys reads whole rows, and these are large

    case = models.ForeignKey(Case, models.CASCADE, related_name="files")
    name = EncryptedTextField("文件名", purpose=TEXT)
    size = models.PositiveIntegerField("大小")
    content = EncryptedTextField(purpose=FILE)

    class Meta:
        verbose_name = verbose_name_plural = "办件附件"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.pk}"

    def bytes(self) -> bytes:
        """Return the content."""
        return b64decode(self.content)


class ExtensionRound(ApprovalRound):
    """The approval of more time for a case (延期审批单), and what its sender is told when it is granted."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="extensions")
    explanation = EncryptedTextField("给来件人的说明", blank=True, purpose=TEXT)

    class Meta:
        verbose_name = verbose_name_plural = "延期审批单"


class CaseLink(models.Model):
    """Two cases that belong together, told once: `other` is shown at both."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=10, choices=LinkKind.choices())
    made_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "办件关联"
        constraints = [models.UniqueConstraint(fields=["case", "other"], name="casework_link_once")]
