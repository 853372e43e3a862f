"""Articles (稿件), their immutable revisions, what is online of them, and where they stand."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from wagtail.fields import StreamField

from mingtang.editorial.content.blocks import ArticleBody
from mingtang.editorial.content.enums import (
    ENDED,
    UNSENT,
    ArticleKind,
    ArticleState,
    ArticleVerb,
    Force,
    LegalLevel,
    PlacementState,
    PolicyArea,
)
from mingtang.institution.organization.authority import Powers, authority

if TYPE_CHECKING:
    from mingtang.institution.organization.models import Person


CORRECTING = "已发布（更正中）"


class ArticleQuerySet(models.QuerySet["Article"]):
    """Articles, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> ArticleQuerySet:
        """Return what a person may see in the office: what they handle, and what a site is offered.

        Who decides about a site's columns reads what is offered to them or stands in them.
        """
        powers = authority.powers_of(person, at)
        handled = self._handled(powers)
        receiving = powers.sites_where("publishing.accept")
        if receiving.all or not receiving:
            return self.filter(handled)
        shown = [PlacementState.OFFERED.value, PlacementState.ACCEPTED.value]
        placed = Placement.objects.filter(receiving.as_q("site__code"), state__in=shown)
        return self.filter(handled | Q(pk__in=placed.values("article")))

    def handled_by(self, person: Person, *, at: datetime) -> ArticleQuerySet:
        """Return own units' texts, and what came to a desk.

        A unit sees what it wrote; drafts that were never sent only those who write there and its
        own leaders (`content.read_drafts`). The people of a site (desk, editors, reviewers) see
        what was sent to that site once the unit has let it go, and nothing of a unit's drafts.
        """
        return self.filter(self._handled(authority.powers_of(person, at)))

    def _handled(self, powers: Powers) -> Q:
        drafts = powers.units_where("content.read_drafts").as_q("unit_id")
        own = powers.units_where("content.read").as_q("unit_id")
        sites = powers.sites_where("content.read").as_q("site__code")
        unsent = Q(state__in=[str(state) for state in UNSENT], has_arrived=False)
        return (own & (drafts | ~unsent)) | (sites & Q(has_arrived=True))

    def in_state(self, *states: ArticleState) -> ArticleQuerySet:
        """Return the articles whose working copy is in one of these states."""
        return self.filter(state__in=[str(state) for state in states])


class PublicText(models.Model):
    """What readers see of an article: declared here for the working copy and the release alike.

    A new field here needs a migration, a place in the form and the schemas, and a part of the theme;
    a test tells what lacks it.
    """

    kind = models.CharField("类型", max_length=20, choices=ArticleKind.choices())
    title = models.CharField("标题", max_length=200)
    subtitle = models.CharField("副标题", max_length=200, blank=True)
    summary = models.TextField("摘要", blank=True, max_length=500)
    keywords = models.CharField("关键词", max_length=200, blank=True)
    source = models.CharField("信息来源", max_length=100, blank=True)
    author = models.CharField("作者", max_length=60, blank=True)
    editor = models.CharField("责任编辑", max_length=60, blank=True)
    happened_on = models.DateField("事件发生日期", null=True, blank=True)
    document_number = models.CharField("发文字号", max_length=60, blank=True)
    index_number = models.CharField("索引号", max_length=60, blank=True)
    issuing_office = models.CharField("发文机关", max_length=100, blank=True)
    topic_class = models.CharField("主题分类", max_length=60, blank=True)
    document_date = models.DateField("成文日期", null=True, blank=True)
    legal_level = models.CharField(
        "效力级别",
        max_length=20,
        blank=True,
        choices=[(code, label) for code, label in LegalLevel.choices() if code],
    )
    force = models.CharField(
        "有效性",
        max_length=20,
        blank=True,
        choices=[(code, label) for code, label in Force.choices() if code],
    )
    lapses_on = models.DateField("失效日期", null=True, blank=True)
    # In the words of the pack, so that a page needs no pack to say by whom or how it is explained.
    interpretation_form = models.CharField("解读形式", max_length=30, blank=True)

    class Meta:
        abstract = True


