"""Pages that stand by themselves: what a client is told where no site and no template can say it."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from html import escape

_PAGE = """<!doctype html>
<html lang="zh-Hans">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{style}</head>
<body>
<main>
<h1>{title}</h1>
<p>{text}</p>
{number}{links}</main>
</body>
</html>
"""
# Where there is no style sheet to link to: named by its digest in the policy, so that no other runs.
_OWN_STYLE = (
    'body{margin:0;background:#f5f5f5;color:#1f2933;font:1.125rem/1.8 "PingFang SC",'
    '"Microsoft YaHei","Noto Sans CJK SC",sans-serif}'
    "main{max-width:34rem;margin:12vh auto 0;padding:2rem;background:#fff}"
    "h1{margin:0 0 .5rem;font-size:1.5rem}p{margin:0 0 1rem}"
    "a{display:inline-block;min-width:44px;min-height:44px;margin-right:1.5rem;color:#0b4f9e}"
)
_OWN_STYLE_DIGEST = b64encode(hashlib.sha256(_OWN_STYLE.encode()).digest()).decode()
_STYLE = '<link rel="stylesheet" href="{href}">\n'
_INLINE = f"<style>{_OWN_STYLE}</style>\n"
_NUMBER = '<p>错误编号：<strong class="number">{number}</strong></p>\n'
_LINK = '<a href="{href}">{label}</a>'

Link = tuple[str, str]
# Links of such pages: address and label. An empty address is the one that was asked for.
AGAIN = ("", "重试")
HOME = ("/", "返回网站首页")


@dataclass(frozen=True)
class PlainPage:
    """What both servers say alike: status, title, one sentence, the way on."""

    status: int
    title: str
    text: str
    links: tuple[Link, ...] = ()

    @property
    def html(self) -> str:
        """The page."""
        return plain_page(self.title, self.text, links=self.links)


ODD = PlainPage(400, "网址有误", "请求的地址不正确，请检查网址后重试。", (HOME,))
NOTHING = PlainPage(
    404, "页面不存在", "您访问的页面不存在，或已经移走。请检查网址，或从网站首页查找。", (HOME,)
)
NO_SITE = PlainPage(404, "页面不存在", "这个网址下没有网站，请检查网址。")
UNAVAILABLE = PlainPage(502, "暂时不可用", "服务暂时不可用，请稍后再试。", (AGAIN, HOME))
CROWDED = PlainPage(
    429, "请稍候", "提交或查询得太频繁，请等一分钟再试；刚才填写的内容仍在上一页。", (AGAIN, HOME)
)


def plain_page(
    title: str,
    text: str,
    *,
    links: tuple[Link, ...] = (),
    number: str = "",
    stylesheet: str = "",
) -> str:
    """Return a page of one sentence and its links, with the style sheet or with a style of its own."""
    shown = "".join(_LINK.format(href=escape(href), label=escape(label)) for href, label in links)
    return _PAGE.format(
        title=escape(title),
        text=escape(text),
        style=_STYLE.format(href=escape(stylesheet)) if stylesheet else _INLINE,
        number=_NUMBER.format(number=escape(number)) if number else "",
        links=f"<p>{shown}</p>\n" if shown else "",
    )


def plain_policy(stylesheet: str = "") -> str:
    """Return the Content-Security-Policy of such a page: its style and nothing else."""
    allowed = "'self'" if stylesheet else f"'sha256-{_OWN_STYLE_DIGEST}'"
    return f"default-src 'none'; style-src {allowed}; base-uri 'none'; frame-ancestors 'none'"
