"""The address map of the office process."""

from django.urls import URLPattern, URLResolver, include, path

from mingtang.faces.api.office import patterns as api
from mingtang.faces.office import urls as office
from mingtang.institution.organization.interfaces import urls as sign_in
from mingtang.wiring.config.health import healthz
from mingtang.wiring.config.metrics import metrics

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz),
    path("metrics", metrics),
    path("api/v1/", include(api)),
    path("sign-in/", include(sign_in)),
    *office.urlpatterns,
]

handler400 = "mingtang.workbench.backoffice.errors.bad_request"
handler403 = "mingtang.workbench.backoffice.errors.forbidden"
handler404 = "mingtang.workbench.backoffice.errors.not_found"
handler500 = "mingtang.workbench.backoffice.errors.server_error"
