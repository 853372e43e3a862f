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
    live_preview,
    panel,
    schedules,
    screens,
)
from mingtang.workbench.backoffice.start import EVERY_POST, StartPanel, register_start_panel

app_name = "publishing"
urlpatterns = [
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
    path("sites/<int:site_pk>/style.css", screens.SiteStyle.as_view(), name="style"),
]

register_article_panel(ArticlePanel("pages", 50, "publishing/pages.html", panel.pages_section))
register_writing_part("live-preview", "publishing/live_preview.html")
register_article_buttons("publishing", 400, panel.publishing_buttons)
register_article_panel(
    ArticlePanel(
        "interpretation", 40, "publishing/interpretation.html", companions.interpretation_section
    )
)
register_article_panel(
    ArticlePanel("document", 45, "publishing/document.html", companions.document_section)
)
register_article_buttons("interpretation", 500, companions.interpretation_buttons)
register_start_panel(
    EVERY_POST,
    StartPanel(
        "interpret",
        "待解读",
        order=27,
        waiting=companions.interpretations_waiting,
        rows=companions.interpretations_rows,
    ),
)
