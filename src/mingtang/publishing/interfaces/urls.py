"""Addresses of the publishing screens, and what they add to article pages and start page."""

from django.urls import path

from mingtang.content.interfaces.panels import (
    ArticlePanel,
    register_article_buttons,
    register_article_panel,
)
from mingtang.desk.menu import MenuEntry, register_menu_item
from mingtang.desk.start import EVERY_POST, StartPanel, register_start_panel
from mingtang.publishing.interfaces import operating, screens

app_name = "publishing"
urlpatterns = [
    path("articles/<int:pk>/publish/", screens.PublishArticle.as_view(), name="publish"),
    path("articles/<int:pk>/take-down/", screens.TakeDownArticle.as_view(), name="take-down"),
    path("articles/<int:pk>/preview/", screens.PreviewScreen.as_view(), name="preview"),
    path("articles/<int:pk>/preview/page/", screens.PreviewPage.as_view(), name="preview-page"),
    path("", operating.OperatingScreen.as_view(), name="operating"),
    path("sites/<int:pk>/retry/", operating.RetryFailed.as_view(), name="retry"),
    path("sites/<int:pk>/release/", operating.ReleaseHeld.as_view(), name="release"),
    path("sites/<int:pk>/rebuild/", operating.RebuildSite.as_view(), name="rebuild"),
    path("sites/<int:pk>/roll-back/", operating.RollBackSite.as_view(), name="roll-back-site"),
    path("batches/<int:pk>/roll-back/", operating.RollBackBatch.as_view(), name="roll-back"),
    path("sites/<int:site_pk>/style.css", screens.SiteStyle.as_view(), name="style"),
]

register_article_panel(ArticlePanel("pages", 50, "publishing/pages.html", screens.pages_section))
register_article_buttons("publishing", 400, screens.publishing_buttons)
register_start_panel(
    EVERY_POST, StartPanel("publish", "待发布", order=25, waiting=screens.publish_waiting)
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
