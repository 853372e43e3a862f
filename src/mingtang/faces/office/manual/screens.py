"""The screens of the manual: its table of contents and its pages."""

from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.safestring import mark_safe

from mingtang.faces.office.manual.rendering import ManualPage, render_manual
from mingtang.workbench.backoffice.manual import keep_manual_at, register_chapter
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item
from mingtang.workbench.backoffice.screens import Screen

FOLDER = Path(__file__).parent / "pages"
ROOT = ("操作手册", "manual:contents")
PAGES = (
    "articles",
    "policies",
    "desk",
    "reviewing",
    "letters",
    "consultations",
    "surveys",
    "interviews",
    "leader",
    "auditor",
    "administrator",
    "duty",
)  # in the order of the contents
# The chapter of a screen, or of all screens of a namespace.
CHAPTERS = {
    "content": "articles",
    "content:create": "articles#写稿件",
    "content:edit": "articles#写稿件",
    "content:extra-fields": "articles#栏目和类型的字段",
    "content:extra-field-new": "articles#栏目和类型的字段",
    "content:extra-field": "articles#栏目和类型的字段",
    "content:templates": "articles#复制模板和恢复",
    "content:use-template": "articles#复制模板和恢复",
    "content:store-template": "articles#复制模板和恢复",
    "content:from-word": "articles#从-word-来的内容",
    "media": "articles#素材库",
    "submission": "articles#报送",
    "submission:approve": "articles#审签",
    "submission:return-step": "articles#审签",
    "submission:accept": "articles#接收和编辑",
    "submission:desk": "desk",
    "submission:claim": "desk#谁在办",
    "submission:hand-over": "desk#谁在办",
    "submission:alike": "desk#内容相近的稿件",
    "submission:merge": "desk#内容相近的稿件",
    "submission:split": "desk#拆分",
    "submission:lateness": "desk#不及时报送",
    "submission:late": "desk#不及时报送",
    "obligations:missed": "desk#不及时报送",
    "submission:points": "desk#采用积分",
    "submission:person-points": "desk#采用积分",
    "submission:point-tables": "desk#采用积分",
    "submission:set-points": "desk#采用积分",
    "submission:correct-points": "desk#采用积分",
    "submission:classes": "desk#报送类别和用途",
    "submission:coverage": "desk#报送类别和用途",
    "review": "reviewing",
    "review:show": "reviewing#在审核单上办理",
    "review:start-urgent": "reviewing#紧急签发和补审",
    "review:wordings": "reviewing#用词表",
    "review:ignored": "reviewing#用词表",
    "approvals": "reviewing#在审核单上办理",
    "notices:duty": "reviewing#值班表",
    "notices:add-duty": "reviewing#值班表",
    "publishing:exception": "policies#先发文件",
    "publishing:request-interpretation": "policies#解读任务",
    "casework": "letters",
    "casework:dispatch": "letters#转办",
    "casework:object": "letters#认领和退回",
    "casework:claim": "letters#认领和退回",
    "casework:transfer": "letters#移交协办延期暂停",
    "casework:ask_extension": "letters#移交协办延期暂停",
    "letters": "letters",
    "letters:register": "letters#登记来信",
    "letters:telling": "letters#告知来信人",
    "letters:matters": "letters#事项目录",
    "letters:mailboxes": "letters#信箱和登录要求",
    "letters:new-mailbox": "letters#信箱和登录要求",
    "letters:mailbox": "letters#信箱和登录要求",
    "signin": "letters#信箱和登录要求",
    "responses": "letters#起草和送审",
    "responses:redact": "letters#公开答复",
    "responses:release": "letters#公开答复",
    "responses:published": "letters#公开答复",
    "responses:samples": "letters#质量抽查",
    "responses:checks": "letters#质量抽查",
    "consultations": "consultations",
    "surveys": "surveys",
    "interviews": "interviews",
    "interviews:plans": "interviews#年度方案",
    "interviews:plan": "interviews#年度方案",
    "interviews:say": "interviews#直播",
    "obligations": "leader#看时限和逾期",
    "figures": "leader#看本月情况",
    "events": "auditor#查操作记录",
    "regulations": "auditor#查制度依据",
    "organization": "administrator#人员和岗位",
    "organization:responsible": "administrator#责任人员",
    "organization:officers": "administrator#责任人员",
    "organization:contractors": "administrator#外包人员",
    "organization:filings": "administrator#变更报备",
    "organization:file-contacts": "administrator#变更报备",
    "organization:trainings": "administrator#业务培训",
    "organization:record-training": "administrator#业务培训",
    "organization:import-people": "administrator#从表格导入",
    "organization:contacts": "duty#找人",
    "sites": "administrator#网站和栏目",
    "sites:open-site": "administrator#开办网站",
    "sites:suspend-site": "administrator#停用和关停网站",
    "sites:close-site": "administrator#停用和关停网站",
    "sites:duties": "administrator#栏目责任表",
    "sites:import-duties": "administrator#栏目责任表",
    "series": "duty#突发事件",
    "publishing:incidents": "duty#网页被改动",
    "jobs": "administrator#后台任务",
    "notices": "articles#工作台和通知",
    "notices:dispatches": "administrator#后台任务",
    "desk": "articles#工作台和通知",
    "publishing": "administrator#网站运行",
    "visits": "administrator#网站运行",
    "sitesearch": "administrator#网站运行",
    "subscriptions": "administrator#网站运行",
    "directory": "administrator#网站运行",
    "editions": "administrator#网站运行",
    "weather": "administrator#网站运行",
    "interaction": "letters#登记来信",
}


