"""The address map of the public process. Nothing of the office is ever mounted here."""

from django.urls import URLPattern, URLResolver, include, path

from mingtang.faces.api.public import patterns as api
from mingtang.faces.public.interfaces.portal import coming
from mingtang.wiring.config.health import healthz
from mingtang.wiring.config.serving.refusals import server_error

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("api/v1/", include(api)),
    path("", coming),
]

handler500 = server_error
