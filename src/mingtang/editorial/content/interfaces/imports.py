"""Screens of imports: upload old pages, look at what is doubtful beside its source, correct it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.blocks import StreamValue

from mingtang.editorial.content.actions import correct_imported, upload_pages
from mingtang.editorial.content.actions.articles import may_edit
from mingtang.editorial.content.enums import ArticleState, ImportOutcome
from mingtang.editorial.content.interfaces.articles import state_tag
from mingtang.editorial.content.interfaces.import_forms import (
    CorrectImportedForm,
    ImportedFilter,
    UploadPagesForm,
)
from mingtang.editorial.content.interfaces.panels import import_buttons_of
from mingtang.editorial.content.interfaces.source_page import source_page
from mingtang.editorial.content.models import Article, ImportBatch, ImportedFile
from mingtang.editorial.content.queries import ImportCounts, import_counts, next_doubtful
from mingtang.editorial.reading.result import FIELD_LABELS
from mingtang.ground.foundation.decisions import NotVisible
from mingtang.workbench.backoffice.screens import (
    ActionForm,
    ActionScreen,
    Crumb,
    DetailScreen,
    HeaderButton,
    ListScreen,
)
from mingtang.workbench.backoffice.tables import TableColumn, tag

LIST = (("导入旧网页", "content:imports"),)
PLACES = {
    "label": "页面上的标注",
    "meta": "网页头部的隐藏信息",
    "title": "标题",
    "head": "标题与正文之间",
    "signature": "落款",
    "text": "正文",
}


def batch_url(batch_id: int) -> str:
    """Return the address of a batch."""
    return reverse("content:import", args=[batch_id])


def file_url(file_id: int) -> str:
    """Return the address of an imported file."""
    return reverse("content:imported", args=[file_id])


def progress_tag(batch: ImportBatch) -> str:
    """Return how far a batch has been read."""
    upload = getattr(batch, "upload", None)
    if upload is not None and upload.ended_at is None:
        return tag("正在识别", "wait")
    return tag("已识别", "good")


def outcome_tag(row: ImportedFile) -> str:
    """Return what became of a file, and where its draft is now."""
    if row.outcome in {ImportOutcome.REFUSED, ImportOutcome.FAILED}:
        return tag(row.outcome_label, "bad")
    if row.outcome == ImportOutcome.REPEATED or row.article is None:
        return tag(row.outcome_label)
    if row.article.state != ArticleState.DRAFT:
        return state_tag(row.article)
    return tag("待核对", "warn") if row.is_doubtful else tag("可报送", "good")


class ImportList(ListScreen):
    """The batches of the units that a person writes for."""

    title = "导入旧网页"
    lead = "把原网站的网页成批导入为草稿，对照原网页核对存疑的地方，再一次报送。"
    right = "content.write"
    model = ImportBatch
    order = ("-pk",)
    sorts = {"started": ("pk",)}
    search_fields = ("name",)
    search_label = "名称"
    empty_text = "还没有导入过。点“上传网页”，选择网页文件或压缩包。"

    def visible_rows(self) -> Any:
        """Return the rows with what the table shows of them."""
        rows = super().visible_rows()
        return rows.select_related("unit", "site", "started_by", "upload")

    def get_columns(self) -> Sequence[TableColumn]:
        """Return the columns of the table."""
        return (
            TableColumn("名称", "name", link=lambda batch: batch_url(batch.pk), kind="main"),
            TableColumn("单位", lambda batch: batch.unit.short_name or batch.unit.name),
            TableColumn("报送到", "site.name"),
            TableColumn("导入人", "started_by.name"),
            TableColumn("导入时间", "started_at", kind="moment", sort="started"),
            TableColumn("进度", progress_tag),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Offer to upload more."""
        address = reverse("content:upload-pages")
        return (HeaderButton("上传网页", address, icon="upload", primary=True),)


