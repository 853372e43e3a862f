"""Addresses of the publishing screens, and what they add to article pages and start page."""

from django.urls import path

from mingtang.editorial.content.interfaces.panels import (
    ArticlePanel,
    register_article_buttons,
    register_article_panel,
    register_writing_part,
)
from mingtang.editorial.publishing.interfaces import (
    companions,
    history,
    incidents,
    live_preview,
    operating,
    panel,
    schedules,
    screens,
    scripts,
    verbs,
)
from mingtang.institution.organization.enums import Post
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item
from mingtang.workbench.backoffice.start import EVERY_POST, StartPanel, register_start_panel

app_name = "publishing"
urlpatterns = [
    path("", operating.OperatingScreen.as_view(), name="operating"),
    path("articles/<int:pk>/publish/", screens.PublishArticle.as_view(), name="publish"),
    path("articles/<int:pk>/publish-at/", schedules.PublishAt.as_view(), name="publish-at"),
    path("articles/<int:pk>/take-down/", screens.TakeDownArticle.as_view(), name="take-down"),
    path("articles/<int:pk>/take-down-at/", schedules.TakeDownAt.as_view(), name="take-down-at"),
    path("articles/<int:pk>/preview/", screens.PreviewScreen.as_view(), name="preview"),
    path("articles/<int:pk>/preview/page/", screens.PreviewPage.as_view(), name="preview-page"),
    path("live-preview/", live_preview.live_preview, name="live-preview-new"),
    path("articles/<int:pk>/live-preview/", live_preview.live_preview, name="live-preview"),
    path("articles/<int:pk>/exception/", companions.StateException.as_view(), name="exception"),
    path(
        "articles/<int:pk>/request-interpretation/",
        companions.RequestInterpretation.as_view(),
        name="request-interpretation",
    ),
    path("schedules/<int:pk>/cancel/", schedules.CancelSchedule.as_view(), name="cancel-schedule"),
    path("sites/<int:pk>/", operating.PublishedSiteScreen.as_view(), name="site"),
    path("sites/<int:pk>/retry/", verbs.RetryFailed.as_view(), name="retry"),
    path("sites/<int:pk>/release/", verbs.ReleaseHeld.as_view(), name="release"),
    path("sites/<int:pk>/rebuild/", verbs.RebuildSite.as_view(), name="rebuild"),
    path("sites/<int:pk>/roll-back/", verbs.RollBackSite.as_view(), name="roll-back-site"),
    path("sites/<int:pk>/verify/", incidents.VerifySite.as_view(), name="verify"),
    path("sites/<int:pk>/seen/", incidents.SeeIncidents.as_view(), name="see-incidents"),
    path("sites/<int:site_pk>/style.css", screens.SiteStyle.as_view(), name="style"),
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
    path("incidents/<int:pk>/seen/", incidents.SeeIncident.as_view(), name="see-incident"),
]

register_article_panel(ArticlePanel("pages", 50, "publishing/pages.html", panel.pages_section))
register_writing_part("live-preview", "publishing/live_preview.html")
register_article_buttons("publishing", 400, panel.publishing_buttons)
register_article_panel(
    ArticlePanel(
        "interpretation", 40, "publishing/interpretation.html", companions.interpretation_section
    )
)
register_article_buttons("interpretation", 500, companions.interpretation_buttons)
register_start_panel(
    EVERY_POST,
    StartPanel("interpret", "待解读", order=27, waiting=companions.interpretations_waiting),
)
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
