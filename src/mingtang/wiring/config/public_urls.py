"""The address map of the public process. Nothing of the office is ever mounted here."""

from django.urls import URLPattern, URLResolver, include, path

from mingtang.faces.api.public import patterns as api
from mingtang.faces.public.interfaces.forms import patterns as forms
from mingtang.faces.public.interfaces.portal import coming
from mingtang.faces.public.interfaces.search import patterns as search
from mingtang.wiring.config.health import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("api/v1/", include(api)),
    path("forms/", include(forms)),
    path("search/", include(search)),
    path("", coming),
]

handler400 = "mingtang.wiring.config.serving.refusals.bad_request"
handler403 = "mingtang.wiring.config.serving.refusals.not_found"
handler404 = "mingtang.wiring.config.serving.refusals.not_found"
handler500 = "mingtang.wiring.config.serving.refusals.server_error"
