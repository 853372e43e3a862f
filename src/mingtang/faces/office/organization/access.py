"""Sessions and tokens of a person: shown to their owner and to who manages them, ended by both."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from mingtang.faces.office.organization.units import person_url
from mingtang.institution.organization.actions.ending import end_session, end_token
from mingtang.institution.organization.authority import Powers
from mingtang.institution.organization.models import ApiToken, Person, WebSession
from mingtang.workbench.backoffice.forms import DeskForm
from mingtang.workbench.backoffice.screens import ConfirmScreen, Crumb
from mingtang.workbench.backoffice.start import (
    EVERY_POST,
    StartPanel,
    Waiting,
    register_start_panel,
)
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag


def sessions_table(person: Person, *, here: str = "") -> Table:
    """Return where a person is signed in; `here` is the key of the row of the asking browser."""

    def end_url(row: WebSession) -> str:
        return "" if row.session_key == here else reverse("organization:end-session", args=[row.pk])

    columns = (
        TableColumn("浏览器", "browser", kind="main"),
        TableColumn("网络地址", "address"),
        TableColumn("登录时间", "entered_at", kind="moment"),
        TableColumn("最近操作", "seen_at", kind="moment"),
        TableColumn(
            "办理",
            lambda row: tag("当前登录", "good") if row.session_key == here else "结束登录",
            link=end_url,
        ),
    )
    return Table(columns, person.sessions.open().order_by("-entered_at", "-pk"))


def tokens_table(person: Person, at: datetime) -> Table:
    """Return the tokens of a person that were not ended."""
    soon = at + timedelta(days=settings.TOKEN_WARNING_DAYS)

    def state(row: ApiToken) -> str:
        if row.expires_at <= at:
            return tag("已到期", "bad")
        return tag("即将到期", "warn") if row.expires_at <= soon else tag("在用", "good")

    columns = (
        TableColumn("用途", "name", kind="main"),
        TableColumn("签发时间", "created_at", kind="moment"),
        TableColumn("最近使用", lambda row: row.last_used_on or "未使用"),
        TableColumn("到期时间", "expires_at", kind="moment"),
        TableColumn("状态", state),
        TableColumn("办理", lambda _row: "停用", link=_end_token_url),
    )
    return Table(columns, person.tokens.standing().order_by("pk"))


def _end_token_url(row: ApiToken) -> str:
    return reverse("organization:end-token", args=[row.pk])


class _OfOwner(ConfirmScreen):
    """Something that is ended by its owner or by who manages them."""

    form_class = DeskForm
    is_grave = True

    @property
    def is_own(self) -> bool:
        """Whether the one at the screen is the owner."""
        return self.object.person_id == self.person.pk

    def get_success_url(self, result: Any) -> str:
        """Show the own account, or the person."""
        return _home_of(self.object.person, is_own=self.is_own)

    def get_crumbs(self) -> list[Crumb]:
        """Put the owner into the way."""
        home, *_, here = super().get_crumbs()
        owner: Person = self.object.person
        label = "我的账号" if self.is_own else owner.name
        return [home, Crumb(label, _home_of(owner, is_own=self.is_own)), here]

    def whose(self) -> str:
        """Name the owner as a sentence begins."""
        return "您" if self.is_own else self.object.person.name


def _home_of(owner: Person, *, is_own: bool) -> str:
    return reverse("wagtailadmin_account") if is_own else person_url(owner)


class EndSession(_OfOwner):
    """End one sign-in of a browser."""

    title = "结束登录"
    model = WebSession
    submit_label = "确定结束"
    success_message = "登录已结束。"

    def get_consequences(self) -> Sequence[str]:
        """Say which one ends."""
        browser = self.object.browser or "这个浏览器"
        return (
            f"{self.whose()}在 {browser} 上的登录立即失效，须重新登录。",
            "如不是本人登录，请同时修改密码。",
        )

    def act(self, form: Any) -> None:
        """Call the action."""
        end_session(actor=self.person, at=self.at, session_id=self.object.pk)


class EndToken(_OfOwner):
    """End a token."""

    title = "停用接口令牌"
    model = ApiToken
    submit_label = "确定停用"
    success_message = "接口令牌已停用。"

    def get_consequences(self) -> Sequence[str]:
        """Say what stops."""
        return (
            f"{self.whose()}用途为“{self.object.name}”的令牌立即失效，使用它的程序不能再办理。",
        )

    def act(self, form: Any) -> None:
        """Call the action."""
        end_token(actor=self.person, at=self.at, token_id=self.object.pk)


def _expiring_rows(person: Person, powers: Powers, at: datetime) -> list[QuerySet[Any]]:
    soon = at + timedelta(days=settings.TOKEN_WARNING_DAYS)
    return [ApiToken.objects.in_use(at).filter(person=person, expires_at__lte=soon)]


def _expiring(person: Person, powers: Powers, at: datetime) -> Iterable[Waiting]:
    for token in _expiring_rows(person, powers, at)[0]:
        yield Waiting(
            f"接口令牌“{token.name}”即将到期，到期后使用它的程序不能再办理",
            reverse("wagtailadmin_account"),
            "换发令牌",
            due_at=token.expires_at,
        )


register_start_panel(
    EVERY_POST, StartPanel("tokens", "接口令牌", order=950, waiting=_expiring, rows=_expiring_rows)
)