PUBLIC_FIELDS = tuple(field.name for field in PublicText._meta.local_fields)


class Article(PublicText):
    """One article, stored once, whatever the number of places that show it.

    The editorial fields hold the working copy. What readers see stands in :class:`Release`.
    """

    content_class = models.CharField("内容类别", max_length=40, default="ordinary")
    is_important = models.BooleanField("重大信息", default=False)
    is_urgent = models.BooleanField("时效性强", default=False)
    unit = models.ForeignKey(
        "organization.Unit", models.PROTECT, verbose_name="报送单位", related_name="+"
    )
    site = models.ForeignKey(
        "gov_sites.GovSite", models.PROTECT, verbose_name="报送到", related_name="+"
    )

    body = StreamField(ArticleBody(), verbose_name="正文", blank=True)
    # Where it was online before it came here; the date online here stands in the release.
    first_released_on = models.DateField("原发布日期", null=True, blank=True)

    interprets = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="所解读的文件",
        related_name="interpretations",
    )

    is_key_policy = models.BooleanField("重要政策", default=False)
    policy_area = models.CharField(
        "政策领域",
        max_length=20,
        blank=True,
        choices=[(code, label) for code, label in PolicyArea.choices() if code],
    )
    # name of a field of the pack's plan -> what the unit plans
    interpretation_plan = models.JSONField("解读方案", default=dict, blank=True)

    # name of a declared field -> its value
    extras = models.JSONField("自定义字段", default=dict, blank=True)
    # What it does to other documents: kind, document (0 if it is not online), words.
    relations = models.JSONField("文件关系", default=list, blank=True)

    # What the unit proposes; the desk decides.
    wanted_columns = models.ManyToManyField(
        "gov_sites.Column", blank=True, verbose_name="拟发栏目", related_name="+"
    )

    state = models.CharField(
        "状态",
        max_length=20,
        default=ArticleState.DRAFT.value,
        choices=ArticleState.choices(),
    )
    has_arrived = models.BooleanField("已送达编辑部", default=False, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    revision = models.ForeignKey(
        "Revision", models.PROTECT, null=True, editable=False, related_name="+"
    )
    created_by = models.ForeignKey(
        "organization.Person", models.PROTECT, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(editable=False)
    changed_at = models.DateTimeField(editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "稿件"
        indexes = [
            models.Index(fields=["unit", "-id"], name="article_unit"),
            models.Index(fields=["site", "state", "-id"], name="article_site_state"),
            models.Index(fields=["unit", "state", "-id"], name="article_unit_state"),
            models.Index(fields=["changed_at", "id"], name="article_changed"),  # a sorted list
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """Return the opaque key under which events speak of this article."""
        return f"article:{self.pk}"

    @property
    def kind_label(self) -> str:
        """Return the Chinese word for the kind."""
        return ArticleKind(self.kind).label

    @property
    def state_label(self) -> str:
        """Return the Chinese words for the state, as a reader of the site and the office see it."""
        return CORRECTING if self.is_correcting else self.stage_label

    @property
    def stage_label(self) -> str:
        """Return the Chinese words for where the working copy stands."""
        return ArticleState(self.state).label

    @property
    def is_correcting(self) -> bool:
        """Whether another text is being prepared while the released one is online."""
        if ArticleState(self.state) in ENDED:
            return False
        release = getattr(self, "release", None)  # absent where nothing was released
        return release is not None and release.is_live


class Immutable(models.QuerySet[models.Model]):
    """Rows that are only ever added."""

    def update(self, **kwargs: object) -> int:
        raise TypeError("rows of this table are never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("rows of this table are never removed")


class Revision(models.Model):
    """One saved text of an article, never changed: who wrote which words, and when."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    data = models.JSONField()
    # The SHA-256 of every picture and file of the body: what is reviewed, and nothing else goes out.
    files = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    saved_by = models.ForeignKey("organization.Person", models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    objects = Immutable.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number")
        ]

    def save(self, *args: object, **kwargs: object) -> None:
        if self.pk is not None:
            raise TypeError("a revision is never changed")
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class ArticleStatus(models.Model):
    """One step of an article's way: which verb, by whom, on which revision, why."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="statuses")
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    actor = models.ForeignKey("organization.Person", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.ForeignKey("events.StatedReason", models.PROTECT, null=True, related_name="+")

    objects = Immutable.as_manager()

    class Meta:
        indexes = [models.Index(fields=["article", "id"], name="article_status")]

    @property
    def verb_label(self) -> str:
        """Return the Chinese word for what was done."""
        return ArticleVerb(self.verb).label


class Release(PublicText):
    """What readers see of an article (发布稿): one row while it is online or has been.

    Publishing and the public process read this and placements, never the working copy, so that a
    draft cannot leak. An imported article may have a release without a revision row.
    """

    article = models.OneToOneField(
        Article, models.PROTECT, primary_key=True, related_name="release"
    )
    revision = models.ForeignKey(Revision, models.PROTECT, null=True, related_name="+")
    is_live = models.BooleanField(default=True)
    home_site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    unit_code = models.CharField(max_length=50)
    unit_name = models.CharField(max_length=100)
    body = models.JSONField(default=list)
    # label, value and sort of each declared field, as they were at the release
    extra_facts = models.JSONField(default=list)
    interprets = models.ForeignKey(
        Article, models.PROTECT, null=True, related_name="live_interpretations"
    )
    released_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "发布稿"
        indexes = [
            models.Index(
                fields=["home_site", "is_live", "-released_at", "-article"], name="release_site"
            ),
            models.Index(
                fields=["interprets"],
                name="release_interprets",
                condition=Q(interprets__isnull=False),
            ),
            models.Index(
                fields=["document_number"],
                name="release_document_number",
                condition=~Q(document_number=""),
            ),
            models.Index(
                fields=["lapses_on"],
                name="release_lapses",
                condition=Q(lapses_on__isnull=False, is_live=True),
            ),
        ]


class PlacementQuerySet(models.QuerySet["Placement"]):
    """Placements, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> PlacementQuerySet:
        """Return offers made to a person's sites, and places of articles the person may see."""
        sites = authority.sites_where(person, "content.read", at=at)
        articles = Article.objects.visible_to(person, at=at)
        return self.filter(sites.as_q("site__code") | Q(article__in=articles))


class Placement(models.Model):
    """One article in one column of one site, with the receiving site's own decision about it."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="placements")
    column = models.ForeignKey("gov_sites.Column", models.PROTECT, related_name="+")
    site = models.ForeignKey("gov_sites.GovSite", models.PROTECT, related_name="+")
    state = models.CharField(
        "栏目推送状态",
        max_length=20,
        default=PlacementState.OFFERED.value,
        choices=PlacementState.choices(),
    )
    is_pinned = models.BooleanField("置顶", default=False)
    # Shown now: accepted by the site and the article's release is online.
    is_live = models.BooleanField(default=False)
    # The sort key of lists: the release date of the article, kept here so that a list is one index.
    released_at = models.DateTimeField(null=True)
    offered_by = models.ForeignKey(
        "organization.Person", models.PROTECT, null=True, related_name="+"
    )
    offered_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "organization.Person", models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.ForeignKey("events.StatedReason", models.PROTECT, null=True, related_name="+")

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "栏目推送"
        constraints = [
            models.UniqueConstraint(fields=["article", "column"], name="placement_once"),
            models.CheckConstraint(
                condition=Q(is_live=False) | Q(state="accepted", released_at__isnull=False),
                name="placement_live_is_accepted",
            ),
        ]
        indexes = [
            models.Index(
                fields=["column", "-released_at", "-article"],
                name="placement_list",
                condition=Q(is_live=True),
            ),
            models.Index(
                fields=["column", "-article"],
                name="placement_pinned",
                condition=Q(is_live=True, is_pinned=True),
            ),
            models.Index(fields=["site", "state", "-id"], name="placement_site_state"),
        ]

    @property
    def state_label(self) -> str:
        """Return the Chinese words for the state."""
        return PlacementState(self.state).label