class UploadPages(ActionForm):
    """Upload pages to be read."""

    title = "上传网页"
    lead = "上传后由系统在后台识别，逐件生成草稿；不会直接发布。"
    right = "content.write"
    parents = LIST
    form_class = UploadPagesForm
    submit_label = "上传"
    success_message = "已上传，正在识别。稍后刷新本页查看结果。"

    def act(self, form: Any) -> ImportBatch:
        """Store the files and let the worker read them."""
        return upload_pages(actor=self.person, at=self.at, **form.cleaned_data)

    def get_success_url(self, result: ImportBatch) -> str:
        """Return the address of the batch."""
        return batch_url(result.pk)


class OfBatch:
    """A screen below one visible batch that its address names."""

    person: Any
    at: Any
    kwargs: dict[str, Any]

    @cached_property
    def batch(self) -> ImportBatch:
        """The batch.

        :raises NotVisible: when there is none, or the person may not see it.
        """
        rows = ImportBatch.objects.visible_to(self.person, at=self.at)
        found = rows.select_related("unit", "site", "column", "upload").filter(
            pk=min(self.kwargs["pk"], 2**63 - 1)
        )
        batch = found.first()
        if batch is None:
            raise NotVisible
        return batch


class ImportScreen(OfBatch, ListScreen):
    """One batch: what became of each file, the doubtful first."""

    model = ImportedFile
    order = ("-doubt_count", "pk")
    search_fields = ("name", "article__title")
    search_label = "文件名或标题"
    filter_class = ImportedFilter
    template_name = "content/import.html"
    empty_text = "还没有识别出文件。"

    def admit(self) -> None:
        """Let in anyone who may see the batch."""
        super().admit()
        self.batch  # noqa: B018 - raises NotVisible

    def visible_rows(self) -> Any:
        """Return the files of the batch with what the table shows of them."""
        rows = super().visible_rows().filter(batch=self.batch).select_related("article")
        return rows.defer("values", "article__body")

    def get_title(self) -> str:
        """Return the name of the batch."""
        return self.batch.name

    def get_lead(self) -> str:
        """Say whose it is and where it goes."""
        return f"{self.batch.unit.name}，报送到{self.batch.site.name}"

    def get_crumbs(self) -> list[Crumb]:
        """Return the way over the list of batches."""
        first, last = super().get_crumbs()
        return [first, Crumb("导入旧网页", reverse("content:imports")), last]

    def get_columns(self) -> Sequence[TableColumn]:
        """Return the columns of the table."""
        return (
            TableColumn("标题", _title_of, link=lambda row: file_url(row.pk), kind="main"),
            TableColumn("文件", "name"),
            TableColumn("结果", outcome_tag),
            TableColumn("说明", _note_of),
        )

    @cached_property
    def counts(self) -> ImportCounts:
        """How many files of the batch stand where."""
        return import_counts(self.batch)

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Offer the next doubtful file, and what rooms above do with a batch."""
        doubtful = next_doubtful(self.batch)
        buttons = []
        if doubtful is not None:
            buttons.append(
                HeaderButton("逐件核对", file_url(doubtful.pk), icon="view", primary=True)
            )
        more = import_buttons_of(self.batch, self.counts, self.powers)
        return [*buttons, *more]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the counts and the progress to the template."""
        return super().get_context_data(
            batch=self.batch,
            counts=self.counts,
            upload=getattr(self.batch, "upload", None),
            **kwargs,
        )


def _title_of(row: ImportedFile) -> str:
    return row.article.title if row.article is not None else row.name


def _note_of(row: ImportedFile) -> str:
    if row.message:
        return row.message
    if row.is_doubtful:
        first = str(row.doubts[0]["words"])
        return first if row.doubt_count == 1 else f"{first.rstrip('。')}等 {row.doubt_count} 处。"
    return ""


@dataclass(frozen=True)
class ReadField:
    """One field as it was read: its doubts, the words of the page, the input to correct it."""

    name: str
    label: str
    value: object
    evidence: str
    place: str
    doubts: Sequence[str]
    input: BoundField | None