def page_address(chapter: str) -> str:
    """Return the address of a chapter such as `letters#转办`."""
    slug, sign, heading = chapter.partition("#")
    return reverse(f"manual:{slug}") + sign + heading


def _link(target: str) -> str:
    """Return the address of a link: a page of the manual or an HTTPS address; else empty."""
    slug, sign, heading = target.partition("#")
    if slug.startswith("https://"):
        return target
    if slug.removesuffix(".md") in PAGES:
        return page_address(slug.removesuffix(".md") + sign + heading)
    return f"#{heading}" if not slug and heading else ""


def _picture(target: str) -> str:
    return static(f"manual/{Path(target).name}")


@cache
def manual_page(slug: str) -> ManualPage:
    """Return a page of the manual; cached, because the files do not change in a process."""
    text = (FOLDER / f"{slug}.md").read_text("utf-8")
    return render_manual(text, link=_link, picture=_picture)


class ManualContents(Screen):
    """The table of contents of the manual."""

    template_name = "office/manual_contents.html"
    title = ROOT[0]
    lead = "每一步看到什么、点什么、会发生什么。各页面标题下的“操作说明”直接打开相应章节。"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pages = [(page_address(slug), manual_page(slug)) for slug in PAGES]
        return super().get_context_data(pages=pages, **kwargs)


class ManualScreen(Screen):
    """A page of the manual."""

    template_name = "office/manual_page.html"
    parents: ClassVar[Any] = (ROOT,)
    slug = ""

    def get_title(self) -> str:
        return manual_page(self.slug).title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = manual_page(self.slug)
        body = mark_safe(page.body)  # noqa: S308 - escaped where it is made
        return super().get_context_data(body=body, chapters=page.chapters, **kwargs)


app_name = "manual"
urlpatterns = [
    path("", ManualContents.as_view(), name="contents"),
    *(path(f"{slug}/", ManualScreen.as_view(slug=slug), name=slug) for slug in PAGES),
]

keep_manual_at(page_address)
for _names, _chapter in CHAPTERS.items():
    register_chapter(_names, _chapter)
register_menu_item(MenuEntry("manual", ROOT[0], ROOT[1], "help", order=950))
