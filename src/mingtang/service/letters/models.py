"""Mailboxes of sites, and what a letter says beside what every case has."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from mingtang.editorial.sites.models import GovSite
from mingtang.institution.organization.authority import authority
from mingtang.service.letters.enums import LetterCategory, MailboxKind, ProgressChannel, RealName
from mingtang.service.letters.policies import MailboxFacts
from mingtang.spine.vault.fields import BlindIndexField, EncryptedTextField
from mingtang.workbench.casework.models import Case
from mingtang.workbench.intake.enums import SignInNeed

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person

MANAGE, DIRECTORY, IMPORT = "letters.manage", "letters.directory", "letters.import"
TOPICS = "letters.topics"
TABLE = "letters.table"  # purpose of the keys that seal an uploaded table
IDENTITY = "letters.identity"  # of those that seal who was signed in
BY_HAND = (ProgressChannel.SMS.value, ProgressChannel.PHONE.value)


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    """Mailboxes, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> MailboxQuerySet:
        """Those of the sites whose mailboxes a person manages."""
        return self.filter(authority.sites_where(person, MANAGE, at).as_q("site__code"))

    def open_on(self, site: str) -> MailboxQuerySet:
        """Those of a site that take letters now, in the order of its page."""
        return self.filter(site__code=site, is_open=True).order_by("position", "pk")


class Mailbox(models.Model):
    """A mailbox of a site (信箱): who reads it, what it takes, who answers.

    `unit` is the code of the unit that gets its letters at once; without one the desk of the site
    dispatches them. `categories` are the codes of what it takes, with spaces between.
    """

    site = models.ForeignKey(GovSite, models.PROTECT, related_name="mailboxes", verbose_name="网站")
    code = models.CharField("代码", max_length=39)
    name = models.CharField("名称", max_length=40)
    kind = models.CharField("种类", max_length=12, choices=MailboxKind.choices())
    holder = models.CharField("谁的信箱", max_length=40, blank=True)
    intro = models.CharField("说明", max_length=300, blank=True)
    unit = models.CharField("办理单位", max_length=40, blank=True)
    categories = models.CharField("受理类别", max_length=100)
    real_name = models.CharField("实名要求", max_length=10, choices=RealName.choices())
    sign_in = models.CharField(
        "登录要求", max_length=10, choices=SignInNeed.choices(), default=SignInNeed.NONE.value
    )
    is_open = models.BooleanField("接收来信", default=True)
    position = models.PositiveSmallIntegerField("次序", default=0)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "信箱"
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="letters_mailbox_code")
        ]

    def __str__(self) -> str:
        return self.name

    def facts(self) -> MailboxFacts:
        """Return what decisions about the mailbox ask."""
        return MailboxFacts(
            code=self.code,
            name=self.name,
            kind=MailboxKind(self.kind),
            holder=self.holder,
            intro=self.intro,
            unit=self.unit,
            categories=tuple(map(LetterCategory, self.categories.split())),
            real_name=RealName(self.real_name),
            sign_in=SignInNeed(self.sign_in),
            is_open=self.is_open,
            position=self.position,
        )


