"""Every error as a problem document (RFC 9457) with all its reasons, in Chinese."""

import logging
from collections.abc import Iterable
from typing import Any

from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from mingtang.ground.foundation.decisions import NotVisible, Reason, Refused
from mingtang.ground.foundation.error_numbers import number_in
from mingtang.workbench.backoffice.interfaces.api import TooFast

CONTENT_TYPE = "application/problem+json"
TITLES = {
    400: "请求的内容无法识别",
    401: "没有有效的令牌",
    403: "没有权限",
    404: "没有找到",
    405: "这个地址不能这样请求",
    408: "没有在规定时间内传完",
    409: "现在不能这样办理",
    413: "内容过大",
    422: "填写的内容不正确",
    429: "送得太快",
    500: "系统出错",
    503: "系统繁忙",
}
KINDS = {
    400: "unreadable",
    401: "no-token",
    403: "forbidden",
    404: "not-found",
    405: "method",
    408: "too-slow",
    409: "refused",
    413: "too-large",
    422: "invalid",
    429: "too-fast",
    500: "error",
    503: "busy",
}
# A refusal for these reasons alone is about who asks, not about what is asked for.
RIGHTS = frozenset(
    {
        "organization.not_entitled",
        "organization.inactive",
        "organization.lent_post_own_text",
    }
)
_WORDS = {
    "missing": "缺少这一项。",
    "extra_forbidden": "没有这一项，请对照接口说明检查名称。",
    "string_type": "应为文字。",
    "string_too_long": "不能超过 {max_length} 个字。",
    "string_too_short": "不能少于 {min_length} 个字。",
    "string_pattern_mismatch": "写法不对。",
    "int_type": "应为整数。",
    "int_parsing": "应为整数。",
    "int_from_float": "应为整数。",
    "greater_than_equal": "不能小于 {ge}。",
    "less_than_equal": "不能大于 {le}。",
    "bool_type": "应为 true 或 false。",
    "bool_parsing": "应为 true 或 false。",
    "enum": "只能是 {expected} 之一。",
    "list_type": "应为列表。",
    "dict_type": "应为对象。",
    "model_attributes_type": "应为对象。",
    "too_long": "不能超过 {max_length} 项。",
    "too_short": "不能少于 {min_length} 项。",
}
_DATES = "应为日期，写成 2026-03-11。"
_MOMENTS = "应为时间，写成 2026-03-11T10:00:00+08:00。"
log = logging.getLogger("django.request")


def problem(status: int, reasons: Iterable[Reason] = (), *, number: str = "") -> HttpResponse:
    """Return a problem document; `number` names an error of ours for anyone who looks into the log."""
    document: dict[str, object] = {
        "type": f"urn:mingtang:problem:{KINDS[status]}",
        "title": TITLES[status],
        "status": status,
        "reasons": [
            {"code": reason.code, "text": reason.text, "field": reason.field} for reason in reasons
        ],
    }
    if number:
        document["number"] = number
    response = JsonResponse(
        document,
        status=status,
        content_type=CONTENT_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def answer_errors(api: NinjaAPI) -> None:
    """Let an API answer every error as a problem document."""
    api.add_exception_handler(Refused, _refused)
    api.add_exception_handler(TooFast, _too_fast)
    api.add_exception_handler(NotVisible, _not_found)
    api.add_exception_handler(Http404, _not_found)
    api.add_exception_handler(AuthenticationError, _no_token)
    api.add_exception_handler(ValidationError, _invalid)
    api.add_exception_handler(HttpError, _unreadable)
    # A number in the address that no row can have: the database refuses to look for it.
    api.add_exception_handler(OverflowError, _not_found)
    api.add_exception_handler(DataError, _not_found)
    api.add_exception_handler(Exception, _failed)


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    is_about_rights = all(reason.code in RIGHTS for reason in error.reasons)
    return problem(403 if is_about_rights else 409, error.reasons)


def _too_fast(request: HttpRequest, error: Any) -> HttpResponse:
    response = problem(429, error.reasons)
    response.headers["Retry-After"] = "60"
    return response


def _not_found(request: HttpRequest, error: Any) -> HttpResponse:
    text = "您要的内容不存在，或者您无权查看。"
    return problem(404, [Reason("api.not_found", text)])


def _no_token(request: HttpRequest, error: Any) -> HttpResponse:
    text = "请在 Authorization 头中写明有效的令牌；令牌用 mingtang token issue 签发。"
    return problem(401, [Reason("api.no_token", text)])


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(400, [Reason("api.unreadable", "请求的正文应为 JSON，编码为 UTF-8。")])


def _failed(request: HttpRequest, error: Any) -> HttpResponse:
    log.error("API: %s", request.path, exc_info=error, extra={"request": request})
    number = number_in(request.META)
    text = (
        "系统出错，请稍后再试；再试之前请先查看是否已经办成。"
        f"如多次出现，请把错误编号 {number} 告诉平台管理员。"
    )
    response = problem(500, [Reason("api.error", text)], number=number)
    response._has_been_logged = True  # type: ignore[attr-defined] # Django would do so again
    return response


def _invalid(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(422, [_reason(fault) for fault in error.errors])


def _reason(fault: dict[str, Any]) -> Reason:
    kind, place = str(fault["type"]), [str(part) for part in fault["loc"]]
    if kind.startswith("datetime"):
        text = _MOMENTS
    elif kind.startswith("date"):
        text = _DATES
    else:
        text = _WORDS.get(kind, "填写的内容不正确。").format_map(_Known(fault.get("ctx") or {}))
    return Reason(f"api.{kind}", text, ".".join(place[2:] or place[1:]))


class _Known(dict[str, Any]):
    """Limits by name; one that is not told stays a blank."""

    def __missing__(self, key: str) -> str:
        return "…"
