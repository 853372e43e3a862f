"""Addresses of the screens of surveys, and their place in the menu."""

from django.urls import path

from mingtang.service.surveys.interfaces import (
    answer_screens,
    question_screens,
    screens,
    words_screens,
)
from mingtang.service.surveys.interfaces.survey_screen import SurveyScreen
from mingtang.service.surveys.models import READ
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item

app_name = "surveys"
urlpatterns = [
    path("", screens.SurveyList.as_view(), name="list"),
    path("new/", screens.NewSurvey.as_view(), name="new"),
    path("<int:pk>/", SurveyScreen.as_view(), name="show"),
    path("<int:pk>/edit/", screens.EditSurvey.as_view(), name="edit"),
    path("<int:pk>/send/", screens.SendSurvey.as_view(), name="send"),
    path("<int:pk>/close/", screens.CloseSurvey.as_view(), name="close"),
    path("<int:pk>/publish/", screens.PublishSurvey.as_view(), name="publish"),
    path("<int:pk>/archive/", screens.ArchiveSurvey.as_view(), name="archive"),
    path("<int:pk>/answers/", answer_screens.AnswerList.as_view(), name="answers"),
    path("<int:pk>/questions/new/", question_screens.AddQuestion.as_view(), name="question-new"),
    path("<int:pk>/units/new/", question_screens.AddSubject.as_view(), name="subject-new"),
    path("questions/<int:pk>/", question_screens.EditQuestion.as_view(), name="question"),
    path(
        "questions/<int:pk>/remove/",
        question_screens.RemoveQuestion.as_view(),
        name="question-remove",
    ),
    path("units/<int:pk>/remove/", question_screens.RemoveSubject.as_view(), name="subject-remove"),
    path("words/", words_screens.WordsList.as_view(), name="words"),
    path("words/<int:pk>/", words_screens.WordsScreen.as_view(), name="words-show"),
    path("words/<int:pk>/publish/", words_screens.PublishWords.as_view(), name="words-publish"),
    path("words/<int:pk>/hide/", words_screens.HideWords.as_view(), name="words-hide"),
    path("words/<int:pk>/erase/", words_screens.EraseWords.as_view(), name="words-erase"),
]

register_menu_item(MenuEntry("surveys", "调查评议", "surveys:list", "form", "cases", 55, (READ,)))
