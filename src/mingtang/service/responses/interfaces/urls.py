"""Addresses of answers, and what they add to the menu."""

from django.urls import path

from mingtang.service.responses.interfaces import drafts, phrases
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item

app_name = "responses"
urlpatterns = [
    path("<int:pk>/", drafts.AnswerScreen.as_view(), name="answer"),
    path("<int:pk>/draft/", drafts.DraftAnswer.as_view(), name="draft"),
    path("<int:pk>/send/", drafts.SendDraft.as_view(), name="send"),
    path("<int:pk>/withdraw/", drafts.WithdrawDraft.as_view(), name="withdraw"),
    path("phrases/", phrases.PhraseList.as_view(), name="phrases"),
    path("phrases/new/", phrases.NewPhrase.as_view(), name="phrase-new"),
    path("phrases/<int:pk>/", phrases.EditPhrase.as_view(), name="phrase"),
    path("phrases/<int:pk>/retire/", phrases.RetirePhrase.as_view(), name="phrase-retire"),
]

register_menu_item(
    MenuEntry(
        "answer-phrases",
        "答复常用语",
        "responses:phrases",
        "comment",
        group="cases",
        order=40,
        rights=("casework.handle",),
    )
)
