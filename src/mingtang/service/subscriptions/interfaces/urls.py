"""Addresses of the screens of subscriptions, and their place in the menu."""

from django.urls import path

from mingtang.service.subscriptions.interfaces import screens
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item

app_name = "subscriptions"
urlpatterns = [
    path("", screens.SubscriptionList.as_view(), name="list"),
    path("columns/", screens.SubscribedColumns.as_view(), name="columns"),
]

register_menu_item(
    MenuEntry(
        "subscriptions", "邮件订阅", "subscriptions:list", "mail", "sites", 40, (screens.READ,)
    )
)
