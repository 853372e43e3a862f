"""Addresses of the screens of sites and columns, and their places in the menu."""

from django.urls import path

from mingtang.editorial.sites.interfaces import columns, duties, life, sites
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item

app_name = "sites"
urlpatterns = [
    path("", sites.SitesScreen.as_view(), name="sites"),
    path("new/", sites.PlanSite.as_view(), name="plan-site"),
    path("duties/", columns.DutyTable.as_view(), name="duties"),
    path("duties/import/", duties.ImportDuties.as_view(), name="import-duties"),
    path("duties/template/", duties.DutyTemplate.as_view(), name="duty-template"),
    path("site/<slug:code>/", sites.SiteScreen.as_view(), name="site"),
    path("site/<slug:code>/change/", sites.ChangeSite.as_view(), name="change-site"),
    path("site/<slug:code>/open/", life.OpenSite.as_view(), name="open-site"),
    path("site/<slug:code>/suspend/", life.SuspendSite.as_view(), name="suspend-site"),
    path("site/<slug:code>/resume/", life.ResumeSite.as_view(), name="resume-site"),
    path(
        "site/<slug:code>/announce-closing/",
        life.AnnounceClosing.as_view(),
        name="announce-closing",
    ),
    path("site/<slug:code>/cancel-closing/", life.CancelClosing.as_view(), name="cancel-closing"),
    path("site/<slug:code>/close/", life.CloseSite.as_view(), name="close-site"),
    path("site/<slug:code>/reopen/", life.ReopenSite.as_view(), name="reopen-site"),
    path("site/<slug:code>/recheck/", life.RecheckSite.as_view(), name="recheck-site"),
    path("site/<slug:code>/columns/new/", columns.OpenColumn.as_view(), name="open-column"),
    path("columns/<int:pk>/", columns.ColumnScreen.as_view(), name="column"),
    path("columns/<int:pk>/change/", columns.ChangeColumn.as_view(), name="change-column"),
    path("columns/<int:pk>/rename/", columns.RenameColumn.as_view(), name="rename-column"),
    path("columns/<int:pk>/move/", columns.MoveColumn.as_view(), name="move-column"),
    path("columns/<int:pk>/merge/", columns.MergeColumn.as_view(), name="merge-column"),
    path("columns/<int:pk>/close/", columns.CloseColumn.as_view(), name="close-column"),
]

READ = ("sites.read",)
for code, label, route, icon, place in (
    ("sites", "网站", "sites:sites", "site", 10),
    ("duties", "栏目责任表", "sites:duties", "list-ul", 20),
):
    register_menu_item(
        MenuEntry(code, label, route, icon, "sites", place, READ, shown=sites.works_on_sites)
    )
