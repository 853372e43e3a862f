"""The own account: who I am here, which posts I hold, who lent me theirs."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse

from mingtang.faces.office.names import names_of_sites
from mingtang.faces.office.organization.access import sessions_table, tokens_table
from mingtang.institution.organization.interfaces.session_store import row_key
from mingtang.institution.organization.queries import names_of_units
from mingtang.workbench.backoffice.screens import Fact, HeaderButton, Screen
from mingtang.workbench.backoffice.tables import Table, TableColumn, tag


class AccountScreen(Screen):
    """What the platform knows about the person who is signed in."""

    template_name = "office/account.html"
    title = "我的账号"
    lead = "姓名、单位和岗位有误时，请联系平台管理员更正。"

    def get_facts(self) -> Sequence[Fact]:
        """Return name, unit and the ways to be reached."""
        person = self.person
        return (
            Fact("姓名", person.name),
            Fact("用户名", person.username),
            Fact("所在单位", person.unit.name),
            Fact("手机号", person.masked_phone),
            Fact("电子邮箱", person.email),
            Fact("密码设定时间", person.password_set_at),
        )

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Lead to the pages that change password and second factor."""
        return (
            HeaderButton("修改密码", reverse("sign_in:password")),
            HeaderButton("动态口令", reverse("sign_in:second_factor")),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand facts and posts to the template."""
        grants = self.powers.grants
        units = names_of_units(grant.unit_code for grant in grants)
        sites = names_of_sites(grant.site_key for grant in grants)
        columns = (
            TableColumn("岗位", lambda grant: grant.post.label, kind="main"),
            TableColumn("单位", lambda grant: units[grant.unit_code]),
            TableColumn("网站", lambda grant: sites[grant.site_key]),
            TableColumn("来源", lambda grant: tag("代行", "wait") if grant.is_lent else "本人任职"),
        )
        return super().get_context_data(
            facts=self.get_facts(),
            posts=Table(columns, grants),
            sessions=sessions_table(
                self.person, here=row_key(self.request.session.session_key or "")
            ),
            tokens=tokens_table(self.person, self.at),
            sessions_limit=settings.SESSIONS_PER_PERSON,
            **kwargs,
        )
