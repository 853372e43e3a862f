"""Addresses of the review screens, and what they add to article pages and menu."""

from django.urls import path

from mingtang.editorial.content.interfaces.panels import (
    ArticlePanel,
    register_article_buttons,
    register_article_panel,
)
from mingtang.editorial.review.enums import KIND
from mingtang.editorial.review.interfaces import (
    countersigns,
    papers,
    remarks,
    screens,
    wording_table,
)
from mingtang.workbench.approvals.interfaces.screens import PassStep, ReturnStep
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item

app_name = "review"
urlpatterns = [
    path("", screens.RoundList.as_view(), name="list"),
    path("<int:pk>/", screens.RoundScreen.as_view(), name="show"),
    path("<int:pk>/word/", papers.RoundAsWord.as_view(), name="sheet-word"),
    path("<int:pk>/pdf/", papers.RoundAsPdf.as_view(), name="sheet-pdf"),
    path("articles/<int:pk>/start/", screens.StartReview.as_view(), name="start"),
    path("articles/<int:pk>/urgent/", screens.StartUrgentReview.as_view(), name="start-urgent"),
    path("articles/<int:pk>/withdraw/", screens.WithdrawReview.as_view(), name="withdraw"),
    path("articles/<int:pk>/remarks/<str:key>/", remarks.IgnoreRemark.as_view(), name="ignore"),
    path("countersigns/", countersigns.CountersignList.as_view(), name="countersigns"),
    path("countersigns/<int:pk>/", countersigns.CountersignScreen.as_view(), name="countersign"),
    path(
        "articles/<int:pk>/countersign/",
        countersigns.AskCountersign.as_view(),
        name="countersign-ask",
    ),
    path(
        "articles/<int:pk>/countersign/withdraw/",
        countersigns.WithdrawCountersign.as_view(),
        name="countersign-withdraw",
    ),
    path("remarks/", remarks.IgnoredList.as_view(), name="ignored"),
    path("remarks/figures/", remarks.RemarkFigures.as_view(), name="remark-figures"),
    path("wordings/", remarks.OwnWordings.as_view(), name="wordings"),
    path("wordings/import/", wording_table.ImportWordings.as_view(), name="wordings-import"),
    path("wordings/template/", wording_table.WordingsTemplate.as_view(), name="wordings-template"),
    path("wordings/new/", remarks.AddWording.as_view(), name="wording-new"),
    path("wordings/<int:pk>/remove/", remarks.RemoveWording.as_view(), name="wording-remove"),
    path("gates/<int:pk>/pass/", PassStep.as_view(kind=KIND), name="pass"),
    path("gates/<int:pk>/refuse/", ReturnStep.as_view(kind=KIND), name="refuse"),
]

register_article_panel(ArticlePanel("review", 200, "review/section.html", screens.review_section))
register_article_panel(
    ArticlePanel("afterwards", 205, "review/section.html", screens.afterwards_section)
)
register_article_panel(ArticlePanel("remarks", 210, "review/remarks.html", remarks.article_section))
register_article_panel(
    ArticlePanel(
        "countersign", 207, "review/countersign_section.html", countersigns.countersign_section
    )
)
register_article_buttons("review", 200, screens.review_buttons)
register_article_buttons("countersign", 205, countersigns.countersign_buttons)
register_menu_item(
    MenuEntry(
        "countersigns",
        "会签",
        "review:countersigns",
        "group",
        group="content",
        order=32,
        rights=("review.countersign",),
    )
)
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
register_menu_item(
    MenuEntry(
        "wordings",
        "用词表",
        "review:wordings",
        "list-ul",
        group="content",
        order=35,
        rights=(remarks.MANAGE,),
    )
)
