"""Addresses of the review screens, and what they add to article pages, menu and start page."""

from django.urls import path

from mingtang.editorial.content.interfaces.panels import (
    ArticlePanel,
    register_article_buttons,
    register_article_panel,
)
from mingtang.editorial.review.interfaces import screens
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item
from mingtang.workbench.backoffice.start import EVERY_POST, StartPanel, register_start_panel

app_name = "review"
urlpatterns = [
    path("", screens.RoundList.as_view(), name="list"),
    path("<int:pk>/", screens.RoundScreen.as_view(), name="show"),
    path("articles/<int:pk>/start/", screens.StartReview.as_view(), name="start"),
    path("articles/<int:pk>/withdraw/", screens.WithdrawReview.as_view(), name="withdraw"),
    path("gates/<int:pk>/pass/", screens.PassGate.as_view(), name="pass"),
    path("gates/<int:pk>/refuse/", screens.RefuseGate.as_view(), name="refuse"),
]

register_article_panel(ArticlePanel("review", 200, "review/section.html", screens.review_section))
register_article_buttons("review", 200, screens.review_buttons)
register_menu_item(
    MenuEntry(
        "reviews",
        "审核单",
        "review:list",
        "check",
        group="content",
        order=30,
        rights=("review.read",),
    )
)
register_start_panel(
    EVERY_POST, StartPanel("gates", "待审核", order=15, waiting=screens.gates_waiting)
)
