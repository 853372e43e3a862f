"""Pages that say that something did not work, and what to do about it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from mingtang.ground.foundation.error_numbers import number_in
from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.mounting import keep_what_was_typed, wants_no_page


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is nothing here, or nothing that this person may see."""
    if wants_no_page(request):  # rendering the shell with its menu would be wasted
        return JsonResponse(
            {"detail": "找不到所请求的内容，可能已删除或者您无权查看。"}, status=404
        )
    is_inside = isinstance(getattr(request, "user", None), Person)
    template = "desk/not_found.html" if is_inside else "desk/not_found_outside.html"
    return render(request, template, {"page_title": "找不到页面"}, status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what Wagtail forbids as what does not exist."""
    return not_found(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form was not accepted, and keep what stands in it if we gave it out."""
    is_kept = keep_what_was_typed(request)
    context = {"is_kept": is_kept, "path": request.path, "page_title": "表单未被接受"}
    return render(request, "desk/csrf_failure.html", context, status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request could not be read."""
    return render(request, "desk/bad_request.html", {"page_title": "请求有误"}, status=400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say that we failed; a plain page that needs nothing that may have failed too."""
    context = {"number": number_in(request.META)}
    return render(None, "desk/server_error.html", context, status=500)  # type: ignore[arg-type]
