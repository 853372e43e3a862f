"""Pages that are no document: each is refused as what it is."""

import pytest

from mingtang.editorial.reading.reader import read_page
from mingtang.editorial.reading.result import DocumentKind, Unreadable

ROWS = "".join(
    f"<tr><td><img src=dot.gif> <a href=show.asp?id={i}>关于开展第{i}次工作的通知</a></td><td>[2006-11-{i}]</td></tr>"
    for i in range(10, 18)
)
PAGER = "<tr><td>页次：1/12页 <a href=?page=2>下一页</a></td></tr>"
LINKS = "".join(f'<dd><a href="/{i}/">机构{i}</a></dd>' for i in range(10))

FOUND = "".join(
    f"<div><a href=/{i}.html>关于开展第{i}次检查的通知</a><p>为做好检查工作，现将有关事项通知如下。各单位要认真组织。</p><span>2024-05-{i}</span></div>"
    for i in range(10, 18)
)


FORMS = "".join(
    f"<tr><td>{i}</td><td><a href=/{i}.doc>办事申请表格{i}.doc</a></td><td>2019-03-0{i}</td></tr>"
    for i in range(1, 9)
)
PEOPLE = "".join(f"<div><a href=/{i}.html>领导{i}</a><p>副市长</p></div>" for i in range(1, 8))


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        (
            "<title>服务器错误</title><h1>“/”应用程序中的服务器错误。</h1><p>说明：出现未经处理的异常。请检查堆栈跟踪信息。</p>",
            DocumentKind.ERROR,
        ),
        ("<title>请稍候…</title><div>正在验证您的浏览器，请稍候…</div>", DocumentKind.ERROR),
        (f"<table><tr><td>政务信息</td></tr>{ROWS}<tr><td>更多</td></tr>{PAGER}</table>", DocumentKind.LIST),
        ('{"code":200,"data":[{"title":"关于防汛的通知","url":"/1.html"}]}', DocumentKind.BINARY),
        (f"<h1>下载中心</h1><table>{FORMS}</table>", DocumentKind.LIST),
        (f"<h1>领导之窗</h1>{PEOPLE}", DocumentKind.LIST),
        (f"<h1>网站地图</h1><dl>{LINKS}</dl><div>主办：市民政局</div>", DocumentKind.LIST),
        (f"<div>共找到 233 条结果</div>{FOUND}", DocumentKind.LIST),
        ("<title>用户登录</title><form><p>用户名：<input></p><p>密码：<input></p></form>", DocumentKind.ERROR),
        ("<h1>HTTP状态 404 - 未找到</h1><p>源服务器未能找到目标资源。</p><h3>Apache Tomcat/8.5</h3>", DocumentKind.ERROR),
        ("<title>拦截提示</title><p>您的请求可能存在攻击行为，已被网站防火墙拦截。</p>", DocumentKind.ERROR),
        ("<p>请使用新版浏览器</p>", DocumentKind.EMPTY),
    ],
)  # fmt: skip
def test_page_that_is_no_document_is_refused(page: str, kind: DocumentKind) -> None:
    with pytest.raises(Unreadable) as refusal:
        read_page("page.html", page.encode())
    assert refusal.value.kind is kind


def test_document_about_an_error_is_none() -> None:
    text = (
        "<p>因服务器错误，网上报名延长两天，出现异常的考生请重新提交，并检查报名信息是否完整。</p>"
    )
    found = read_page("page.html", f"<h1>关于延长网上报名时间的通知</h1>{text * 9}".encode())
    assert len(found.paragraphs) == 9


def test_page_of_nothing_but_what_a_script_replaces_is_refused() -> None:
    page = "<h2>{{detail.title}}</h2><p>{{detail.date}} {{detail.source}}</p>"
    with pytest.raises(Unreadable) as refusal:
        read_page("page.html", page.encode())
    assert refusal.value.kind == DocumentKind.SCRIPT


def test_notice_behind_a_long_menu_is_found_and_is_no_front_page() -> None:
    menu = "".join(f"<li><a href='/{i}/'>第{i}个栏目的最新工作动态</a></li>" for i in range(200))
    page = (
        f"<title>安和县9月20日至23日计划停电信息</title><ul>{menu}</ul><h1>安和县9月20日至23日计划停电信息</h1>"
        "<p>发布日期：2021-09-17　来源：县供电公司</p><p>因线路检修，下列线路将计划停电。</p>"
    )
    reading = read_page("page.html", page.encode())
    assert reading.title.value == "安和县9月20日至23日计划停电信息"
    assert reading.source.value == "县供电公司"
