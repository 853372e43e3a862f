"""From the endpoints of the rooms to one interface: its errors, its door, its address map."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import URLPattern, URLResolver, path, re_path
from ninja import NinjaAPI, Router
from ninja.openapi.schema import OpenAPISchema

from mingtang.faces.api.errors import CONTENT_TYPE, answer_errors, problem
from mingtang.ground.foundation.clock import BEIJING
from mingtang.ground.foundation.decisions import Reason
from mingtang.ground.foundation.nesting import json_is_deeper_than
from mingtang.institution.organization.interfaces.tokens import TokenAuth

View = Callable[..., HttpResponseBase]
NAMESPACE = "api"
DEEPEST_BODY = 40  # lists and objects in each other
EXPIRES = "X-Mingtang-Token-Expires"  # only where the token expires soon
_NOT_ALLOWED = 405
_UNKNOWN = Reason("api.unknown_address", "接口没有这个地址，请对照 openapi.json 检查。")


class PlatformAPI(NinjaAPI):
    """An API whose description tells the true content type of its errors."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._documents: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(self, **more: Any) -> OpenAPISchema:
        """Return the OpenAPI document; cached, because it takes half a second and is public."""
        key = repr(sorted(more.items()))
        if key not in self._documents:
            self._documents[key] = self._make_document(**more)
        return self._documents[key]

    def _make_document(self, **more: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**more)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    content = answer.get("content", {})
                    if int(status) >= 400 and "application/json" in content:
                        content[CONTENT_TYPE] = content.pop("application/json")
        return schema


def make_api(*, open_reads: Sequence[Router], behind_token: Sequence[Router] = ()) -> PlatformAPI:
    """Return an API of open reads, and of endpoints that ask for a token."""
    api = PlatformAPI(
        title="明堂接口",
        version="1",
        description="已发布内容公开读取；写稿、报送、审核、发布凭本人令牌办理。",
        urls_namespace=NAMESPACE,
        docs_url=None,
    )
    answer_errors(api)
    for router in open_reads:
        api.add_router("", router)
    for router in behind_token:
        api.add_router("", router, auth=TokenAuth())
    return api


def mounted(api: PlatformAPI) -> tuple[list[URLPattern | URLResolver], str]:
    """Return the address map of an API, for `include`.

    Endpoints of two rooms may share an address (one reads, one writes): the views are asked in turn.
    """
    shared: dict[str, list[URLPattern]] = {}
    for pattern in api.urls[0]:
        assert isinstance(pattern, URLPattern)  # Ninja nests nothing
        shared.setdefault(str(pattern.pattern), []).append(pattern)
    patterns: list[URLPattern | URLResolver] = [
        path(route, _guarded([one.callback for one in ways]), name=way.name)
        for route, ways in shared.items()
        if route
        for way in ways
    ]
    patterns.append(path("", _guarded([_start(api)]), name="api-root"))
    patterns.append(re_path(".*", _guarded([_unknown]), name="unknown"))
    return patterns, NAMESPACE


def _guarded(views: Sequence[View]) -> View:
    def view(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        refusal = _unreadable(request) or _too_large(request) or _too_deep(request)
        response = refusal or _first_answer(views, request, *args, **kwargs)
        response.headers.setdefault("Cache-Control", "no-store")
        if expires_at := getattr(request, "token_expires_at", None):
            response.headers[EXPIRES] = expires_at.astimezone(BEIJING).isoformat(timespec="seconds")
        return response

    view.csrf_exempt = True  # type: ignore[attr-defined] # cookies count for nothing here
    return view


def _first_answer(
    views: Sequence[View], request: HttpRequest, *args: object, **kwargs: object
) -> HttpResponseBase:
    methods: set[str] = set()
    for view in views:
        response = view(request, *args, **kwargs)
        if response.status_code != _NOT_ALLOWED:
            return response
        methods.update(part.strip() for part in response.headers.get("Allow", "").split(","))
    text = f"可用的请求方法：{'、'.join(sorted(methods))}。"
    refusal = problem(_NOT_ALLOWED, [Reason("api.method", text)])
    refusal.headers["Allow"] = ", ".join(sorted(methods))
    return refusal


def _unreadable(request: HttpRequest) -> HttpResponse | None:
    if "\0" not in unquote(request.get_full_path()):
        return None  # PostgreSQL stores none
    text = "地址中有无法识别的字符，请检查后重新请求。"
    return problem(400, [Reason("api.unreadable", text)])


def _too_large(request: HttpRequest) -> HttpResponse | None:
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) <= limit:
        return None
    text = f"一次请求不能超过 {limit // 1024} KB，图片和附件请先传到素材库。"
    return problem(413, [Reason("api.too_large", text)])


def _too_deep(request: HttpRequest) -> HttpResponse | None:
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return None
    if not json_is_deeper_than(request.body.decode("utf-8", "replace"), DEEPEST_BODY):
        return None
    text = f"JSON 嵌套不能超过 {DEEPEST_BODY} 层。"
    return problem(400, [Reason("api.too_deep", text)])


def _start(api: NinjaAPI) -> View:
    def start(request: HttpRequest) -> HttpResponse:
        found = {"title": api.title, "version": api.version, "openapi": "openapi.json"}
        return JsonResponse(found, json_dumps_params={"ensure_ascii": False})

    return start


def _unknown(request: HttpRequest) -> HttpResponse:
    return problem(404, [_UNKNOWN])
