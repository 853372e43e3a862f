"""The history of publishing: batches, their files, what changed in a file; going back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode

from mingtang.editorial.operating.actions.history import RolledBack, roll_back_batch
from mingtang.editorial.operating.interfaces import columns
from mingtang.editorial.operating.interfaces.screens import OPERATE, ROOT, operating_tabs
from mingtang.editorial.operating.interfaces.verbs import rolled_back_words
from mingtang.editorial.operating.queries.history import (
    ChangeView,
    batches,
    changed_since,
    changes_of,
    text_diff,
)
from mingtang.editorial.pages.enums import BatchKind, BatchState, TargetState
from mingtang.editorial.pages.models import Batch, Entry
from mingtang.editorial.publishing.interfaces import cells
from mingtang.editorial.publishing.queries.pages import page_url
from mingtang.institution.organization.authority import authority
from mingtang.workbench.backoffice.filters import FilterForm
from mingtang.workbench.backoffice.forms import ReasonForm
from mingtang.workbench.backoffice.history import actor_names
from mingtang.workbench.backoffice.screens import (
    ConfirmScreen,
    Crumb,
    DetailScreen,
    Fact,
    HeaderButton,
    Screen,
    Tab,
)
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag

HISTORY = ("发布历史", "publishing:history")
PAGE_SIZE = 30
FILES = 100
KINDS = [kind for kind in BatchKind if kind is not BatchKind.REPACK]
VERB_TONES = {"新增": "good", "修改": "wait", "删除": "bad"}


def number_in(query: Any, name: str) -> int | None:
    """Return a number of the address; None where there is none."""
    text = query.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


class HistoryFilter(FilterForm):
    """Of which site, of which kind."""

    site = forms.ChoiceField(label="网站", required=False)
    kind = forms.ChoiceField(
        label="种类", required=False, choices=[("", "全部"), *((k.value, k.label) for k in KINDS)]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope = authority.sites_where(self.person, OPERATE, self.at)
        sites = [(site.code, site.name) for site in cells.sites_in(scope)]
        self.fields["site"].choices = [("", "全部"), *sites]  # type: ignore[attr-defined]


class HistoryScreen(Screen):
    """Batches, newest first; older ones by the number of the last one shown."""

    title = HISTORY[0]
    lead = "每一批写入网站的文件。点批次可以看改了什么，也可以回退。"
    right = OPERATE
    parents = (ROOT,)
    template_name = "publishing/history.html"

    def get_tabs(self) -> Sequence[Tab]:
        """Return the neighbours."""
        return operating_tabs(self.powers, "publishing:history")

    @cached_property
    def filters(self) -> HistoryFilter:
        """The questions above the list, as the address asks them."""
        form = HistoryFilter(self.request.GET, person=self.person, at=self.at)
        form.is_valid()
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand over one page of batches."""
        asked, before = self.filters.cleaned_data, number_in(self.request.GET, "before")
        scope = self.powers.sites_where(OPERATE)
        codes = None if scope.all else sorted(scope.codes)
        found = batches(
            before=before,
            site_codes=[asked["site"]] if asked.get("site") else codes,
            kinds=[BatchKind(asked["kind"])] if asked.get("kind") else None,
            limit=PAGE_SIZE + 1,
        )
        shown = found[:PAGE_SIZE]
        kept = {name: value for name, value in asked.items() if value}
        older = {**kept, "before": shown[-1].batch_id} if len(found) > PAGE_SIZE else {}
        return super().get_context_data(
            table=Table(columns.batch_columns(actor_names(one.actor for one in shown)), shown),
            filters=self.filters,
            is_narrowed=bool(kept),
            older_url=f"?{urlencode(older)}" if older else "",
            newest_url=f"?{urlencode(kept)}" if before is not None else "",
            **kwargs,
        )