class ImportedScreen(ActionScreen):
    """One imported file: the page as it came beside what was read, field by field, doubts first."""

    model = ImportedFile
    form_class = CorrectImportedForm
    template_name = "content/imported.html"
    submit_label = "保存，已核对"
    success_message = "已核对。"

    def visible_rows(self) -> Any:
        """Return the rows with what the screen shows of them."""
        return super().visible_rows().select_related(
            "batch__unit", "batch__site", "checked_by", "article__unit", "article__site", "source"
        )  # fmt: skip

    def bodies_of(self, row: ImportedFile) -> Iterable[StreamValue]:
        """Yield the body of the draft: its pictures are shown with it."""
        return [row.article.body] if row.article is not None else []

    def get_title(self) -> str:
        """Return the title of the document, or the name of the file."""
        return _title_of(self.object)

    def get_lead(self) -> str:
        """Say which file it is."""
        return f"文件：{self.object.name}"

    def get_crumbs(self) -> list[Crumb]:
        """Return the way over the batch."""
        first, last = super().get_crumbs()
        batch: ImportBatch = self.object.batch
        return [
            first,
            Crumb("导入旧网页", reverse("content:imports")),
            Crumb(batch.name, batch_url(batch.pk)),
            last,
        ]

    @cached_property
    def article(self) -> Article | None:
        """The draft, where the person may change it now."""
        article: Article | None = self.object.article
        if article is None or self.object.outcome != ImportOutcome.MADE:
            return None
        return article if may_edit(self.person, article, at=self.at) else None

    def get_initial(self) -> dict[str, Any]:
        """Return the draft as it stands."""
        article = self.article
        if article is None:
            return {}
        names = [*CorrectImportedForm.FIELDS.values(), "kind", "version"]
        return {name: getattr(article, name) for name in names}

    def act(self, form: Any) -> ImportedFile:
        """Store the corrections and mark the file as looked at."""
        return correct_imported(
            actor=self.person, at=self.at, file_id=self.object.pk, **form.cleaned_data
        )

    def get_success_url(self, result: ImportedFile) -> str:
        """Return the address of the next doubtful file, else of the batch."""
        following = next_doubtful(self.object.batch, after=self.object.pk)
        return file_url(following.pk) if following else batch_url(self.object.batch_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the fields to the template, those with a doubt first."""
        row: ImportedFile = self.object
        form = kwargs["form"] if self.article is not None else None
        fields = list(read_fields(row, form))
        return super().get_context_data(
            object=row,
            article=row.article,
            can_edit=form is not None,
            doubtful=[one for one in fields if one.doubts],
            certain=[one for one in fields if not one.doubts],
            other_doubts=[one["words"] for one in row.doubts if one["field"] not in row.values],
            tag=outcome_tag(row),
            left=import_counts(row.batch).doubtful,
            has_source=hasattr(row, "source"),
            **kwargs,
        )


def read_fields(row: ImportedFile, form: Any) -> Iterable[ReadField]:
    """Yield the fields of the reader in their order, with the inputs of a form."""
    for name, label in FIELD_LABELS.items():
        read = row.values.get(name)
        if read is None:
            continue
        bound = CorrectImportedForm.FIELDS.get(name)
        value = "、".join(read["value"]) if isinstance(read["value"], list) else read["value"]
        yield ReadField(
            name=name,
            label=label,
            value=value,
            evidence=read["evidence"],
            place=PLACES.get(read["place"], ""),
            doubts=_doubts_of(row, name),
            input=form[bound] if form is not None and bound else None,
        )


def _doubts_of(row: ImportedFile, name: str) -> list[str]:
    return [one["words"] for one in row.doubts if one["field"] == name]


class SourceOfImported(DetailScreen):
    """The page as it came, for the frame of the screen; nothing in it runs or loads."""

    model = ImportedFile

    def visible_rows(self) -> Any:
        """Return the rows with their bytes."""
        return super().visible_rows().select_related("source")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it."""
        source = getattr(self.object, "source", None)
        if source is None:
            raise NotVisible
        return source_page(source.page)
