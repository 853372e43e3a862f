"""Files of the units, served to those who may see them; nothing is open under its name."""

from typing import Any

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from wagtail.permissions import policy_registry

from mingtang.ground.foundation.files import FileKind
from mingtang.ground.foundation.files.names import extension_of
from mingtang.ground.foundation.files.ranges import (
    CannotSatisfy,
    RangePart,
    RangePieces,
    wanted_part,
)
from mingtang.workbench.backoffice.actions.media import note_download
from mingtang.workbench.backoffice.interfaces.moment import moment
from mingtang.workbench.backoffice.media import was_shown
from mingtang.workbench.backoffice.models import OfficeFile, Picture, PictureRendition
from mingtang.workbench.backoffice.permissions import MediaPolicy

SANDBOX = "default-src 'none'; sandbox"
_TYPES = {end: kind.media_type for kind in FileKind for end in kind.extensions}


@require_safe
def picture_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a picture, original or made smaller, to anyone who may see it."""
    found = (
        PictureRendition.objects.select_related("image").filter(file=name).first()
        or Picture.objects.filter(file=name).first()
    )
    picture = found.image if isinstance(found, PictureRendition) else found
    if found is None or not may_view(request, picture):
        raise Http404
    response = _sent(
        request, found.file, _TYPES.get(extension_of(name), "application/octet-stream")
    )
    if isinstance(found, Picture) and _begins(request, response):
        person: Any = request.user
        note_download(actor=person, at=moment(), media=found)
    return response


@require_safe
def document_file(request: HttpRequest, document_id: int, name: str) -> HttpResponseBase:
    """Serve a file to anyone who may see it: to be saved, whole or the part that is asked for."""
    document = OfficeFile.objects.filter(pk=min(document_id, 2**63 - 1)).first()
    if document is None or not may_view(request, document):
        raise Http404
    response = _sent(request, document.file, document.content_type)
    response["Content-Disposition"] = document.content_disposition
    if _begins(request, response):
        person: Any = request.user
        note_download(actor=person, at=moment(), media=document)
    return response


def may_view(request: HttpRequest, instance: Any) -> bool:
    """Tell whether a person may see a picture or file: their units' own, or shown in a text."""
    policy: MediaPolicy = policy_registry.get_by_type(type(instance))
    return policy.may_view(request.user, instance) or was_shown(request, instance)


def _begins(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Tell whether a download begins with this answer; parts that follow belong to it."""
    is_going_on = request.headers.get("Range", "bytes=0-").partition("-")[0] != "bytes=0"
    return request.method == "GET" and response.status_code < 300 and not is_going_on


def _sent(request: HttpRequest, file: Any, media_type: str) -> HttpResponseBase:
    """Send a file piece by piece; it never changes under its name, so its date says all."""
    try:
        opened = file.storage.open(file.name, "rb")
    except FileNotFoundError as error:
        raise Http404 from error
    size, changed = opened.size, http_date(file.storage.get_modified_time(file.name).timestamp())
    same = request.headers.get("If-Range", "")
    asked = request.headers.get("Range", "") if same in {"", changed} else ""
    try:
        part = wanted_part(asked, size)
    except CannotSatisfy:
        opened.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    headers = {
        "Content-Type": media_type,
        "Content-Length": str((part or RangePart(0, size)).length),
        "Content-Security-Policy": SANDBOX,
        "Cache-Control": "private, max-age=300",
        "Accept-Ranges": "bytes",
        "Last-Modified": changed,
    }
    if part is not None:
        headers["Content-Range"] = part.header(size)
    content = RangePieces(opened, part or RangePart(0, size))
    return StreamingHttpResponse(content, status=206 if part else 200, headers=headers)
