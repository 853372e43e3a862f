"""Send the drafts of an import in."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from mingtang.editorial.content.interfaces.imports import batch_url
from mingtang.editorial.content.models import ImportBatch
from mingtang.editorial.content.queries import ImportCounts, import_counts
from mingtang.editorial.submission.importing import MOST_AT_ONCE, Sent, submit_imported
from mingtang.editorial.submission.interfaces.screens import SubmitForm
from mingtang.institution.organization.authority import Powers
from mingtang.workbench.backoffice.screens import ConfirmScreen, Crumb, HeaderButton


class SubmitImported(ConfirmScreen):
    """Hand the drafts of a batch that nothing speaks against to the unit's leaders."""

    model = ImportBatch
    title = "报送本批稿件"
    form_class = SubmitForm
    submit_label = "提交审签"

    def visible_rows(self) -> Any:
        return super().visible_rows().select_related("unit", "site")

    def get_crumbs(self) -> list[Crumb]:
        first, last = super().get_crumbs()
        return [
            first,
            Crumb("导入旧网页", reverse("content:imports")),
            Crumb(self.object.name, batch_url(self.object.pk)),
            last,
        ]

    def get_consequences(self) -> Sequence[str]:
        counts = import_counts(self.object)
        lines = [
            f"{counts.ready} 件可报送的草稿逐件提交本单位领导审签，报送到{self.object.site.name}。"
        ]
        if counts.ready > MOST_AT_ONCE:
            lines.append(f"一次最多提交 {MOST_AT_ONCE} 件，其余的再点一次“报送”。")
        if counts.doubtful:
            lines.append(f"还有 {counts.doubtful} 件待核对，这次不报送。")
        lines.append("个别稿件缺少必填内容的，会留在本批并写明原因，不影响其他稿件。")
        return lines

    def get_initial(self) -> dict[str, Any]:
        return {"author": self.person.name, "phone": self.person.phone}

    def act(self, form: Any) -> Sent:
        return submit_imported(
            actor=self.person, at=self.at, batch_id=self.object.pk, **form.cleaned_data
        )

    def get_success_message(self, result: Sent) -> str:
        words = f"已提交 {result.sent} 件"
        if result.refused:
            words += f"；{result.refused} 件未能提交，原因见“说明”一栏"
        if result.left:
            words += f"；还有 {result.left} 件可报送，请再点一次“报送”"
        return f"{words}。"

    def get_success_url(self, result: Sent) -> str:
        return batch_url(self.object.pk)


def import_buttons(batch: ImportBatch, counts: ImportCounts, powers: Powers) -> list[HeaderButton]:
    """Return what this room does with a batch of imported files."""
    if not counts.ready or not powers.may("submission.submit", unit=batch.unit.code):
        return []
    address = reverse("submission:submit-import", args=[batch.pk])
    label = f"报送 {min(counts.ready, MOST_AT_ONCE)} 件"
    return [HeaderButton(label, address, icon="upload", primary=not counts.doubtful)]
