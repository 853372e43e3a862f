"""The contact book (通讯录): who answers for what in each unit, and how to reach them."""

from typing import Any

from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import contact_book
from mingtang.workbench.backoffice.screens import Screen

PAGE = 50


class ContactBook(Screen):
    """Leaders, information officers and liaison officers of the visible units."""

    template_name = "office/organization/contacts.html"
    title = "通讯录"
    lead = (
        "各单位领导、信息员、联络员，以及编辑部和值班人员。办公电话完整显示，手机号和邮箱部分遮盖。"
    )
    right = "organization.read"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand one page of units to the template."""
        after = self.request.GET.get("after", "")[:40]
        rows = contact_book(self.person, self.at, after=after, limit=PAGE + 1)
        shown = rows[:PAGE]
        more = shown[-1].unit_code if len(rows) > PAGE else ""
        ids = [contact.person_id for row in shown for contact in row.contacts]
        linked = Person.objects.visible_to(self.person, self.at).filter(pk__in=ids)
        return super().get_context_data(
            rows=shown,
            more=more,
            is_later=bool(after),
            linked=set(linked.values_list("pk", flat=True)),
            **kwargs,
        )