class BatchScreen(DetailScreen):
    """One batch: why, by whom, which files."""

    model = Batch
    right = OPERATE
    parents = (ROOT, HISTORY)
    template_name = "publishing/batch.html"

    def get_title(self) -> str:
        """Return the title of the screen."""
        return f"批次 {self.object.pk}"

    def get_facts(self) -> Sequence[Fact]:
        """Return what is known of the batch."""
        row: Batch = self.object
        names = actor_names([row.actor])
        state = BatchState(row.state)
        of = row.of_batch_id
        facts = (
            Fact("种类", BatchKind(row.kind).label),
            Fact("状态", tag(state.label, "good" if state is BatchState.DONE else "wait")),
            Fact("操作人", names.get(row.actor, row.actor)),
            Fact("开始", row.started_at),
            Fact("完成", row.done_at),
            Fact("文件", f"{row.pages} 个"),
            Fact("占用存储", cells.size_words(row.pack_bytes) if row.pack_bytes else ""),
            Fact("原因", str(row.reason or "")),
            Fact(
                "回退的是",
                f"批次 {of}" if of else "",
                url=reverse("publishing:batch", args=[of]) if of else "",
            ),
        )
        return [fact for fact in facts if fact.value not in (None, "")]

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Offer to go back where every file of the batch is the person's."""
        row: Batch = self.object
        if row.state != BatchState.DONE or not row.pages:
            return ()
        if others_of(row, self.powers.sites_where(OPERATE)):
            return ()
        url = reverse("publishing:roll-back", args=[row.pk])
        return (*self._held_sites(), HeaderButton("回退这一批", url, icon="history"))

    def _held_sites(self) -> list[HeaderButton]:
        """Lead to the sites whose pages this batch holds back: there they are released."""
        held = Entry.objects.filter(batch=self.object, target__state=TargetState.HELD.value)
        sites = held.values_list("target__site_id", "target__site__name").distinct().order_by()[:5]
        return [
            HeaderButton(
                f"恢复更新（{name}）", reverse("publishing:release", args=[pk]), icon="upload"
            )
            for pk, name in sites
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand over one page of files."""
        scope = self.powers.sites_where(OPERATE)
        codes = None if scope.all else sorted(scope.codes)
        after = number_in(self.request.GET, "after") or 0
        found = changes_of(self.object.pk, after=after, site_codes=codes, limit=FILES + 1)
        shown = found[:FILES]
        return super().get_context_data(
            files=Table(FILE_COLUMNS, shown),
            next_url=f"?after={shown[-1].entry_id}" if len(found) > FILES else "",
            first_url="?" if after else "",
            has_others=others_of(self.object, scope),
            **kwargs,
        )


def others_of(batch: Batch, scope: Any) -> bool:
    """Tell whether a batch wrote files of sites outside a scope as well."""
    if scope.all:
        return False
    return Entry.objects.filter(batch=batch).exclude(scope.as_q("target__site__code")).exists()


def _difference_link(row: ChangeView) -> Any:
    return cells.buttons([("看改动", reverse("publishing:file", args=[row.entry_id]))])


FILE_COLUMNS = (
    TableColumn("文件", "path", kind="main"),
    TableColumn("网站", "site_name"),
    TableColumn("变动", lambda row: tag(row.verb, VERB_TONES[row.verb])),
    TableColumn("大小", lambda row: cells.size_words(row.size) if row.now else "", kind="number"),
    TableColumn("操作", _difference_link),
)


class FileScreen(DetailScreen):
    """How one file of a batch differs from what lay there before."""

    model = Entry
    right = OPERATE
    template_name = "publishing/file.html"

    def visible_rows(self) -> Any:
        """Read the page and its site with the line."""
        return super().visible_rows().select_related("target__site", "batch", "previous")

    def get_title(self) -> str:
        """Return the address of the file."""
        return str(self.object.target.path)

    def get_crumbs(self) -> list[Crumb]:
        """Return the way over the batch."""
        home, here = super().get_crumbs()
        way = [Crumb(label, reverse(name)) for label, name in (ROOT, HISTORY)]
        batch = self.object.batch_id
        url = reverse("publishing:batch", args=[batch])
        return [home, *way, Crumb(f"批次 {batch}", url), here]

    def get_facts(self) -> Sequence[Fact]:
        """Return what is known of this version."""
        row: Entry = self.object
        url = page_url(row.target.site.domain, row.target.path)
        before = row.previous.digest[:16] if row.previous else ""
        missing = "没有文件" if row.previous or row.previous_id is None else "已经清理"
        return (
            Fact("网站", row.target.site.name),
            Fact("网址", url, url=url),
            Fact("写入时间", row.batch.started_at),
            Fact("原来的指纹", before or missing),
            Fact("写入的指纹", row.digest[:16] or "删除"),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand over the lines."""
        lines = text_diff(self.object.pk)
        return super().get_context_data(lines=[(_tone(line), line) for line in lines], **kwargs)


def _tone(line: str) -> str:
    if line.startswith(("+++", "---", "@@")):
        return "place"
    return {"+": "added", "-": "removed"}.get(line[:1], "same")


class RollBackBatch(ConfirmScreen):
    """Put every file of a batch back."""

    title = "回退这一批"
    model = Batch
    right = OPERATE
    form_class = ReasonForm
    submit_label = "回退"
    is_grave = True

    def get_crumbs(self) -> list[Crumb]:
        """Return the way over the batch."""
        home, here = super().get_crumbs()
        way = [Crumb(label, reverse(name)) for label, name in (ROOT, HISTORY)]
        url = reverse("publishing:batch", args=[self.object.pk])
        return [home, *way, Crumb(f"批次 {self.object.pk}", url), here]

    def get_consequences(self) -> Sequence[str]:
        """Say what goes back and what does not."""
        found = [
            f"这一批写入的 {self.object.pages} 个文件恢复成之前的样子，这一批新增的撤下。",
            "已下线的内容不会回来。",
            "回退的页面暂停更新；处理好以后，在网站的发布页面点“恢复更新”。",
        ]
        if later := changed_since(self.object.pk):
            found.insert(1, f"其中 {later} 个文件后来又更新过，也会退回到这一批之前。")
        return found

    def get_success_message(self, result: RolledBack) -> str:
        """Say what was done."""
        return rolled_back_words(result)

    def act(self, form: Any) -> RolledBack:
        """Go back."""
        return roll_back_batch(
            actor=self.person, at=self.at, batch_id=self.object.pk, **form.cleaned_data
        )

    def get_success_url(self, result: RolledBack) -> str:
        """Show the batch that the rollback is."""
        return reverse("publishing:batch", args=[result.batch_id])
