"""Topics and the directory in the search of readers: what is online is found, and nothing of a draft."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from mingtang.editorial.directory.actions import (
    change_statement,
    save_contact,
    save_institution,
    save_leader,
)
from mingtang.editorial.directory.documents import HOST_PAGES, KINDS
from mingtang.editorial.directory.enums import StatementKind
from mingtang.editorial.directory.models import Institution, Leader, PublicContact
from mingtang.editorial.directory.policies.entries import (
    ContactFacts,
    InstitutionFacts,
    LeaderFacts,
)
from mingtang.editorial.layouts.actions.layouts import (
    create_layout,
    release_layout,
    save_layout,
    take_layout_off,
)
from mingtang.editorial.layouts.actions.topics import set_topic_state
from mingtang.editorial.layouts.documents import TOPICS
from mingtang.editorial.layouts.enums import LayoutState, TopicState
from mingtang.editorial.layouts.models import SiteLayout
from mingtang.editorial.publishing.queries.pages import page_url
from mingtang.editorial.sites.actions.sites import change_site
from mingtang.editorial.sitesearch.queries import ResultLine, Results, results_of
from mingtang.spine.jobs.actions import enqueue_job
from mingtang.spine.jobs.enums import JobLane
from mingtang.spine.jobs.running import work_jobs
from mingtang.spine.search.asking import PublicQuestion
from mingtang.spine.search.jobs import REBUILD
from mingtang.spine.search.models import PublicDocument
from tests.editorial.publishing.site_fields import fields_of
from tests.factories.cast import Cast
from tests.factories.publishing import published_article

pytestmark = pytest.mark.django_db
LEADER = LeaderFacts(
    name="顾全",
    post="市委副书记、市长",
    duties="主持市政府全面工作。",
    resume="1970年生，大学学历。",
)
HEALTH = InstitutionFacts(
    name="市卫生健康委员会",
    former_names="市卫生和计划生育委员会、卫计委",
    kind="department",
    phone="0550-3022114",
    address="人民路12号",
    duties="拟订卫生健康政策。",
)


def _asked(text: str, at: datetime, *, own_site: str = "portal", **narrowed: str) -> Results:
    question = PublicQuestion(text, **narrowed)  # type: ignore[arg-type]
    return results_of(question, own_site=own_site, page=1, is_open=lambda _: True, at=at)


def _titles(text: str, at: datetime, **narrowed: str) -> list[str]:
    return [_title(one) for one in _asked(text, at, **narrowed).found]


def _title(line: ResultLine) -> str:
    return "".join(piece.text for piece in line.title)


def _text(words: str) -> dict[str, Any]:
    return {"type": "text", "width": 12, "title": "背景", "value": f"<p>{words}</p>"}


@pytest.fixture
def topic(cast: Cast, at: datetime) -> SiteLayout:
    """A topic page of the portal that was begun and not released."""
    return create_layout(
        actor=cast.desk_editor, at=at, site_id=cast.portal.pk, kind="topic", code="spring",
        title="春耕备耕", summary="不误农时", body=[_text("农机下乡服务队")],
    )  # fmt: skip


def _released(cast: Cast, at: datetime, row: SiteLayout) -> SiteLayout:
    SiteLayout.objects.filter(pk=row.pk).update(state=LayoutState.PASSED.value)
    return release_layout(actor=cast.desk_editor, at=at, layout_id=row.pk)


def test_a_topic_is_found_by_what_was_released_and_by_nothing_of_a_draft(
    cast: Cast, at: datetime, topic: SiteLayout
) -> None:
    assert PublicDocument.objects.count() == 0
    _released(cast, at, topic)
    [line] = _asked("农机下乡", at).found
    assert (_title(line), line.link, line.sort) == ("春耕备耕", "/topics/spring/", "专题")
    assert (line.office, line.day, line.force) == (cast.portal.unit.name, f"{at:%Y-%m-%d}", "")
    assert "农机下乡" in [piece.text for piece in line.excerpt if piece.is_found]
    draft = [_text("秋收冬藏")]
    save_layout(actor=cast.desk_editor, at=at, layout_id=topic.pk, body=draft)
    assert _titles("“秋收冬藏”", at) == []
    assert _titles("农机下乡", at) == ["春耕备耕"]
    _released(cast, at, topic)
    assert (_titles("“秋收冬藏”", at), _titles("“农机下乡”", at)) == (["春耕备耕"], [])


def test_a_closed_or_archived_topic_is_marked_and_one_taken_off_is_gone_at_once(
    cast: Cast, at: datetime, topic: SiteLayout
) -> None:
    _released(cast, at, topic)
    for state in (TopicState.CLOSED, TopicState.ARCHIVED):
        set_topic_state(actor=cast.desk_editor, at=at, layout_id=topic.pk, topic_state=state)
        assert [one.force for one in _asked("春耕备耕", at, sort="topics").found] == [state.label]
    take_layout_off(actor=cast.desk_editor, at=at, layout_id=topic.pk)
    assert PublicDocument.objects.count() == 0


def _directory(cast: Cast, at: datetime) -> tuple[Leader, Institution, PublicContact]:
    editor: dict[str, Any] = {"actor": cast.desk_editor, "at": at, "site_id": cast.portal.pk}
    leader = save_leader(facts=LEADER, **editor)
    save_leader(facts=LeaderFacts(name="方未", post="副市长"), **editor)
    office = save_institution(facts=HEALTH, **editor)
    contact = save_contact(
        facts=ContactFacts(post="咨询窗口", phone="(0550)3022118转6、12345", note="出生证明办理"),
        institution_id=office.pk,
        **editor,
    )
    text = "明州市位于江淮之间，辖五县两区。"
    change_statement(kind=StatementKind.OVERVIEW, text=text, **editor)
    return leader, office, contact


QUESTIONS = {
    "顾全": "顾全",
    "市长": "顾全",
    "顾全 分管工作": "顾全",
    "副市长": "方未",
    "市领导": "领导之窗",
    "办公电话": "通讯录",
    "卫生健康委员会": "市卫生健康委员会",
    "卫计委": "市卫生健康委员会",
    "市卫生和计划生育委员会": "市卫生健康委员会",
    "卫生健康委员会电话": "市卫生健康委员会",
    "0550-3022114": "市卫生健康委员会",
    "05503022114": "市卫生健康委员会",
    "(0550) 302 2114": "市卫生健康委员会",
    "＋86 550 3022114": "市卫生健康委员会",
    "3022114": "市卫生健康委员会",
    "电话：3022114": "市卫生健康委员会",
    "302-2114": "市卫生健康委员会",
    "3022118": "市卫生健康委员会咨询窗口",
    "0550-3022118": "市卫生健康委员会咨询窗口",
    "05503022118-6": "市卫生健康委员会咨询窗口",
    "12345": "市卫生健康委员会咨询窗口",
    "出生证明": "市卫生健康委员会咨询窗口",
    "通讯录": "通讯录",
    "领导之窗": "领导之窗",
    "机构职能": "机构职能",
    "江淮之间": "明州市人民政府概况",
}


def test_questions_find_the_person_office_or_telephone_first(cast: Cast, at: datetime) -> None:
    _directory(cast, at)
    published_article(cast, at, columns=[cast.news], title="顾全调研卫计委改革和市领导包保工作")
    published_article(cast, at, columns=[cast.news], title="市长热线12345全年无休")
    low = {}
    for question, wanted in QUESTIONS.items():
        titles = _titles(question, at)
        if titles[:1] != [wanted]:
            low[question] = titles[:3]
    assert low == {}


def test_an_entry_is_shown_from_the_index_and_leads_to_its_page(cast: Cast, at: datetime) -> None:
    leader, office, contact = _directory(cast, at)
    line = _asked("0550 3022118", at).found[0]
    assert (line.link, line.sort) == (f"/contact-book.html#post-{contact.pk}", "通讯录")
    assert "".join(one.text for one in line.excerpt).startswith("办公电话：(0550)3022118转6")
    elsewhere = _asked("顾全", at, own_site="edu", sort="leader").found[0]
    assert elsewhere.link == page_url(cast.portal.domain, f"/leaders/{leader.pk}.html")
    assert elsewhere.site == cast.portal.name
    links = [one.link for one in _asked("卫生健康", at, sort="institution").found]
    assert links == [f"/institutions/{office.pk}.html", "/institutions.html"]


def test_results_can_be_narrowed_to_each_kind(cast: Cast, at: datetime, topic: SiteLayout) -> None:
    _directory(cast, at)
    _released(cast, at, topic)
    sorts = [*_asked("春耕", at).narrowing.sorts, *_asked("市", at).narrowing.sorts]
    wanted = {"专题", "领导信息", "机构职能", "通讯录", "概况"}
    assert {label for _, label in sorts} == wanted
    assert _titles("市长", at, sort="leader") == ["顾全", "方未", "领导之窗"]
    assert _titles("概况", at, sort="host_page") == [f"{cast.portal.unit.name}概况"]


def test_what_is_no_longer_shown_is_gone_in_the_same_transaction(cast: Cast, at: datetime) -> None:
    leader, office, contact = _directory(cast, at)
    editor: dict[str, Any] = {"actor": cast.desk_editor, "at": at, "site_id": cast.portal.pk}
    hidden = LeaderFacts(name="顾全", post="市委副书记、市长", is_shown=False)
    save_leader(facts=hidden, leader_id=leader.pk, **editor)
    assert _titles("顾全", at) == []
    renamed = InstitutionFacts(name="市健康局", kind="department")
    save_institution(facts=renamed, institution_id=office.pk, **editor)
    assert (_titles("“卫计委”", at), _titles("3022114", at)) == ([], [])
    assert _titles("咨询窗口", at)[0] == "市健康局咨询窗口"
    gone = ContactFacts(post="咨询窗口", phone="(0550)3022118", is_shown=False)
    save_contact(facts=gone, contact_id=contact.pk, **editor)
    assert _titles("咨询窗口", at) == []
    change_statement(kind=StatementKind.OVERVIEW, text="", **editor)
    left = PublicDocument.objects.values_list("title", flat=True)
    assert sorted(left) == ["市健康局", "方未", "机构职能", "领导之窗"]


def test_all_kinds_are_built_again_and_what_is_not_online_is_left_out(
    cast: Cast, at: datetime, topic: SiteLayout
) -> None:
    _directory(cast, at)
    _released(cast, at, topic)
    before = sorted(PublicDocument.objects.values_list("kind", "number", "title", "link", "shown"))
    PublicDocument.objects.update(link="", shown="")
    later = at + timedelta(hours=1)
    for kind in (*KINDS, TOPICS):
        enqueue_job(kind=REBUILD, actor="system", at=later, arguments={"kind": kind.name})
    while work_jobs(later, lane=JobLane.MAINTENANCE):
        pass
    after = sorted(PublicDocument.objects.values_list("kind", "number", "title", "link", "shown"))
    assert after == before
    assert {kind for kind, *_ in after} == {one.name for one in (*KINDS, TOPICS)}


def test_entries_without_a_link_are_completed_by_their_room(cast: Cast, at: datetime) -> None:
    leader, _, _ = _directory(cast, at)
    PublicDocument.objects.update(link="", shown="")
    assert _asked("顾全", at).found[0].link == f"/leaders/{leader.pk}.html"
    Leader.objects.filter(pk=leader.pk).update(is_shown=False)
    assert "顾全" not in _titles("顾全", at)


def test_pages_of_a_site_are_walked_in_bites(cast: Cast, at: datetime) -> None:
    assert HOST_PAGES.numbers_after(0, 1000) == []
    _directory(cast, at)
    for site in (cast.edu_site, cast.portal):
        Leader.objects.create(site=site, name="方未", post="局长", changed_at=at)
    wanted = HOST_PAGES.numbers_after(0, 1000)
    assert len(wanted) == 8
    found: list[int] = []
    while more := HOST_PAGES.numbers_after(found[-1] if found else 0, 3):
        found += more
    assert found == wanted


def test_entries_are_read_again_when_facts_of_their_site_change(
    cast: Cast, at: datetime, topic: SiteLayout, drain: Any
) -> None:
    _directory(cast, at)
    _released(cast, at, topic)
    text = "政府热线【电话】。"
    change_statement(
        actor=cast.desk_editor,
        at=at,
        site_id=cast.portal.pk,
        kind=StatementKind.OVERVIEW,
        text=text,
    )
    drain(at)
    PublicDocument.objects.update(unit="another")
    fields = fields_of(cast.portal, phone="0550-3029999")
    change_site(actor=cast.operator, at=at, site_id=cast.portal.pk, fields=fields)
    drain(at)
    assert {row.unit for row in PublicDocument.objects.all()} == {cast.portal.unit.code}
    assert {one.office for one in _asked("市长", at).found} == {cast.portal.unit.name}
    assert _titles("政府热线 0550-3029999", at)[0] == f"{cast.portal.unit.name}概况"
