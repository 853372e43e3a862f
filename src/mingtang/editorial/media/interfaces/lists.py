"""The lists of the library: pictures, films and sound, files."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mingtang.editorial.media.queries import article_counts, asked_formats
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.ground.foundation.files import FileKind
from mingtang.institution.organization.models import Unit
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import DayField
from mingtang.workbench.backoffice.media import viewable, viewable_owners
from mingtang.workbench.backoffice.media_uses import media_key
from mingtang.workbench.backoffice.models import OfficeFile, Picture
from mingtang.workbench.backoffice.screens import HeaderButton, ListScreen, Screen, Tab
from mingtang.workbench.backoffice.tables import TableColumn, tag

TITLE = "素材库"
READ = ("content.read", "content.write", "content.edit")
PREVIEW = "max-160x120"
PLAYED = (FileKind.MP4.value, FileKind.WMV.value, FileKind.MP3.value)
_TABS = (("pictures", "图片"), ("films", "视频和音频"), ("files", "附件"))


def media_url(media: Picture | OfficeFile, verb: str = "") -> str:
    """Return the address of the screen of a picture or file, or of what is done with it."""
    sort = "picture" if isinstance(media, Picture) else "file"
    return reverse(f"media:{sort}-{verb}" if verb else f"media:{sort}", args=[media.pk])


def unit_of(media: Picture | OfficeFile) -> Unit:
    """Return the unit that has a picture or file."""
    unit: Unit = media.collection.owning_unit.unit
    return unit


class LibraryRoom(Screen):
    """A screen for those who read or write texts of some unit."""

    def admit(self) -> None:
        """Admit them."""
        super().admit()
        if not any(map(self.powers.holds, READ)):
            raise NotVisible


def _owners(person: Any, at: datetime) -> QuerySet[Unit]:
    """Return the units of which the person sees something here."""
    return viewable_owners(person, at).order_by("name")


class LibraryFilter(FilterForm):
    """Whose it is, of which form, and when it came in."""

    shared = forms.ChoiceField(
        label="范围",
        required=False,
        choices=[("", "全部"), ("yes", "共享素材"), ("no", "未共享的")],
    )
    unit = ChoiceOfVisible(_owners, label="单位", required=False, empty_label="全部")
    kind = forms.ChoiceField(label="格式", required=False)
    since = DayField(label="上传日期自", required=False)
    until = DayField(label="至", required=False)

    def __init__(self, *args: Any, kinds: Sequence[FileKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["kind"]
        field.choices = [("", "全部"), *((kind.value, kind.label) for kind in kinds)]
        if len(kinds) < 2:
            del self.fields["kind"]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows that the fields leave."""
        asked = self.cleaned_data
        if asked["shared"]:
            rows = rows.filter(is_shared=asked["shared"] == "yes")
        if asked["unit"]:
            rows = rows.filter(collection__owning_unit__unit=asked["unit"])
        if asked.get("kind"):
            rows = rows.filter(kind=asked["kind"])
        if asked["since"]:
            rows = rows.filter(created_at__gte=datetime.combine(asked["since"], time.min, BEIJING))
        if asked["until"]:
            rows = rows.filter(created_at__lte=datetime.combine(asked["until"], time.max, BEIJING))
        return rows


class LibraryList(LibraryRoom, ListScreen):
    """One sort of media of one's units, and what others share."""

    title = TITLE
    lead = "本单位上传的，以及各单位共享的图片、视频和附件；写稿时从这里选用。"
    model = Picture
    order = ("-created_at", "-pk")
    search_fields = ("title",)
    search_label = "名称"
    filter_class = LibraryFilter
    empty_text = "还没有素材。点“上传”添加，或在写稿时直接插入。"
    sort_name: ClassVar[str] = "pictures"
    kinds: ClassVar[tuple[FileKind, ...]] = ()
    upload: ClassVar[tuple[str, str]] = ("上传图片", "wagtailimages:add_multiple")

    def visible_rows(self) -> Any:
        """Return what the person finds in the library, with its unit."""
        rows = viewable(self.model, self.person, self.at)
        return rows.filter(kind__in=self.kinds).select_related("collection__owning_unit__unit")

    def get_lead(self) -> str:
        """Say what is here, and in which forms the rules in force ask for material."""
        asked = "；".join(asked_formats(self.person.unit.code, at=self.at))
        return f"{self.lead}报送材料的统一格式：{asked}。" if asked else self.lead

    def get_filter_kwargs(self) -> dict[str, Any]:
        """Tell the filter which forms there are."""
        return {**super().get_filter_kwargs(), "kinds": self.kinds}

    def get_tabs(self) -> Sequence[Tab]:
        """Return the three lists."""
        return [
            Tab(label, reverse(f"media:{name}"), name == self.sort_name) for name, label in _TABS
        ]

    def get_columns(self) -> Sequence[TableColumn]:
        """Return the columns, with how often each row of the page is used."""
        counts = article_counts([media_key(row) for row in self.page.rows])
        return (
            *self.get_preview(),
            TableColumn("名称", "title", link=media_url, kind="main"),
            TableColumn("格式", lambda row: FileKind(row.kind).label, kind="short"),
            TableColumn("大小", lambda row: filesizeformat(row.file_size or 0), kind="short"),
            TableColumn("单位", _owner),
            TableColumn("使用情况", lambda row: used_words(counts.get(media_key(row), 0))),
            TableColumn("上传时间", "created_at", kind="moment"),
        )

    def get_preview(self) -> Sequence[TableColumn]:
        """Return the column that shows the thing itself, where it can be seen at a glance."""
        return ()

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Offer to upload to those who write."""
        if not self.powers.holds("content.write"):
            return ()
        label, name = self.upload
        return (HeaderButton(label, reverse(name), icon="upload", primary=True),)


def _owner(row: Picture | OfficeFile) -> SafeString | str:
    unit = unit_of(row)
    name = unit.short_name or unit.name
    return format_html("{} {}", name, tag("共享", "good")) if row.is_shared else name


def used_words(count: int) -> str:
    """Return in how many articles something is used, in words."""
    return f"用在 {count} 篇稿件" if count else "没有稿件使用"


def preview(picture: Picture) -> SafeString:
    """Return a small picture that leads to its screen; its name is beside it."""
    made = picture.get_rendition(PREVIEW)
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="" loading="lazy">',
        made.url,
        made.width,
        made.height,
    )


class PictureList(LibraryList):
    """Pictures."""

    kinds = tuple(kind for kind in FileKind if kind.is_image)

    def visible_rows(self) -> Any:
        """Return the pictures with the small copies that the list shows."""
        return super().visible_rows().prefetch_renditions(PREVIEW)

    def get_preview(self) -> Sequence[TableColumn]:
        """Show each."""
        return (TableColumn("预览", preview),)

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Offer the mark of the unit too."""
        buttons = super().get_buttons()
        mark = HeaderButton("本单位水印", reverse("media:watermark"), icon="edit")
        return (*buttons, mark) if buttons else ()


class FilmList(LibraryList):
    """Films and sound."""

    model = OfficeFile
    sort_name = "films"
    kinds = tuple(FileKind(value) for value in PLAYED)
    upload = ("上传视频或音频", "wagtaildocs:add_multiple")


class FileList(LibraryList):
    """Files to download."""

    model = OfficeFile
    sort_name = "files"
    kinds = tuple(kind for kind in FileKind if not kind.is_image and kind.value not in PLAYED)
    upload = ("上传附件", "wagtaildocs:add_multiple")
