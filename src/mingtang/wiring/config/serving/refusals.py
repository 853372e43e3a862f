"""What a client is told whose request is not taken (拒收): a plain page, or a problem document."""

from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest, HttpResponse

from mingtang.faces.api.errors import problem
from mingtang.faces.public.plain_pages import AGAIN, HOME, plain_page, plain_policy
from mingtang.ground.foundation.decisions import Reason
from mingtang.ground.foundation.error_numbers import number_in

RETRY_SECONDS = 5
_PASSING = frozenset({408, 500, 503})  # what may well work the next time
_WORDS = {
    400: ("请求有误", "请求的地址或格式不正确，请检查后重试。"),
    403: ("请先登录", "上传文件须先登录。请登录后重新选择文件上传。"),
    408: (
        "上传超时",
        "内容在规定时间内没有传完。请返回上一页，检查网络后重新提交，文件较大时请先压缩。",
    ),
    413: ("内容过大", "提交的内容超过了大小上限。请返回上一页，压缩或拆分后再提交。"),
    500: ("系统出错", "系统没能完成这次操作。请稍后再试；如多次出现，请把错误编号告诉平台管理员。"),
    503: (
        "系统繁忙",
        "当前访问人数较多，暂时无法处理。请稍等几秒后重试。",
    ),
}
# What readers are told by the application of the public face.
_FOR_READERS = {
    400: ("请求有误", "网址或提交的内容有误，无法识别。请返回上一页检查后重试。"),
    403: (
        "没有提交成功",
        "页面打开太久，或浏览器没有启用 Cookie，安全校验没有通过。请返回上一页，刷新后重新提交。",
    ),
    404: ("页面不存在", "您访问的页面不存在，或已经移走。请检查网址，或从网站首页查找。"),
}
_STILL_THERE = "刚才填写的内容仍在原页面，请返回上一页重新提交。"
_CODES = {
    400: "unreadable",
    403: "not_signed_in",
    408: "too_slow",
    413: "too_large",
    500: "error",
    503: "busy",
}
# In the office the start page is the workbench; one who is not signed in is led to the sign-in page.
_WORKBENCH = ("/", "回到工作台")


class Refusal(Exception):
    """A request that is not taken, with its HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True)
class RefusalPage:
    """An answer ready to be sent."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


@lru_cache(maxsize=64)
def refused(
    status: int,
    *,
    is_api: bool,
    is_read: bool = True,
    stylesheet: str = "",
    number: str = "",
    words: tuple[str, str] | None = None,
) -> RefusalPage:
    """Return the answer for a request that was not taken, or failed outside Django.

    What was only read (`is_read`) may be asked for again by a link; what was sent is still in the form.
    The connection ends with it: what the client still sends is not read.
    """
    title, text = words or _WORDS[status]
    if status == 503 and not (is_read or is_api):
        text += _STILL_THERE
    headers = [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
    headers.append(("Connection", "close"))
    if status == 503:
        headers.append(("Retry-After", str(RETRY_SECONDS)))
    if is_api:
        response = problem(status, [Reason(f"api.{_CODES[status]}", text)], number=number)
        headers.append(("Content-Type", response["Content-Type"]))
        return RefusalPage(status, headers, response.content)
    start = _WORKBENCH if stylesheet else HOME
    links = (AGAIN, start) if is_read and status in _PASSING else (start,)
    page = plain_page(title, text, links=links, number=number, stylesheet=stylesheet)
    headers.append(("Content-Type", "text/html; charset=utf-8"))
    headers.append(("Content-Security-Policy", plain_policy(stylesheet)))
    return RefusalPage(status, headers, page.encode())


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that we failed, on the public face."""
    return _response(refused(500, is_api=False, number=number_in(request.META)))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a reader's request cannot be understood."""
    return _to_reader(400)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a reader's form was not accepted, and how it will be."""
    return _to_reader(403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a reader found nothing, forbidden or not there."""
    return _to_reader(404)


def _to_reader(status: int) -> HttpResponse:
    return _response(refused(status, is_api=False, words=_FOR_READERS[status]))


def _response(answer: RefusalPage) -> HttpResponse:
    headers = {name: value for name, value in answer.headers if name != "Connection"}
    return HttpResponse(answer.body, status=answer.status, headers=headers)
