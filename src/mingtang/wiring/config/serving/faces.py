"""The two gateways as they are served: which lane takes what, and what each takes in."""

from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from mingtang.faces.public.qr_codes import QrCodes
from mingtang.faces.public.server import (
    DYNAMIC,
    FORMS,
    HEALTH,
    LARGEST_BODY,
    LARGEST_FORM,
    SEARCH,
    SIGN_IN,
    VISITS,
    SiteServer,
)
from mingtang.faces.public.visits import VisitCounter
from mingtang.institution.organization.policies.addresses import parse_networks
from mingtang.wiring.config.connections import warn_where_short
from mingtang.wiring.config.serving.bridge import Application
from mingtang.wiring.config.serving.gateway import Gateway
from mingtang.wiring.config.serving.signed_in import is_signed_in
from mingtang.wiring.config.serving.sizes import Bounds, largest_upload, office_lanes, public_lanes

ENTRY = "/sign-in/"
WATCHED = frozenset({HEALTH, "/metrics"})


def public_gateway() -> Gateway:
    """Return the public face: published files beside the small dynamic part."""
    root = Path(settings.PUBLISH_ROOT)
    visits = VisitCounter(root)

    def begin() -> None:
        warn_where_short()
        visits.begin()

    return Gateway(
        SiteServer(root, _django(), visits, QrCodes(root, settings.PUBLISH_SCHEME)),
        lanes=public_lanes(),
        lane_of=public_lane,
        bounds=Bounds(
            body=LARGEST_BODY, upload=LARGEST_FORM, upload_seconds=300.0, uploads_by_one=2
        ),
        open_uploads=(FORMS,),
        trusted=parse_networks(settings.TRUSTED_PROXIES),
        at_start=begin,
        at_end=visits.end,
    )


def office_gateway() -> Gateway:
    """Return the office."""
    return Gateway(
        _django(),
        lanes=office_lanes(),
        lane_of=office_lane,
        bounds=Bounds(body=settings.DATA_UPLOAD_MAX_MEMORY_SIZE, upload=largest_upload()),
        trusted=parse_networks(settings.TRUSTED_PROXIES),
        is_signed_in=is_signed_in,
        at_start=warn_where_short,
        stylesheet=f"{settings.STATIC_URL}desk/css/plain.css",
    )


def _django() -> Application:
    """Return Django with its address map loaded, so that the first visitor does not wait for that."""
    application: Application = get_wsgi_application()
    assert get_resolver().url_patterns
    return application


def public_lane(method: str, path: str) -> str:
    """Name the lane of a request to the public face."""
    if path == HEALTH:
        return "watch"
    if path == VISITS:
        return "visits"
    if path.startswith(SEARCH):
        return "search"
    if path.startswith(SIGN_IN):
        return "sign-in"
    is_file = method in {"GET", "HEAD"} and not path.startswith(DYNAMIC)
    return "pages" if is_file else "work"


def office_lane(method: str, path: str) -> str:
    """Name the lane of a request to the office."""
    if path in WATCHED:
        return "watch"
    if method == "POST" and path.startswith(ENTRY):
        return "entry"  # passwords cost much, and are tried by strangers
    return "pages" if path.startswith(settings.STATIC_URL) else "work"
