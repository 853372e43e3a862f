"""Views that fail with what a client has sent in their words."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from ninja import Router, Schema

from mingtang.faces.api.mounting import make_api, mounted
from mingtang.workbench.backoffice.errors import server_error

router = Router()


class Sent(Schema):
    """What a program sends."""

    name: str
    phone: str


@router.post("/fails")
def fails_in_api(request: HttpRequest, body: Sent) -> None:
    """Fail with the words of the request."""
    raise RuntimeError(f"{body.name} {body.phone} is nobody")


def fails(request: HttpRequest) -> HttpResponse:
    """Fail with everything that the request holds."""
    told = [*request.POST.values(), *request.GET.values(), *request.COOKIES.values()]
    raise RuntimeError(f"could not work on {told} of {request.headers.get('Authorization')}")


api = make_api(open_reads=(router,))
urlpatterns = [path("fails", fails), path("api/v1/", include(mounted(api)))]
handler500 = server_error
