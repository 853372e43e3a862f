"""Forms of imports: upload, filter, correct."""

from typing import Any, ClassVar

from django import forms

from mingtang.editorial.content.enums import ArticleKind
from mingtang.editorial.content.interfaces.columns import (
    OtherColumn,
    column_choices,
)
from mingtang.editorial.content.models import ImportedFileQuerySet
from mingtang.editorial.content.queries import first_portal
from mingtang.editorial.reading.sources import PAGES
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.ground.foundation.files.names import extension_of
from mingtang.institution.organization.authority import authority
from mingtang.institution.organization.models import Unit
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import DayField, DeskForm, VersionField

MOST_MEGABYTES = 200


class ManyFiles(forms.FileField):
    """Several files in one field."""

    class Input(forms.ClearableFileInput):
        """A file input that takes several."""

        allow_multiple_selected = True

    widget = Input

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the list of files."""
        files = data if isinstance(data, list) else [data] if data else []
        if not files:
            raise forms.ValidationError(self.error_messages["required"], "required")
        return [forms.FileField.clean(self, one, initial) for one in files]


def _own_units(person: Any, at: Any) -> Any:
    units = authority.units_where(person, "content.write", at)
    return Unit.objects.filter(units.as_q("id"), is_active=True).order_by("code")


def _open_sites(person: Any, at: Any) -> Any:
    del person, at
    return GovSite.objects.filter(state="open").order_by("position", "id")


class UploadPagesForm(DeskForm):
    """What is uploaded, whose it is, and where it is to be sent."""

    groups = (
        ("网页", ("uploads", "base", "name")),
        ("去向", ("unit", "site", "column", "other_column")),
    )
    uploads = ManyFiles(
        label="网页文件或压缩包",
        help_text=(
            "可多选，一次最多 100 个文件、200 MB。网页较多或带图片、附件的，请把整个文件夹压缩成一个 ZIP 文件再上传。"
        ),
    )
    base = forms.URLField(
        label="原网址（可不填）",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="这些网页原来所在的网址，以 / 结尾，例如 http://jyj.example.gov.cn/tzgg/。用来找到网页里的图片和附件。",
    )
    name = forms.CharField(
        label="批次名称（可不填）",
        required=False,
        max_length=200,
        help_text="便于日后查找，例如“教育局旧网站 2015—2019 年通知”。不填的用文件名。",
    )
    unit = ChoiceOfVisible(_own_units, label="单位")
    site = ChoiceOfVisible(_open_sites, label="报送到")
    column = forms.ChoiceField(label="拟发栏目（可不填）", required=False)
    other_column = OtherColumn()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = GovSite.objects.filter(unit=self.person.unit_id).values_list("pk", flat=True)
        sent = [self.data.get("column", "")] if self.is_bound else []
        columns, has_more = column_choices(near=set(own), chosen=sent)
        self.fields["column"].choices = [("", "由编辑部决定"), *columns]  # type: ignore[attr-defined]
        if not has_more:
            del self.fields["other_column"]
        self.fields["unit"].initial = self.person.unit_id

    def clean_uploads(self) -> Any:
        """Return the files; there must be a page or an archive among them, and not too much."""
        files = self.cleaned_data["uploads"]
        extensions = {extension_of(one.name) for one in files}
        if not extensions & (PAGES | {"zip"}):
            raise forms.ValidationError(
                "选中的文件里没有网页，也没有 ZIP 压缩包。RAR、7z 请解开后重新压缩成 ZIP。"
            )
        if sum(one.size for one in files) > MOST_MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(f"文件合计超过 {MOST_MEGABYTES} MB，请分几次上传。")
        return files

    def clean_column(self) -> Column | None:
        """Return the column that was chosen."""
        chosen = self.cleaned_data["column"]
        return Column.objects.get(pk=int(chosen)) if chosen else None

    def clean(self) -> dict[str, Any]:
        """Name the batch after its first file where no name was given; a searched column counts."""
        values = super().clean() or self.cleaned_data
        values["column"] = values.pop("other_column", None) or values.get("column")
        if not values.get("name") and values.get("uploads"):
            first, *others = [one.name for one in values["uploads"]]
            values["name"] = f"{first}等 {len(others) + 1} 个文件" if others else first
        return values


class WordForm(DeskForm):
    """A document of Word, whose it is, and where it is to be sent."""

    upload = forms.FileField(
        label="Word 文件",
        widget=forms.ClearableFileInput(attrs={"accept": ".docx,.doc,.wps,.rtf"}),
        help_text="可以把文件拖到这里。标题、文号、表格、图片、编号和落款会自动识别。最好是 .docx 文件；旧的 .doc、.wps 文件会先转换。",
    )
    unit = ChoiceOfVisible(_own_units, label="报送单位")
    site = ChoiceOfVisible(_open_sites, label="报送到")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].initial = self.person.unit_id
        self.fields["site"].initial = getattr(first_portal(), "pk", None)


class ImportedFilter(FilterForm):
    """Narrows the files of a batch by what is to be done with them."""

    STATES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("", "全部"),
        ("doubtful", "待核对"),
        ("ready", "可报送"),
        ("sent", "已报送"),
        ("not_taken", "未能导入"),
        ("repeated", "以前导入过"),
    )
    state = forms.ChoiceField(label="结果", required=False, choices=STATES)

    def narrow(self, rows: Any) -> Any:
        """Apply the question that was asked."""
        state = self.cleaned_data["state"]
        questions = {
            "doubtful": ImportedFileQuerySet.doubtful,
            "ready": ImportedFileQuerySet.ready,
            "sent": ImportedFileQuerySet.sent,
            "not_taken": ImportedFileQuerySet.not_taken,
            "repeated": ImportedFileQuerySet.repeated,
        }
        return questions[state](rows) if state else rows


class CorrectImportedForm(DeskForm):
    """The fields of a document that was read, to be corrected."""

    # Names of the reader, and the editorial fields that hold what it found.
    FIELDS: ClassVar[dict[str, str]] = {
        "title": "title",
        "number": "document_number",
        "office": "issuing_office",
        "document_date": "document_date",
        "released": "first_released_on",
        "source": "source",
        "index_number": "index_number",
    }

    title = forms.CharField(label="标题", max_length=200)
    document_number = forms.CharField(label="发文字号", required=False, max_length=60)
    issuing_office = forms.CharField(label="发文机关", required=False, max_length=100)
    document_date = DayField(label="成文日期", required=False)
    first_released_on = DayField(label="发布日期", required=False)
    source = forms.CharField(label="信息来源", required=False, max_length=100)
    index_number = forms.CharField(label="索引号", required=False, max_length=60)
    kind = forms.ChoiceField(label="类型", choices=ArticleKind.choices())
    version = VersionField()

    def clean_kind(self) -> ArticleKind:
        """Return the kind that was chosen."""
        return ArticleKind(self.cleaned_data["kind"])
