"""The address map of the office process."""

from django.urls import URLPattern, URLResolver, include, path

from mingtang.api.office import patterns as api
from mingtang.config.health import healthz
from mingtang.config.metrics import metrics
from mingtang.office import urls as office
from mingtang.organization.interfaces import urls as sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("metrics", metrics),
    path("api/v1/", include(api)),
    path("sign-in/", include(sign_in)),
    *office.urlpatterns,
]

handler400 = "mingtang.desk.errors.bad_request"
handler403 = "mingtang.desk.errors.forbidden"
handler404 = "mingtang.desk.errors.not_found"
handler500 = "mingtang.desk.errors.server_error"
