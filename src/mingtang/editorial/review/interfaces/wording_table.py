"""Words of an office from a table."""

from typing import Any

from django.urls import reverse

from mingtang.editorial.review.actions import MANAGE, add_wording
from mingtang.editorial.review.interfaces.remarks import WORDS, managed_sites
from mingtang.editorial.review.models import OwnWording
from mingtang.ground.papers.cells import as_choice, as_text
from mingtang.ground.papers.tables_in import LineResult, LineState, SheetColumn, SheetRow
from mingtang.workbench.backoffice.choosers import ChoiceOfVisible
from mingtang.workbench.backoffice.screens.importing import (
    ImportTable,
    SheetTemplate,
    SheetUploadForm,
)

COLUMNS = (
    SheetColumn("word", "词语", as_text(most=40), is_required=True, hint="至少两个字"),
    SheetColumn("better", "宜写作", as_text(most=60), hint="放行的词不填"),
    SheetColumn("why", "说明", as_text(most=200), hint="显示给撰稿人，如“机构已更名”"),
    SheetColumn(
        "is_allowed",
        "放行",
        as_choice({"是": True, "否": False}),
        hint="填“是”，这个词没有错，不再提示",
    ),
)


class WordingSheetForm(SheetUploadForm):
    """A table of words, and the site whose office keeps them."""

    site = ChoiceOfVisible(
        rows=managed_sites, label="网站", help_text="承办这个网站的单位的所有网站都按它检查。"
    )
    field_order = ("site", "sheet", "mode")


class ImportWordings(ImportTable):
    """Take in a table of words."""

    title = "导入用词"
    lead = "按模板填写，先试算，再正式导入。表中已有的词自动跳过，可以整表重传。"
    right = MANAGE
    parents = (WORDS,)
    form_class = WordingSheetForm
    sheet_columns = COLUMNS

    def get_template_url(self) -> str:
        return reverse("review:wordings-template")

    def enter(self, row: SheetRow, form: Any) -> LineResult:
        given = {name: value for name, value in row.values.items() if value is not None}
        site = form.cleaned_data["site"]
        known = OwnWording.objects.filter(unit=site.operating_unit_id, word=given["word"].strip())
        if known.exists():
            return LineResult(row.line, LineState.SKIPPED, "这个词已在用词表中。")
        add_wording(actor=self.person, at=self.at, site_id=site.pk, **given)
        return LineResult(row.line, LineState.MADE)


class WordingsTemplate(SheetTemplate):
    """The workbook to be filled in."""

    title = "用词模板"
    right = MANAGE
    sheet_name = "用词"
    sheet_columns = COLUMNS