class LetterDetails(models.Model):
    """What a letter says beside its case (来信信息).

    `fingerprint` is the keyed digest of its text: equal texts have equal ones. `tell_at` is since when
    its sender waits to hear of progress by mail, text message or telephone. `verified_by` is the
    service by which its sender was signed in, `identity` issuer and subject of it on two lines.
    """

    case = models.OneToOneField(Case, models.CASCADE, related_name="letter")
    mailbox = models.ForeignKey(
        Mailbox, models.PROTECT, null=True, related_name="letters", verbose_name="信箱"
    )
    may_publish = models.BooleanField("同意公开", default=False)
    progress = models.CharField(
        "进度告知方式",
        max_length=10,
        choices=ProgressChannel.choices(),
        default=ProgressChannel.WEB.value,
    )
    about = models.BigIntegerField("所问文件", null=True)
    origin = models.CharField("论坛或来源", max_length=60, blank=True)
    origin_url = models.CharField("原帖网址", max_length=500, blank=True)
    fingerprint = models.CharField(max_length=64, db_index=True)
    import_key = models.CharField(max_length=64, blank=True)  # identifies the line of a table
    verified_by = models.CharField("实名认证", max_length=40, blank=True)
    identity = EncryptedTextField(blank=True, default="", purpose=IDENTITY)
    identity_index = BlindIndexField(source="identity", normal="exact")
    tell_at = models.DateTimeField("待告知自", null=True)
    told_at = models.DateTimeField("最近告知", null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = "来信信息"
        constraints = [
            models.UniqueConstraint(
                fields=["import_key"], condition=~Q(import_key=""), name="letters_imported_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["tell_at"], name="letters_to_tell", condition=Q(tell_at__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return str(self.case)


def sites_of_desk(person: Person, right: str, at: datetime, path: str = "") -> Q:
    """Return a Q of the sites where a person has a right at the desk; `path` such as `site__`."""
    powers = authority.powers_of(person, at)
    units = powers.units_where(right)
    hosted = Q((f"{path}operating_unit", None)) & units.as_code_q(f"{path}unit__code")
    desk = hosted | units.as_code_q(f"{path}operating_unit__code")
    return desk | powers.sites_where(right).as_q(f"{path}code")


class LetterImportQuerySet(models.QuerySet["LetterImport"]):
    """Tables of past letters, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> LetterImportQuerySet:
        """Return those of the sites whose past letters a person may import."""
        return self.filter(sites_of_desk(person, IMPORT, at, "site__"))


class LetterImport(models.Model):
    """An uploaded table of past letters (历史来信导入), and the results of its lines.

    `content` is the table as uploaded, sealed; it is erased after the import. `headings` are those
    of the table, `columns` maps fields to headings. `results` has the lines that were not imported,
    each as line, state and reason, without any text of a letter.
    """

    rows_sealed_at_once = 1  # a change of keys reads whole rows, and these are large

    site = models.ForeignKey(GovSite, models.PROTECT, related_name="+", verbose_name="网站")
    name = models.CharField("表格", max_length=200)
    content = EncryptedTextField(blank=True, purpose=TABLE)
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    category = models.CharField("未写类别的作为", max_length=30, choices=LetterCategory.choices())
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey(
        "organization.Person", models.PROTECT, related_name="+", verbose_name="上传人"
    )
    job = models.BigIntegerField(null=True)
    is_trial = models.BooleanField(default=True)
    total = models.PositiveIntegerField("行数", default=0)
    made = models.PositiveIntegerField("导入", default=0)
    skipped = models.PositiveIntegerField("跳过", default=0)
    failed = models.PositiveIntegerField("有误", default=0)
    results = models.JSONField(default=list)
    ended_at = models.DateTimeField("导入时间", null=True)

    objects = LetterImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "历史来信导入"
        indexes = [models.Index(fields=["site", "-id"], name="letters_import_site")]

    def __str__(self) -> str:
        return self.name

    @property
    def subject_key(self) -> str:
        """The opaque key of this table in events."""
        return f"letter_import:{self.pk}"


class HotTopicQuerySet(models.QuerySet["HotTopic"]):
    """Topics, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> HotTopicQuerySet:
        """Return those of the sites at whose desk a person may answer topics."""
        return self.filter(sites_of_desk(person, TOPICS, at, "site__"))


class HotTopic(models.Model):
    """A matter of many letters (热点), and the one answer to them.

    `answer` is the opaque key of an article or an emergency series. `answered_at` is when it went
    online; the senders then get its title and link.
    """

    site = models.ForeignKey(GovSite, models.PROTECT, related_name="+", verbose_name="网站")
    name = models.CharField("反映的问题", max_length=60)
    answer = models.CharField("回应", max_length=60, db_index=True)
    made_by = models.ForeignKey("organization.Person", models.PROTECT, related_name="+")
    made_at = models.DateTimeField("建立时间")
    answered_at = models.DateTimeField("回应时间", null=True)
    title = models.CharField(max_length=200, blank=True)
    link = models.CharField(max_length=500, blank=True)

    objects = HotTopicQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "热点回应"
        indexes = [models.Index(fields=["site", "-id"], name="letters_topic_site")]

    def __str__(self) -> str:
        return self.name

    @property
    def subject_key(self) -> str:
        """The opaque key of this topic in events."""
        return f"hot_topic:{self.pk}"

    @property
    def in_series(self) -> bool:
        """Whether the answer is in an emergency series, not an article."""
        return self.answer.startswith("series:")


class TopicLetter(models.Model):
    """A letter that a topic answers, and when its sender was informed."""

    topic = models.ForeignKey(HotTopic, models.CASCADE, related_name="letters")
    case = models.ForeignKey(Case, models.CASCADE, related_name="topics")
    told_at = models.DateTimeField("告知时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "热点来信"
        constraints = [
            models.UniqueConstraint(fields=["topic", "case"], name="letters_topic_letter_once")
        ]


class MatterVersionQuerySet(models.QuerySet["MatterVersion"]):
    """Versions of directories, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> MatterVersionQuerySet:
        """Those of the desks whose directory a person keeps."""
        units = authority.powers_of(person, at).units_where(DIRECTORY)
        return self.filter(units.as_code_q("desk_unit"))

    def current_of(self, desk_unit: str) -> MatterVersion | None:
        """Return the newest version of a desk's directory."""
        return self.filter(desk_unit=desk_unit).order_by("-number").first()


class MatterVersion(models.Model):
    """One version of a desk's directory of matters (事项目录); the newest is in force, none is changed."""

    desk_unit = models.CharField("转办单位", max_length=40)
    number = models.PositiveIntegerField("版次")
    made_at = models.DateTimeField("导入时间")
    made_by = models.ForeignKey(
        "organization.Person", models.PROTECT, related_name="+", verbose_name="导入人"
    )

    objects = MatterVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "事项目录"
        constraints = [
            models.UniqueConstraint(fields=["desk_unit", "number"], name="letters_matter_version")
        ]

    def __str__(self) -> str:
        return f"第 {self.number} 版"


class Matter(models.Model):
    """A line of a directory: matters in words, and the unit they belong to."""

    version = models.ForeignKey(MatterVersion, models.CASCADE, related_name="matters")
    text = models.CharField("事项", max_length=300)
    unit = models.CharField("办理单位", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "事项"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text
