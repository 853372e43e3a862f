"""Screens of one picture or file: what it is and where it is used; change its words, delete it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from mingtang.editorial.media.interfaces.lists import (
    PLAYED,
    TITLE,
    LibraryRoom,
    media_url,
    unit_of,
    used_words,
)
from mingtang.editorial.media.queries import article_counts, old_versions_using
from mingtang.ground.foundation.decisions import Decision
from mingtang.ground.foundation.files import FileKind
from mingtang.spine.jobs.enums import JobState
from mingtang.spine.jobs.models import Job
from mingtang.workbench.backoffice.actions.films import CONVERT, may_convert, request_conversion
from mingtang.workbench.backoffice.actions.media import (
    change_media,
    delete_media,
    is_unused,
    subject_of,
)
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.media import viewable
from mingtang.workbench.backoffice.media_uses import media_key, media_uses
from mingtang.workbench.backoffice.models import OfficeFile, Picture
from mingtang.workbench.backoffice.screens import (
    ActionScreen,
    ConfirmScreen,
    Crumb,
    DetailScreen,
    Fact,
    HeaderButton,
    Scoped,
)

Media = Picture | OfficeFile
WRITE = ("content.write", "content.edit")


def list_of(media: Media) -> str:
    """Return the name of the list that holds a picture or file."""
    if isinstance(media, Picture):
        return "media:pictures"
    return "media:films" if media.kind in PLAYED else "media:files"


def original_url(media: Media) -> str:
    """Return the address of the bytes as they came in."""
    return str(media.file.url if isinstance(media, Picture) else media.url)


class OneMedia(Scoped, LibraryRoom):
    """A screen about one picture, or one file."""

    model: ClassVar[type[Media]] = Picture

    def visible_rows(self) -> Any:
        """Return what the person finds in the library, with its unit."""
        rows = viewable(self.model, self.person, self.at)
        return rows.select_related("collection__owning_unit__unit", "uploaded_by_user")

    def may_change(self) -> Decision:
        """Answer whether the person writes or edits for the unit that has it."""
        unit = unit_of(self.object).code
        found = [self.powers.may(right, unit=unit) for right in WRITE]
        return found[0] or found[1]

    def get_crumbs(self) -> list[Crumb]:
        """Return the way over the list and, for what is done with it, its own screen."""
        own = str(self.object.title)
        home, *_, here = super().get_crumbs()
        way = [home, Crumb(TITLE, reverse(list_of(self.object)))]
        return (
            [*way, here] if here.label == own else [*way, Crumb(own, media_url(self.object)), here]
        )


class MediaScreen(OneMedia, DetailScreen):
    """What it is, a look at it, where it is used, what can be done with it."""

    template_name = "media/media.html"

    def get_title(self) -> str:
        """Return its name."""
        return str(self.object.title)

    def get_facts(self) -> Sequence[Fact]:
        """Return what is known of it."""
        media: Media = self.object
        facts = [
            Fact("格式", FileKind(media.kind).label),
            Fact("大小", filesizeformat(media.file_size or 0)),
            Fact("单位", unit_of(media).name),
            Fact("共享", "是，各单位都可以选用" if media.is_shared else "否，只有本单位可以选用"),
            Fact("上传人", media.uploaded_by_user.name if media.uploaded_by_user else ""),
            Fact("上传时间", media.created_at),
            Fact("文件名", media.name),
        ]
        if isinstance(media, Picture):
            facts.insert(1, Fact("像素", f"{media.width}×{media.height}"))
            facts += [
                Fact("水印", media.watermark),
                Fact("图片来源（作者）", media.source),
                Fact("说明", media.description),
            ]
        return [fact for fact in facts if fact.value not in (None, "")]

    def get_subject(self) -> str:
        """Return the key of its history, for those who have it in hand."""
        return subject_of(self.object) if self.may_change() else ""

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Return what can be done with it."""
        media: Media = self.object
        buttons = [HeaderButton("下载原件", original_url(media), icon="download")]
        if not self.may_change():
            return buttons
        on_picture = [("裁剪", "crop", "crosshairs"), ("焦点", "focus", "view")]
        return [
            HeaderButton("修改说明", media_url(media, "edit"), icon="edit", primary=True),
            *(
                HeaderButton(label, media_url(media, verb), icon=icon)
                for label, verb, icon in on_picture
                if isinstance(media, Picture)
            ),
            HeaderButton("替换", media_url(media, "replace"), icon="rotate"),
            HeaderButton("删除", media_url(media, "delete"), icon="bin"),
            *buttons,
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand over the places that show it."""
        media: Media = self.object
        key = media_key(media)
        return super().get_context_data(
            uses=media_uses(key, self.person, self.at),
            used=used_words(article_counts([key])[key]),
            film=film_state(media),
            may_change=bool(self.may_change()),
            is_picture=isinstance(media, Picture),
            is_film=media.kind == FileKind.MP4.value,
            is_sound=media.kind == FileKind.MP3.value,
            **kwargs,
        )


@dataclass(frozen=True)
class FilmState:
    """How far a film that browsers do not play is on its way to MP4."""

    words: str
    made: OfficeFile | None = None
    may_ask: bool = False


def film_state(film: Media) -> FilmState | None:
    """Return how far the conversion of a film is; None for what needs none."""
    if not isinstance(film, OfficeFile) or film.kind != FileKind.WMV.value:
        return None
    if film.as_mp4 is not None:
        return FilmState("已转成 MP4，写稿件时请选用转好的那一份：", made=film.as_mp4)
    job = Job.objects.filter(kind=CONVERT, key=f"file:{film.pk}").order_by("-pk").first()
    if job is None:
        return FilmState("WMV 视频不能在网页上播放，要先转成 MP4。", may_ask=True)
    if job.state == JobState.RUNNING:
        share = f"，已完成 {min(99, job.done * 100 // job.total)}%" if job.total else ""
        return FilmState(f"正在转成 MP4{share}。可以离开这一页，稍后回来看。")
    if job.state == JobState.WAITING:
        return FilmState("正在排队转成 MP4，请稍后刷新本页。")
    note = str((job.result or {}).get("note", "")) or "没有转成 MP4，原件保存完好。"
    return FilmState(note, may_ask=True)


class ConvertFilm(OneMedia, ConfirmScreen):
    """Ask for a film to be made MP4."""

    model = OfficeFile
    title = "转成 MP4"
    submit_label = "开始转换"
    success_message = "已开始转换，完成后素材库里会多一份 MP4。"

    def may_begin(self) -> Decision:
        """Answer whether the person has it in hand and it is not made yet."""
        may = self.may_change()
        return may & may_convert(self.object) if may else may

    def get_consequences(self) -> Sequence[str]:
        """Say what becomes of both."""
        return (
            "后台把视频转成 MP4，另存一份，名称相同；原件不动。",
            "视频较长时要等几分钟到几十分钟。",
        )

    def act(self, form: Any) -> Any:
        """Ask for it."""
        return request_conversion(actor=self.person, at=self.at, media=self.object)

    def get_success_url(self, result: Any) -> str:
        """Return its screen."""
        return media_url(self.object)


class MediaWords(DeskForm):
    """What a picture or file is called, and who may use it."""

    title = forms.CharField(label="名称", max_length=255)
    description = forms.CharField(
        label="说明",
        max_length=255,
        required=False,
        help_text="用一句话说出图上有什么，供选用的人填写图片名称时参考。",
    )
    source = forms.CharField(label="图片来源（作者）", max_length=100, required=False)
    watermark = forms.CharField(
        label="水印",
        max_length=30,
        required=False,
        help_text="写在网页所用图片的右下角，如“明州市教育局”；留空不加。原图不受影响。",
    )
    is_shared = forms.BooleanField(
        label="共享给各单位使用",
        required=False,
        help_text="共享后，各单位写稿时都能找到并选用；已经用上的，取消共享后仍然保留。",
    )


class ChangeMedia(OneMedia, ActionScreen):
    """Change the words about it, and whether other units may use it."""

    title = "修改说明"
    form_class = MediaWords

    def may_begin(self) -> Decision:
        """Answer whether the person has it in hand."""
        return self.may_change()

    def get_initial(self) -> dict[str, Any]:
        """Return what is known."""
        names = MediaWords.base_fields
        return {name: getattr(self.object, name) for name in names if hasattr(self.object, name)}

    def make_form(self, fields: Any = None) -> Any:
        """Return the form; a file has no source and no description."""
        form = super().make_form(fields)
        for name in [name for name in form.fields if not hasattr(self.object, name)]:
            del form.fields[name]
        return form

    def act(self, form: Any) -> Media:
        """Save the words."""
        media: Media = self.object
        for name, value in form.cleaned_data.items():
            setattr(media, name, value)
        change_media(actor=self.person, at=self.at, media=media)
        return media

    def get_success_url(self, result: Any) -> str:
        """Return its screen."""
        return media_url(self.object)


class DeleteMedia(OneMedia, ConfirmScreen):
    """Delete what nothing shows."""

    title = "删除素材"
    submit_label = "删除"
    success_message = "已删除。"
    is_grave = True

    def may_begin(self) -> Decision:
        """Answer whether the person has it in hand and nothing shows it."""
        may = self.may_change()
        return may & is_unused(self.object, self.person, self.at) if may else may

    def get_consequences(self) -> Sequence[str]:
        """Say that it is gone, and what of old versions."""
        old = old_versions_using(media_key(self.object))
        said = [f"“{self.object.title}”从素材库中删去，不能恢复。"]
        if old:
            said.append(f"有 {old} 篇稿件的旧版本用过它，删除后在旧版本里不再显示。")
        return said

    def act(self, form: Any) -> str:
        """Delete it and return where the list is."""
        name = list_of(self.object)
        delete_media(actor=self.person, at=self.at, media=self.object)
        return name

    def get_success_url(self, result: Any) -> str:
        """Return the list."""
        return reverse(result)
