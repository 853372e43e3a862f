"""Addresses of the screens of editions, and their place in the menu."""

from django.urls import path

from mingtang.editorial.editions.interfaces import behind, matching, screens
from mingtang.editorial.editions.models import MANAGE, MATCH
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item

app_name = "editions"
urlpatterns = [
    path("", screens.EditionList.as_view(), name="list"),
    path("new/", screens.NewEdition.as_view(), name="new"),
    path("<int:pk>/", screens.EditionScreen.as_view(), name="edition"),
    path("<int:pk>/change/", screens.ChangeEdition.as_view(), name="change"),
    path("<int:pk>/behind/", behind.OutOfStep.as_view(), name="behind"),
    path("<int:pk>/articles/", matching.MatchedArticles.as_view(), name="articles"),
    path("<int:pk>/articles/new/", matching.MatchArticle.as_view(), name="article-new"),
    path("<int:pk>/columns/new/", matching.MatchColumn.as_view(), name="column-new"),
    path("articles/<int:pk>/check/", matching.CheckArticle.as_view(), name="article-check"),
    path("articles/<int:pk>/end/", matching.UnmatchArticle.as_view(), name="article-end"),
    path("columns/<int:pk>/end/", matching.UnmatchColumn.as_view(), name="column-end"),
]

register_menu_item(
    MenuEntry("editions", "外文版", "editions:list", "site", "sites", 66, (MATCH, MANAGE))
)
