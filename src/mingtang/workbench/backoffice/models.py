"""Tables of the furniture: media of the units, one-time form keys, forms kept for their writers."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Collection
from wagtail.search.index import FilterField

from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.files import FileKind
from mingtang.ground.papers.sheets import SheetForm
from mingtang.institution.organization.models import Person, Unit
from mingtang.spine.jobs.models import Job
from mingtang.spine.vault.fields import EncryptedTextField


class UnitCollection(models.Model):
    """Where the pictures and files of one unit are: one collection of Wagtail for each unit.

    `watermark` is what new pictures of the unit get (see :class:`Picture`).
    """

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="media_collection")
    collection = models.OneToOneField(Collection, models.PROTECT, related_name="owning_unit")
    watermark = models.CharField("水印", max_length=30, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "单位素材库"

    def __str__(self) -> str:
        return f"{self.unit}的素材库"


class PastTheDoor(RuntimeError):
    """A file was to be stored that nobody judged, or another put in the place of one that was."""


class JudgedMedia(models.Model):
    """What is known of a picture or file since it came in: it never changes.

    Only :func:`mingtang.workbench.backoffice.actions.media.add_media` stores one. Articles pin the digest, so other
    bytes are another picture or file.
    """

    name = models.CharField("文件名", max_length=255, editable=False)
    kind = models.CharField("格式", max_length=10, choices=FileKind.choices(), editable=False)
    digest = models.CharField("SHA-256", max_length=64, editable=False)
    is_shared = models.BooleanField("共享给各单位使用", default=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        changing = kwargs.get("update_fields")
        if changing is None or not _UNCHANGING.isdisjoint(changing):
            self._check_unchanged()
        super().save(*args, **kwargs)

    def _check_unchanged(self) -> None:
        file: Any = getattr(self, "file")  # noqa: B009 - of the class that mixes this in
        if not self.digest or not self.kind or not self.name:
            raise PastTheDoor(f"{type(self).__name__}: not judged")
        if self.pk is None:
            return
        rows: Any = type(self)._default_manager.filter(pk=self.pk)
        known = rows.values_list("file", "name", "kind", "digest").first()
        if known is not None and known != (file.name, self.name, self.kind, self.digest):
            raise PastTheDoor(f"{type(self).__name__} {self.pk}: another file in its place")

    @property
    def filename(self) -> str:
        """The name under which it came in, made safe."""
        return self.name

    def get_upload_to(self, filename: str) -> str:
        """Return where the file is: by its digest, so that no name from outside is a path."""
        return f"{self.digest[:2]}/{self.digest}.{self.kind}"


_UNCHANGING = frozenset({"file", "name", "kind", "digest"})


def _document_place(instance: "OfficeFile", filename: str) -> str:
    return f"files/{instance.get_upload_to(filename)}"


def _without_tags(fields: list[Any]) -> list[Any]:
    found = [field for field in fields if field.field_name != "tags"]
    return [*found, FilterField("is_shared")]


class Picture(JudgedMedia, AbstractImage):  # type: ignore[django-manager-missing]
    """A picture (图片) that belongs to a unit. No tags: tags are shared by all units and leak."""

    source = models.CharField("图片来源（作者）", max_length=100, blank=True)
    # In the corner of the sizes that readers get; never in the original.
    watermark = models.CharField("水印", max_length=30, blank=True)

    admin_form_fields = (
        "title",
        "file",
        "description",
        "source",
        "collection",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )
    search_fields = _without_tags(AbstractImage.search_fields)
    search_auto_update = False  # found by title in the database; no job per upload
    wagtail_reference_index_ignore = True

    def get_upload_to(self, filename: str) -> str:
        return f"pictures/{super().get_upload_to(filename)}"

    class Meta(AbstractImage.Meta):
        verbose_name = verbose_name_plural = "图片"
        indexes = [
            models.Index(fields=["collection", "-created_at"], name="desk_picture_newest"),
            models.Index(fields=["file"], name="desk_picture_file"),
            models.Index(
                fields=["-created_at", "-id"],
                name="desk_picture_shared",
                condition=models.Q(is_shared=True),
            ),
        ]


class PictureRendition(AbstractRendition):
    """A picture made smaller or cut for one use (图片规格)."""

    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        verbose_name = verbose_name_plural = "图片规格"
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="desk_rendition_once"
            )
        ]
        # The media view finds the picture of a file by its name.
        indexes = [models.Index(fields=["file"], name="desk_rendition_file")]


class OfficeFile(JudgedMedia, AbstractDocument):  # type: ignore[django-manager-missing]
    """A file to download (文件) that belongs to a unit."""

    file = models.FileField("文件", upload_to=_document_place)

    # Of a film that browsers do not play: the one made of it that they do.
    as_mp4 = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="made_from"
    )

    admin_form_fields = ("title", "file", "collection")

    def clean(self) -> None:
        # The door judges files; Wagtail's check of the extension would blame an empty name on top.
        return

    @property
    def content_type(self) -> str:
        """The media type of its kind, whatever its name says."""
        return FileKind(self.kind).media_type

    @property
    def content_disposition(self) -> str:
        """Saved under its name, never shown as a page of the office."""
        return f"attachment; filename*=UTF-8''{quote(self.name, safe='')}"

    search_fields = _without_tags(AbstractDocument.search_fields)
    search_auto_update = False
    wagtail_reference_index_ignore = True

    class Meta(AbstractDocument.Meta):
        verbose_name = verbose_name_plural = "文件"
        indexes = [
            models.Index(fields=["collection", "-created_at"], name="desk_officefile_newest"),
            models.Index(fields=["file"], name="desk_officefile_file"),
            models.Index(
                fields=["-created_at", "-id"],
                name="desk_officefile_shared",
                condition=models.Q(is_shared=True),
            ),
        ]


class SpentFormKey(models.Model):
    """A form key that was used: the same form sent twice is done once."""

    key = models.CharField(max_length=64, primary_key=True)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    spent_at = models.DateTimeField(db_index=True)
    outcome = models.CharField(
        max_length=500, blank=True
    )  # the address that showed what came of it

    class Meta:
        verbose_name = verbose_name_plural = "已用表单号"

    def __str__(self) -> str:
        return self.key


class KeptFormQuerySet(models.QuerySet["KeptForm"]):
    """Kept forms, read as adjectives."""

    def fresh(self, at: datetime) -> "KeptFormQuerySet":
        """Forms that are stored at this moment and whose text was not saved meanwhile.

        A copy that was on its way while its form was sent arrives after the form.
        """
        sent = SpentFormKey.objects.filter(key=models.OuterRef("form_key"))
        return self.filter(expires_at__gt=at).exclude(models.Exists(sent))


class KeptForm(models.Model):
    """What someone typed and has not saved, encrypted, until they are back (暂存表单)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    path = models.CharField(max_length=500)
    form_key = models.CharField(max_length=64, blank=True)
    body = models.BinaryField()
    kept_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    objects = KeptFormQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "暂存表单"
        constraints = [
            models.UniqueConstraint(fields=["person", "path"], name="desk_keptform_once_per_screen")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.path}"


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    """Saved filters, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> "SavedFilterQuerySet":
        """Return the filters that a person saved; nobody sees those of others."""
        return self.filter(person=person)


class SavedFilter(models.Model):
    """What a person often asks of a list (常用筛选): search, filters and order under one name."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    list_name = models.CharField(max_length=200)
    name = models.CharField("名称", max_length=30)
    # Sealed, because people are searched by number and address.
    query = EncryptedTextField(purpose="desk.saved_filter")
    saved_at = models.DateTimeField("保存时间")

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "常用筛选"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "list_name", "name"], name="desk_savedfilter_once_per_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ExportQuerySet(models.QuerySet["Export"]):
    """Exports, read as adjectives."""

    def visible_to(self, person: Person, *, at: datetime) -> "ExportQuerySet":
        """Return the exports that a person asked for; nobody sees those of others."""
        return self.filter(person=person)


class Export(models.Model):
    """A list that someone asked for as a file (导出), made by a job and deleted after some days.

    `list_name`, `arguments` and `query` say which screen it was and what was searched and filtered.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    list_name = models.CharField(max_length=200)
    title = models.CharField("名称", max_length=100)
    arguments = models.JSONField(default=dict)
    # Sealed, because people are searched by number and address.
    query = EncryptedTextField(blank=True, purpose="desk.export")
    form = models.CharField(
        "格式", max_length=5, choices=[(form.value, form.name) for form in SheetForm]
    )
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField("申请时间")
    finished_at = models.DateTimeField("完成时间", null=True)
    rows = models.PositiveBigIntegerField("行数", null=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导出"
        indexes = [
            models.Index(fields=["person", "-id"], name="desk_export_person"),
            models.Index(fields=["requested_at"], name="desk_export_requested"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def file_name(self) -> str:
        """The name under which it is saved, with the day it was asked for."""
        day = self.requested_at.astimezone(BEIJING)
        return f"{self.title} {day:%Y-%m-%d}.{self.form}"
