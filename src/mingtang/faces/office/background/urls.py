"""Addresses of background jobs, and their place in the menu."""

from django.urls import path

from mingtang.faces.office.background import screens
from mingtang.workbench.backoffice.actions.jobs import RIGHT
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item

app_name = "jobs"
urlpatterns = [
    path("", screens.Jobs.as_view(), name="list"),
    path("<int:pk>/", screens.JobScreen.as_view(), name="show"),
    path("<int:pk>/retry/", screens.RetryJob.as_view(), name="retry"),
    path("<int:pk>/stop/", screens.StopJob.as_view(), name="stop"),
]

register_menu_item(
    MenuEntry(
        "jobs",
        "后台任务",
        "jobs:list",
        "tasks",
        "oversight",
        40,
        (RIGHT,),
        shown=lambda powers: bool(powers.may(RIGHT)),
    )
)
