"""What a client is told whose request is not taken (拒收): a plain page, or a problem document."""

from dataclasses import dataclass
from html import escape

from django.http import HttpRequest, HttpResponse

from mingtang.faces.api.errors import problem
from mingtang.ground.foundation.decisions import Reason
from mingtang.ground.foundation.error_numbers import number_in

RETRY_SECONDS = 5
_WORDS = {
    400: ("请求有误", "请求的地址或格式不正确，请检查后重试。"),
    403: ("请先登录", "上传文件须先登录。请登录后重新选择文件上传。"),
    408: ("上传超时", "内容在规定时间内没有传完。请检查网络后重试，文件较大时请先压缩。"),
    413: ("内容过大", "提交的内容超过了大小上限。请压缩或拆分后再提交。"),
    500: ("系统出错", "系统没能完成这次操作。请稍后再试；如多次出现，请把错误编号告诉平台管理员。"),
    503: ("系统繁忙", "当前访问人数较多，暂时无法处理。请稍等几秒后重试，已填写的内容请勿关闭。"),
}
_CODES = {
    400: "unreadable",
    403: "not_signed_in",
    408: "too_slow",
    413: "too_large",
    500: "error",
    503: "busy",
}
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
{number}</main>
</body>
</html>
"""
_STYLE = '<link rel="stylesheet" href="{href}">\n'
_NUMBER = '<p>错误编号：<strong class="number">{number}</strong></p>\n'


class Refusal(Exception):
    """A request that is not taken, with its HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class Refused:
    """An answer ready to be sent."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def refused(status: int, *, is_api: bool, stylesheet: str = "", number: str = "") -> Refused:
    """Return the answer for a request that was not taken, or failed outside Django.

    The connection ends with it: what the client still sends is not read.
    """
    title, text = _WORDS[status]
    headers = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
    headers.append(("Connection", "close"))
    if status == 503:
        headers.append(("Retry-After", str(RETRY_SECONDS)))
    if is_api:
        response = problem(status, [Reason(f"api.{_CODES[status]}", text)], number=number)
        headers.append(("Content-Type", response["Content-Type"]))
        return Refused(status, headers, response.content)
    page = _PAGE.format(
        title=title,
        text=escape(text),
        style=_STYLE.format(href=escape(stylesheet)) if stylesheet else "",
        number=_NUMBER.format(number=escape(number)) if number else "",
    )
    headers.append(("Content-Type", "text/html; charset=utf-8"))
    headers.append(("Content-Security-Policy", "default-src 'none'; style-src 'self'"))
    return Refused(status, headers, page.encode())


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that we failed, on the public face."""
    answer = refused(500, is_api=False, number=number_in(request.META))
    headers = {name: value for name, value in answer.headers if name != "Connection"}
    return HttpResponse(answer.body, status=500, headers=headers)
