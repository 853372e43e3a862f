"""Screens of operators and guards, mounted beside those of publishing under its name."""

from django.urls import path

from mingtang.editorial.operating.interfaces import (
    guarding,
    history,
    incidents,
    screens,
    scripts,
    verbs,
)
from mingtang.institution.organization.enums import Post
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item
from mingtang.workbench.backoffice.start import StartPanel, register_start_panel

urlpatterns = [
    path("", screens.OperatingScreen.as_view(), name="operating"),
    path("sites/<int:pk>/", screens.PublishedSiteScreen.as_view(), name="site"),
    path("sites/<int:pk>/retry/", verbs.RetryFailed.as_view(), name="retry"),
    path("sites/<int:pk>/release/", verbs.ReleaseHeld.as_view(), name="release"),
    path("sites/<int:pk>/rebuild/", verbs.RebuildSite.as_view(), name="rebuild"),
    path("sites/<int:pk>/roll-back/", verbs.RollBackSite.as_view(), name="roll-back-site"),
    path("sites/<int:pk>/verify/", guarding.VerifySite.as_view(), name="verify"),
    path("sites/<int:pk>/seen/", guarding.SeeIncidents.as_view(), name="see-incidents"),
    path("pages/<int:pk>/retry/", verbs.RetryPage.as_view(), name="retry-page"),
    path("pages/<int:pk>/release/", verbs.ReleasePage.as_view(), name="release-page"),
    path("history/", history.HistoryScreen.as_view(), name="history"),
    path("batches/<int:pk>/", history.BatchScreen.as_view(), name="batch"),
    path("batches/<int:pk>/roll-back/", history.RollBackBatch.as_view(), name="roll-back"),
    path("files/<int:pk>/", history.FileScreen.as_view(), name="file"),
    path("scripts/", scripts.ScriptExceptions.as_view(), name="scripts"),
    path("scripts/new/", scripts.AddScriptException.as_view(), name="script-new"),
    path("scripts/<int:pk>/delete/", scripts.DeleteScriptException.as_view(), name="script-delete"),
    path("incidents/", incidents.IncidentList.as_view(), name="incidents"),
    path("incidents/<int:pk>/", incidents.IncidentScreen.as_view(), name="incident"),
    path("incidents/<int:pk>/seen/", guarding.SeeIncident.as_view(), name="see-incident"),
]

register_menu_item(
    MenuEntry(
        "publishing",
        "发布运维",
        "publishing:operating",
        "cogs",
        group="sites",
        order=90,
        rights=("publishing.operate",),
    )
)
register_menu_item(
    MenuEntry(
        "tampering",
        "篡改事件",
        "publishing:incidents",
        "warning",
        group="sites",
        order=95,
        rights=("publishing.guard",),
    )
)
register_start_panel(
    (Post.SECURITY_OFFICER, Post.DUTY_OFFICER, Post.PLATFORM_OPERATOR),
    StartPanel(
        "tampering",
        "网页防篡改",
        order=5,
        waiting=incidents.unseen_waiting,
        figures=incidents.unseen_figures,
    ),
)
