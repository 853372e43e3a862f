"""Columns that the tables of operators share."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mingtang.editorial.operating.queries.history import BatchView
from mingtang.editorial.operating.queries.incidents import check_words
from mingtang.editorial.operating.queries.lanes import FailureView, RunView
from mingtang.editorial.pages.models import Run
from mingtang.editorial.publishing.interfaces.cells import buttons, page_link
from mingtang.ground.foundation.clock import BEIJING
from mingtang.workbench.backoffice.tables import TableColumn, tag


def failure_columns() -> tuple[TableColumn, ...]:
    """What is told of a page that could not be made, and the way to try it again."""
    return (
        TableColumn("页面", lambda row: page_link(row.url, row.path), kind="main"),
        TableColumn("网站", "site_name"),
        TableColumn("原因", "reason"),
        TableColumn("已试", lambda row: f"{row.tries} 次"),
        TableColumn("下次自动重试", "due_at", kind="moment"),
        TableColumn("操作", _retry_button),
    )


def _retry_button(row: FailureView) -> SafeString:
    return buttons([("重试", reverse("publishing:retry-page", args=[row.target_id]))])


def run_columns() -> tuple[TableColumn, ...]:
    """What is told of a bulk run."""
    return (
        TableColumn("任务", "kind", kind="main"),
        TableColumn("网站", lambda row: row.site_name or "全部网站"),
        TableColumn("进度", _progress),
        TableColumn("状态", run_tag),
        TableColumn("开始", "started_at", kind="moment"),
        TableColumn("完成", "done_at", kind="moment"),
    )


def run_tag(row: RunView) -> SafeString:
    """Return the state of a run; for a check, what it found."""
    if row.done_at is None:
        return tag(row.state, "wait")
    if not row.is_check:
        return tag(row.state, "good")
    return tag(f"发现 {row.wrong} 处不一致", "bad") if row.wrong else tag("全部一致", "good")


def _progress(row: RunView) -> SafeString:
    done = 100 if row.done_at is not None else row.percent
    return format_html(
        '<span class="mt-progress"><progress max="100" value="{}" aria-label="{}"></progress>'
        "<span>{} / {}</span></span>",
        done, f"{row.kind} {done}%", row.fed, row.total or "…",
    )  # fmt: skip


def batch_columns(names: dict[str, str]) -> tuple[TableColumn, ...]:
    """What is told of a batch; `names` are those of the people who acted."""

    def why(row: BatchView) -> str:
        return "：".join(part for part in (names.get(row.actor, row.actor), row.reason) if part)

    return (
        TableColumn("批次", "batch_id", link=batch_url, kind="main"),
        TableColumn("种类", "kind"),
        TableColumn("时间", lambda row: _to_the_second(row.started_at), kind="moment"),
        TableColumn("文件", _files),
        TableColumn("操作人和原因", why),
        TableColumn("状态", lambda row: tag(row.state, "good" if row.is_done else "wait")),
    )


def _files(row: BatchView) -> SafeString:
    """The first file, and how many there are: what one looks for in a list of batches."""
    words = f"等 {row.pages} 个" if row.pages > 1 else ""
    return format_html('<span class="mt-path">{}</span> {}', row.first_path, words)


def batch_url(row: BatchView) -> str:
    """Return the address of a batch's screen."""
    return reverse("publishing:batch", args=[row.batch_id])


def _to_the_second(moment: Any) -> SafeString:
    local = moment.astimezone(BEIJING)
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(), f"{local:%Y-%m-%d %H:%M:%S}"
    )


def check_tag(run: Run | None) -> SafeString:
    """Return how far the newest check of a site's files is, or what it found."""
    if run is None:
        return tag("没有核对过")
    tone = "wait" if run.done_at is None else "bad" if run.wrong else "good"
    return tag(check_words(run), tone)
