"""Addresses of the screens of emergency series, and their place in the menu."""

from django.urls import path

from mingtang.editorial.series.interfaces import notices, screens
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item

app_name = "series"
urlpatterns = [
    path("", screens.SeriesList.as_view(), name="list"),
    path("new/", screens.NewSeries.as_view(), name="new"),
    path("<int:pk>/", screens.SeriesScreen.as_view(), name="series"),
    path("<int:pk>/update/", screens.WriteUpdate.as_view(), name="update"),
    path("<int:pk>/facts/", screens.WriteFacts.as_view(), name="facts"),
    path("<int:pk>/close/", screens.CloseSeries.as_view(), name="close"),
    path("entries/<int:pk>/release/", screens.ReleaseEntry.as_view(), name="entry-release"),
    path("entries/<int:pk>/withdraw/", screens.WithdrawEntry.as_view(), name="entry-withdraw"),
    path("notices/", notices.NoticeList.as_view(), name="notices"),
    path("notices/new/", notices.BeginNotice.as_view(), name="notice-new"),
    path("notices/<int:pk>/end/", notices.EndNotice.as_view(), name="notice-end"),
]

register_menu_item(
    MenuEntry(
        "series",
        "应急专题",
        "series:list",
        "warning",
        group="sites",
        order=65,
        rights=("series.write", "series.release"),
    )
)
