"""Addresses of the screens of weather feeds, and their place in the menu."""

from django.urls import path

from mingtang.editorial.weather.interfaces import screens
from mingtang.editorial.weather.models import MANAGE
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item

app_name = "weather"
urlpatterns = [
    path("", screens.WeatherFeeds.as_view(), name="list"),
    path("new/", screens.NewFeed.as_view(), name="new"),
    path("<int:pk>/", screens.ChangeFeed.as_view(), name="change"),
]

register_menu_item(MenuEntry("weather", "天气", "weather:list", "view", "sites", 68, (MANAGE,)))
