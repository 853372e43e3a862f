"""Screens of homes, topic pages and looks, mounted beside those of publishing under its name."""

from django.urls import path

from mingtang.editorial.layouts.interfaces import layout_verbs, layouts, looks
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item
from mingtang.workbench.backoffice.start import EVERY_POST, StartPanel, register_start_panel

urlpatterns = [
    path("sites/<int:pk>/look/", looks.ChangeLook.as_view(), name="look"),
    path("layouts/", layouts.LayoutList.as_view(), name="layouts"),
    path("layouts/new/", layouts.NewLayout.as_view(), name="layout-new"),
    path("layouts/<int:pk>/", layouts.LayoutScreen.as_view(), name="layout"),
    path("layouts/<int:pk>/preview/", layouts.LayoutPreview.as_view(), name="layout-preview"),
    path("layouts/<int:pk>/add/<slug:kind>/", layout_verbs.AddBlock.as_view(), name="block-new"),
    path("layouts/<int:pk>/blocks/<int:place>/", layout_verbs.EditBlock.as_view(), name="block"),
    path("layouts/<int:pk>/arrange/", layout_verbs.ArrangeBlocks.as_view(), name="layout-arrange"),
    path("layouts/<int:pk>/send/", layout_verbs.SendLayout.as_view(), name="layout-send"),
    path(
        "layouts/<int:pk>/withdraw/", layout_verbs.WithdrawLayout.as_view(), name="layout-withdraw"
    ),
    path("layouts/<int:pk>/release/", layout_verbs.ReleaseLayout.as_view(), name="layout-release"),
    path("layouts/<int:pk>/topic/", layout_verbs.SetTopicState.as_view(), name="layout-topic"),
    path("layouts/<int:pk>/off/", layout_verbs.TakeLayoutOff.as_view(), name="layout-off"),
    path("layouts/rounds/<int:pk>/", layouts.LayoutRoundScreen.as_view(), name="layout-round"),
]

register_start_panel(
    EVERY_POST,
    StartPanel("publish", "待发布", order=25, waiting=layouts.all_waiting, rows=layouts.all_rows),
)
register_menu_item(
    MenuEntry(
        "layouts",
        "首页与专题",
        "publishing:layouts",
        "grip",
        group="sites",
        order=60,
        rights=("publishing.design",),
    )
)
