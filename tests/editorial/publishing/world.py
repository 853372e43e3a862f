"""A small world whose history can be made up: two sites, a few columns, everything an editor does."""

import shutil
from collections.abc import Callable
from datetime import datetime, timedelta
from difflib import unified_diff
from pathlib import Path
from typing import Any

from django.conf import settings

from mingtang.editorial.content.actions import accept_placement, offer_placement
from mingtang.editorial.content.actions.placements import pin_placement, withdraw_placement
from mingtang.editorial.content.models import Article, Placement, Release
from mingtang.editorial.pages.engine.lanes import work_everything
from mingtang.editorial.pages.models import PublishedColumn, PublishedSite, Target
from mingtang.editorial.publishing.actions import publish_article, redate_article, take_down_article
from mingtang.editorial.publishing.actions.sites import (
    change_theme,
    switch_site_off,
    switch_site_on,
)
from mingtang.editorial.publishing.models import Listing, Month, Part
from mingtang.editorial.sites.actions.column_tree import merge_columns, move_column, rename_column
from mingtang.editorial.sites.actions.columns import ColumnFields, close_column, open_column
from mingtang.editorial.sites.models import Column, GovSite
from mingtang.editorial.themes import bundled_folder, checked_theme, installed_folder
from mingtang.ground.foundation.decisions import Refused
from mingtang.spine.events.testing import drain
from tests.factories.cast import Cast
from tests.factories.content import news_fields
from tests.factories.publishing import from_nothing, ready_article, revised, tree


