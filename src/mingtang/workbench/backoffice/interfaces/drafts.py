"""Stores what is being typed: every few seconds, and what a browser stored by itself."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from mingtang.institution.organization.models import Person
from mingtang.workbench.backoffice.actions.forms import AUTOSAVED_FOR, keep_form
from mingtang.workbench.backoffice.form_keys import FIELD, read_form_key
from mingtang.workbench.backoffice.interfaces.moment import moment
from mingtang.workbench.backoffice.queries import names_at_work

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


@require_POST
def autosave(request: HttpRequest) -> JsonResponse:
    """Store the fields of a form that is being filled in; name others who write on the same screen.

    The form's own key says whose it is and where it belongs, so that no other screen can be written to.
    """
    key = read_form_key(request.POST.get(FIELD, ""))
    person = request.user
    if not isinstance(person, Person) or key is None or not key.belongs_to(person.pk, key.path):
        return JsonResponse({"is_stored": False, "others": []}, status=409)
    is_stored = keep_form(
        person_id=person.pk,
        at=moment(),
        path=key.path,
        fields=request.POST.copy(),
        key=key.number,
        kept_for=AUTOSAVED_FOR,
    )
    others = names_at_work(person, key.path, moment()) if _is_about_one_thing(key.path) else []
    return JsonResponse({"is_stored": is_stored, "others": others})


def _is_about_one_thing(path: str) -> bool:
    """Tell whether two people on a screen write the same text; a new one is each person's own."""
    try:
        return bool(resolve(path).kwargs)
    except Resolver404:
        return False
