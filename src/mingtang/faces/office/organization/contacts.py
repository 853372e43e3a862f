"""The contact book (通讯录): who answers for what in each unit, and how to reach them."""

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from mingtang.ground.foundation.clock import beijing_date
from mingtang.ground.foundation.text import has_words
from mingtang.ground.papers.blocks import BodyText, DataTable, OfficialDocument
from mingtang.institution.organization.models import Person
from mingtang.institution.organization.queries import ContactRow, contact_book
from mingtang.workbench.backoffice.screens import HeaderButton, Screen

PAGE = 25  # units, each with its people
MOST_IN_HANDBOOK = 2000
HEADINGS = ("单位", "岗位", "姓名", "职务", "办公电话", "分工")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class ContactBook(Screen):
    """Leaders, information officers and liaison officers of the visible units."""

    template_name = "office/organization/contacts.html"
    title = "通讯录"
    lead = (
        "各单位领导、信息员、联络员，以及编辑部和值班人员。办公电话完整显示，手机号和邮箱部分遮盖。"
    )
    right = "organization.read"

    def get_buttons(self) -> Sequence[HeaderButton]:
        """Offer the book as a document to print."""
        return (HeaderButton("下载联络手册", reverse("organization:handbook"), icon="download"),)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Hand one page of units to the template."""
        after = self.request.GET.get("after", "")[:40]
        asked = self.request.GET.get("q", "").strip()[:40]
        asked = asked if has_words(asked) else ""
        rows = contact_book(self.person, self.at, name=asked, after=after, limit=PAGE + 1)
        shown = rows[:PAGE]
        more = shown[-1].unit_code if len(rows) > PAGE else ""
        ids = [contact.person_id for row in shown for contact in row.contacts]
        linked = Person.objects.visible_to(self.person, self.at).filter(pk__in=ids)
        return super().get_context_data(
            rows=shown,
            asked=asked,
            more=urlencode({"q": asked, "after": more}) if more else "",
            is_later=bool(after),
            linked=set(linked.values_list("pk", flat=True)),
            **kwargs,
        )


class ContactHandbook(Screen):
    """The contact book as a document of Word (联络手册): numbers of offices alone.

    Source: XN-22, 兴市府办〔2014〕19号 第二十九条.
    """

    title = "联络手册"
    right = "organization.read"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file."""
        from mingtang.ground.papers.word import write_word  # slow import

        rows = contact_book(self.person, self.at, limit=MOST_IN_HANDBOOK)
        day = beijing_date(self.at)
        lead = f"截至{day.year}年{day.month}月{day.day}日。人员变动后请及时报备，以通讯录为准。"
        table = DataTable(HEADINGS, [line for row in rows for line in _lines(row)])
        document = OfficialDocument("政府网站信息员联络手册", (BodyText(lead), table))
        name = quote(f"联络手册-{day.isoformat()}.docx", safe="")
        return HttpResponse(
            write_word(document),
            content_type=WORD,
            headers={"Content-Disposition": f"attachment; filename*=UTF-8''{name}"},
        )


def _lines(row: ContactRow) -> Iterator[tuple[str, ...]]:
    if not row.contacts:
        yield (row.unit_name, "", "", "", row.phone, "")
    for at, one in enumerate(row.contacts):
        phone = one.office_phone or row.phone
        unit = "" if at else row.unit_name
        yield (unit, one.post.label, one.name, one.job_title, phone, one.duties)
