"""Addresses of the article screens, and what they add to menu and start page."""

from django.urls import path

from mingtang.editorial.content.interfaces import (
    articles,
    conflicts,
    extras,
    imports,
    offers,
    official,
    pasting,
    placements,
    second_life,
    sent,
    stuck,
    templates,
    versions,
    word,
)
from mingtang.editorial.content.interfaces.panels import (
    ArticlePanel,
    register_article_buttons,
    register_article_panel,
)
from mingtang.institution.organization.enums import Post
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item
from mingtang.workbench.backoffice.start import (
    EVERY_POST,
    StartAction,
    StartPanel,
    register_start_action,
    register_start_panel,
)

app_name = "content"
urlpatterns = [
    path("", articles.ArticleList.as_view(), name="list"),
    path("new/", articles.CreateArticle.as_view(), name="create"),
    path("word/", word.ImportWord.as_view(), name="from-word"),
    path("paste/", pasting.paste, name="paste"),
    path("<int:pk>/", articles.ArticleScreen.as_view(), name="show"),
    path("<int:pk>/edit/", articles.EditArticle.as_view(), name="edit"),
    path("<int:pk>/merge/", conflicts.MergeArticle.as_view(), name="merge"),
    path("<int:pk>/revisions/", articles.RevisionList.as_view(), name="revisions"),
    path("<int:pk>/revisions/<int:number>/", versions.VersionScreen.as_view(), name="version"),
    path(
        "<int:pk>/revisions/<int:number>/restore/",
        versions.RestoreVersion.as_view(),
        name="restore-version",
    ),
    path("<int:pk>/discard/", articles.DiscardArticle.as_view(), name="discard"),
    path("<int:pk>/restore/", second_life.RestoreArticle.as_view(), name="restore"),
    path("<int:pk>/copy/", second_life.CopyArticle.as_view(), name="copy"),
    path("<int:pk>/revise/", articles.ReviseArticle.as_view(), name="revise"),
    path("<int:pk>/correct/", articles.CorrectArticle.as_view(), name="correct"),
    path(
        "<int:pk>/cancel-correction/",
        articles.CancelCorrection.as_view(),
        name="cancel-correction",
    ),
    path("<int:pk>/export/word/", official.ArticleAsWord.as_view(), name="as-word"),
    path("<int:pk>/export/pdf/", official.ArticleAsPdf.as_view(), name="as-pdf"),
    path("<int:pk>/word/", official.PolicyAsWord.as_view(), name="policy-word"),
    path("<int:pk>/pdf/", official.PolicyAsPdf.as_view(), name="policy-pdf"),
    path("templates/", templates.TemplateList.as_view(), name="templates"),
    path("templates/<int:pk>/", templates.UseTemplate.as_view(), name="use-template"),
    path("templates/<int:pk>/delete/", templates.DeleteTemplate.as_view(), name="delete-template"),
    path("<int:pk>/template/", templates.StoreTemplate.as_view(), name="store-template"),
    path("extra-fields/", extras.ExtraFieldList.as_view(), name="extra-fields"),
    path("extra-fields/new/", extras.NewExtraField.as_view(), name="extra-field-new"),
    path("extra-fields/<int:pk>/", extras.ChangeExtraField.as_view(), name="extra-field"),
    path(
        "extra-fields/<int:pk>/retire/",
        extras.RetireExtraField.as_view(),
        name="extra-field-retire",
    ),
    path("stuck/", stuck.StuckStepList.as_view(), name="stuck"),
    path("<int:pk>/place/", placements.PlaceArticle.as_view(), name="place"),
    path("imports/", imports.ImportList.as_view(), name="imports"),
    path("imports/new/", imports.UploadPages.as_view(), name="upload-pages"),
    path("imports/<int:pk>/", imports.ImportScreen.as_view(), name="import"),
    path("imports/files/<int:pk>/", imports.ImportedScreen.as_view(), name="imported"),
    path(
        "imports/files/<int:pk>/source/", imports.SourceOfImported.as_view(), name="imported-source"
    ),
    path("placements/", offers.PlacementList.as_view(), name="placements"),
    path(
        "placements/<int:pk>/accept/", placements.AcceptPlacement.as_view(), name="accept-placement"
    ),
    path(
        "placements/<int:pk>/refuse/", placements.RefusePlacement.as_view(), name="refuse-placement"
    ),
    path(
        "placements/<int:pk>/withdraw/",
        placements.WithdrawPlacement.as_view(),
        name="withdraw-placement",
    ),
    path("placements/<int:pk>/pin/", placements.PinPlacement.as_view(), name="pin-placement"),
]

register_article_panel(
    ArticlePanel("placements", 300, "content/placements.html", placements.placements_section)
)
register_article_buttons("content", 100, articles.content_buttons)
register_article_buttons("place", 300, placements.place_buttons)
register_article_buttons("official", 900, official.official_buttons)
register_menu_item(
    MenuEntry(
        "articles",
        "全部稿件",
        "content:list",
        "doc-full",
        group="content",
        order=10,
        rights=("content.read",),
    )
)
register_menu_item(
    MenuEntry(
        "imports",
        "导入旧网页",
        "content:imports",
        "download",
        group="content",
        order=50,
        rights=("content.write",),
    )
)
register_menu_item(
    MenuEntry(
        "placements",
        "栏目推送",
        "content:placements",
        "list-ul",
        group="content",
        order=60,
        rights=("publishing.accept",),
    )
)
register_menu_item(
    MenuEntry(
        "extra-fields",
        "自定义字段",
        "content:extra-fields",
        "list-ul",
        group="content",
        order=65,
        rights=(extras.MANAGE,),
    )
)
register_menu_item(
    MenuEntry(
        "stuck",
        "无人办理",
        "content:stuck",
        "warning",
        group="content",
        order=70,
        rights=stuck.RIGHTS,
    )
)
register_start_panel(
    (Post.PLATFORM_OPERATOR, Post.DESK),
    StartPanel("stuck", "无人办理", order=5, waiting=stuck.stuck_waiting, rows=stuck.stuck_rows),
)
register_start_panel(
    (Post.INFORMATION_OFFICER, Post.SITE_EDITOR),
    StartPanel("sent", "在办稿件", order=40, figures=sent.sent_articles),
)
register_start_panel(
    EVERY_POST,
    StartPanel(
        "placements",
        "栏目推送",
        order=60,
        waiting=placements.offers_waiting,
        rows=placements.offers_rows,
    ),
)
register_start_action(
    StartAction(
        "write-article",
        "写稿件",
        "写一篇稿件，存成草稿，随时可以接着写。",
        "content:create",
        "edit",
        right="content.write",
        order=10,
    )
)
