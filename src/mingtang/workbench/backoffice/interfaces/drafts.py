"""Takes a form that a browser kept by itself, so that it can be filled in again."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.actions.forms import keep_form
from mingtang.workbench.backoffice.interfaces.moment import moment

PATH = "draft-path"


@require_POST
def restore(request: HttpRequest) -> HttpResponse:
    """Keep the posted fields for the screen they belong to, and go there."""
    fields = request.POST.copy()
    path = urlsplit(fields.pop(PATH, [""])[-1]).path
    if not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return HttpResponseBadRequest("草稿所属的页面不存在。")
    try:
        resolve(path)
    except Resolver404:
        return HttpResponseBadRequest("草稿所属的页面不存在。")
    if isinstance(request.user, Person):
        keep_form(person_id=request.user.pk, at=moment(), path=path, fields=fields)
    return redirect(path)
