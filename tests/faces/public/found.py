"""Pages of results on made-up findings, in the frame of the made-up city."""

from collections.abc import Sequence

from django.template.loader import render_to_string

from mingtang.editorial.sitesearch.queries import ResultLine, Results
from mingtang.faces.public.interfaces.search import SearchField, in_frame
from mingtang.spine.search.asking import PublicQuestion
from mingtang.spine.search.policies.marking import excerpt, marked

WORDS = ("防汛抗旱", "防汛")
TEXT = (
    "各县（市、区）人民政府，市政府各部门：今年汛期降水偏多，要落实防汛责任制，开展水库安全检查，储备抢险物资，做好防汛抗旱工作。"
    * 3
)
TITLES = (
    (
        "明州市人民政府办公室关于做好2026年防汛抗旱工作的通知",
        "明政办发〔2026〕12号",
        "",
        "政策文件",
    ),
    ("关于做好2022年防汛抗旱工作的通知", "明政办发〔2022〕8号", "废止", "政策文件"),
    ("市防汛抗旱指挥部召开成员单位会议" + "长" * 80, "", "", "新闻动态"),
)


def results_pages(frame: str) -> dict[str, bytes]:
    """Return a page of results, one that found nothing, and one that asks to wait."""
    lines = [_line(*one) for one in TITLES]
    found = Results(found=lines, total=28, page=2, pages=3, is_partial=True)
    nothing = PublicQuestion("防讯抗旱")
    return {
        "/found.html": _page(
            frame, PublicQuestion("防汛抗旱"), results=found, before="?a", after="?b"
        ),
        "/nothing.html": _page(
            frame, nothing, results=Results(), similar=[("防汛抗旱", "?q=x")], wider="?scope=all"
        ),
        "/wait.html": _page(frame, nothing, refused="您搜索得太频繁，请过一分钟再试。"),
    }


def _page(frame: str, question: PublicQuestion, **context: object) -> bytes:
    fields = _fields()
    body = render_to_string(
        "sitesearch/results.html", {"question": question, "fields": fields, **context}
    )
    return in_frame(frame, "搜索结果", body).encode()


def _fields() -> Sequence[SearchField]:
    every = ("", "全部")
    return (
        SearchField("scope", "范围", "all", (("", "本网站"), ("all", "全部网站"))),
        SearchField("kind", "类型", "", (every, ("policy", "政策文件"))),
        SearchField("unit", "发布单位", "", (every, ("office", "明州市人民政府办公室" * 3))),
        SearchField("sort", "排序", "", (("", "按相关度"), ("date", "按日期"))),
    )


def _line(title: str, number: str, force: str, sort: str) -> ResultLine:
    return ResultLine(
        title=marked(title, WORDS), excerpt=excerpt(TEXT, WORDS), link="/document.html", sort=sort,
        office="明州市人民政府办公室", site="明州市应急管理局", day="2026-03-09", number=number, force=force,
    )  # fmt: skip