class World:
    """Everything a made-up history may do; a step that the rules refuse changes nothing."""

    def __init__(self, cast: Cast, at: datetime) -> None:
        self.cast = cast
        self.at = at
        self.number = 0
        self.sites = [cast.portal, cast.edu_site]
        self.themes = ["", _other_theme()]

    # what there is

    def articles(self) -> list[Article]:
        return list(Article.objects.order_by("pk"))

    def live(self) -> list[int]:
        return list(
            Release.objects.filter(is_live=True).order_by("pk").values_list("pk", flat=True)
        )

    def columns(self, *, site: GovSite | None = None) -> list[Column]:
        rows = Column.objects.open().order_by("pk")
        return list(rows if site is None else rows.filter(site=site))

    def pick(self, things: list[Any], seed: int) -> Any:
        return things[seed % len(things)] if things else None

    # what may happen

    def wait(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    def publish(self, seed: int) -> None:
        self.number += 1
        columns = self.columns()
        wanted = {columns[seed % len(columns)], columns[seed // 7 % len(columns)]}
        article = ready_article(
            self.cast, self.at, columns=sorted(wanted, key=lambda column: column.pk),
            fields=news_fields(title=f"第{self.number}条"),
        )  # fmt: skip
        self.try_to(publish_article, actor=self.cast.desk_editor, article_id=article.pk)

    def publish_policy(self, seed: int) -> None:
        self.number += 1
        column = self.pick(self.columns(site=self.cast.portal), seed)
        policies = list(Release.objects.filter(kind="policy").values_list("pk", flat=True))
        explained = self.pick(policies, seed)
        fields = (
            {"kind": "interpretation", "interprets_id": explained}
            if explained and seed % 2
            else {"kind": "policy"}
        )
        article = ready_article(
            self.cast, self.at, columns=[column],
            fields=news_fields(title=f"文件{self.number}", **fields),
        )  # fmt: skip
        self.try_to(publish_article, actor=self.cast.desk_editor, article_id=article.pk)

    def edit(self, seed: int) -> None:
        article_id = self.pick([article.pk for article in self.articles()], seed)
        if article_id is None:
            return
        article = revised(self.cast, article_id, self.at, title=f"改{seed}", summary="更正")
        self.try_to(publish_article, actor=self.cast.desk_editor, article_id=article.pk)

    def place(self, seed: int) -> None:
        article = self.pick(self.articles(), seed)
        column = self.pick(self.columns(), seed // 5)
        if article is None:
            return
        placement = self.try_to(
            offer_placement,
            actor=self.cast.desk_editor,
            article_id=article.pk,
            column_id=column.pk,
        )
        if placement is not None:
            self.try_to(accept_placement, actor=self.cast.desk_editor, placement_id=placement.pk)

    def withdraw(self, seed: int) -> None:
        rows = list(Placement.objects.filter(state="accepted").order_by("pk"))
        if rows:
            self.try_to(
                withdraw_placement,
                actor=self.cast.desk_editor,
                placement_id=self.pick(rows, seed).pk,
                reason="栏目调整",
            )

    def move(self, seed: int) -> None:
        self.withdraw(seed)
        self.place(seed)

    def pin(self, seed: int) -> None:
        rows = list(Placement.objects.filter(is_live=True).order_by("pk"))
        if rows:
            placement = self.pick(rows, seed)
            self.try_to(
                pin_placement,
                actor=self.cast.desk_editor,
                placement_id=placement.pk,
                is_pinned=not placement.is_pinned,
            )

    def back_date(self, seed: int) -> None:
        article_id = self.pick(self.live(), seed)
        if article_id is not None:
            self.try_to(
                redate_article,
                actor=self.cast.portal_signer,
                article_id=article_id,
                released_at=self.at - timedelta(days=seed % 70, minutes=seed),
                reason="按原发布日期更正",
            )

    def take_down(self, seed: int) -> None:
        article_id = self.pick(self.live(), seed)
        if article_id is not None:
            self.try_to(
                take_down_article,
                actor=self.cast.desk_editor,
                article_id=article_id,
                reason_code="error",
                reason="内容有误",
                public_reason="内容有误，已撤下。" if seed % 2 else "",
            )

    def open_column(self, seed: int) -> None:
        site = self.pick(self.sites, seed)
        parent = self.pick([None, *self.columns(site=site)], seed // 3)
        self.number += 1
        self.try_to(
            open_column,
            actor=self.cast.operator,
            site_id=site.pk,
            code=f"c{self.number}",
            name=f"栏目{self.number}",
            fields=ColumnFields(description="发布工作动态", keywords="工作,动态"),
            parent_id=parent.pk if parent else None,
            slug=f"s{seed % 4}",
        )

    def rename_column(self, seed: int) -> None:
        column = self.pick(self.columns(), seed)
        self.number += 1
        self.try_to(
            rename_column,
            actor=self.cast.operator,
            column_id=column.pk,
            name=f"改名{self.number}",
            slug=f"s{seed % 4}" if seed % 3 else "",
        )

    def move_column(self, seed: int) -> None:
        column = self.pick(self.columns(), seed)
        parent = self.pick([None, *self.columns(site=column.site)], seed // 4)
        self.try_to(
            move_column,
            actor=self.cast.operator,
            column_id=column.pk,
            parent_id=parent.pk if parent else None,
            position=seed % 3,
        )

    def merge_columns(self, seed: int) -> None:
        column = self.pick(self.columns(), seed)
        into = self.pick(self.columns(site=column.site), seed // 3)
        if len(self.columns(site=column.site)) > 1:
            self.try_to(
                merge_columns,
                actor=self.cast.operator,
                column_id=column.pk,
                into_id=into.pk,
                reason="同类合并",
            )

    def close_column(self, seed: int) -> None:
        column = self.pick(self.columns(), seed)
        if len(self.columns(site=column.site)) > 1:
            self.try_to(
                close_column, actor=self.cast.operator, column_id=column.pk, reason="不再更新"
            )

    def change_theme(self, seed: int) -> None:
        site = self.pick(self.sites, seed)
        version = self.pick(self.themes, seed // 2)
        self.try_to(
            change_theme,
            actor=self.cast.operator,
            site_id=site.pk,
            name="other" if version else "plain",
            version=version,
        )

    def change_frame(self, seed: int) -> None:
        from mingtang.editorial.sites.actions.sites import change_site  # circular import
        from tests.editorial.publishing.site_fields import fields_of  # circular import

        site = GovSite.objects.get(pk=self.pick(self.sites, seed).pk)
        self.try_to(
            change_site,
            actor=self.cast.operator,
            site_id=site.pk,
            fields=fields_of(site, phone=f"0563-30200{seed % 90 + 10}"),
        )

    def switch(self, seed: int) -> None:
        site = self.pick(self.sites, seed)
        if seed % 2:
            self.try_to(
                switch_site_off, actor=self.cast.operator, site_id=site.pk, notice="系统维护"
            )
        else:
            self.try_to(switch_site_on, actor=self.cast.operator, site_id=site.pk)

    def try_to(self, action: Callable[..., Any], **particulars: Any) -> Any:
        """Do it unless the rules refuse; what is refused leaves no trace."""
        try:
            return action(at=self.at, **particulars)
        except Refused:
            return None

    # what must hold

    def settle(self) -> None:
        """Deliver every event and work off every lane."""
        while drain(self.at) + work_everything(self.at):
            continue

    def check(self) -> None:
        """Compare what lies on disk with a render from nothing, and every kept count with its rows."""
        self.settle()
        failed = Target.objects.filter(state="failed").values_list("path", "reason")
        assert list(failed) == []
        for state in PublishedSite.objects.select_related("site"):
            found = difference(tree(state.site.code), from_nothing(state.site.code))
            if found:
                raise AssertionError(f"{state.site.code}\n{found}")
        self.check_counts()

    def check_counts(self) -> None:
        for row in PublishedColumn.objects.all():
            assert row.count == Listing.objects.filter(column_id=row.pk).count()
        for month in Month.objects.all():
            listed = Listing.objects.filter(part__month=month)
            assert month.count == listed.count()
        for part in Part.objects.all():
            keys = sorted(
                Listing.objects.filter(part=part).values_list("released_at", "article_id")
            )
            assert part.count == len(keys)
            assert not keys or (part.low_at, part.low_id) <= keys[0]
        live = Placement.objects.filter(is_live=True).values_list("article_id", flat=True)
        assert set(live) == set(Listing.objects.values_list("article_id", flat=True))


def difference(found: dict[str, bytes], wanted: dict[str, bytes]) -> str:
    """Tell how two trees differ, page by page; empty when they do not."""
    lines = [f"missing: {path}" for path in sorted(wanted.keys() - found.keys())]
    lines += [f"too many: {path}" for path in sorted(found.keys() - wanted.keys())]
    for path in sorted(found.keys() & wanted.keys()):
        if found[path] != wanted[path]:
            old, new = found[path].decode().splitlines(), wanted[path].decode().splitlines()
            lines += [path, *unified_diff(old, new, "found", "wanted", lineterm="", n=0)]
    return "\n".join(lines)


def _other_theme() -> str:
    """Install a theme that differs in every template, and return its version."""
    draft = Path(settings.DATA_DIR) / "draft-theme"
    shutil.rmtree(draft, ignore_errors=True)
    shutil.copytree(bundled_folder("plain"), draft)
    for path in [*draft.glob("*.html")]:
        text = path.read_text("utf-8").replace("<h1>", '<h1 class="other">')
        path.write_text(text.replace("<nav>", '<nav class="other">'), "utf-8")
    version = checked_theme("other", draft).version
    folder = installed_folder("other", version)
    if not folder.exists():
        shutil.copytree(draft, folder)
    return version
