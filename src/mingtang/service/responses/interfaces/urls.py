"""Addresses of answers, and what they add to the menu."""

from django.urls import path

from mingtang.service.responses.interfaces import (
    drafts,
    figures,
    phrases,
    publication,
    quality,
    samples,
)
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item
from mingtang.workbench.backoffice.start import EVERY_POST, StartPanel, register_start_panel
from mingtang.workbench.casework.interfaces.panels import register_case_buttons

app_name = "responses"
urlpatterns = [
    path("<int:pk>/", drafts.AnswerScreen.as_view(), name="answer"),
    path("<int:pk>/draft/", drafts.DraftAnswer.as_view(), name="draft"),
    path("<int:pk>/send/", drafts.SendDraft.as_view(), name="send"),
    path("<int:pk>/withdraw/", drafts.WithdrawDraft.as_view(), name="withdraw"),
    path("<int:pk>/redact/", publication.RedactPair.as_view(), name="redact"),
    path("<int:pk>/release/", publication.ReleaseAnswer.as_view(), name="release"),
    path("published/", publication.PublishedList.as_view(), name="published"),
    path("published/<int:pk>/", publication.PublishedScreen.as_view(), name="published-answer"),
    path("published/<int:pk>/down/", publication.TakeDownAnswer.as_view(), name="take-down"),
    path("figures/", figures.AnswerFigures.as_view(), name="figures"),
    path("figures/<str:form>/", figures.AnswerFiguresFile.as_view(), name="figures-file"),
    path("samples/", samples.SampleList.as_view(), name="samples"),
    path("samples/new/", samples.DrawSample.as_view(), name="draw"),
    path("samples/<int:pk>/", samples.SampleScreen.as_view(), name="sample"),
    path("checks/", quality.CheckList.as_view(), name="checks"),
    path("checks/<int:pk>/", quality.CheckScreen.as_view(), name="check"),
    path("checks/<int:pk>/mark/", quality.MarkCheck.as_view(), name="mark"),
    path("phrases/", phrases.PhraseList.as_view(), name="phrases"),
    path("phrases/new/", phrases.NewPhrase.as_view(), name="phrase-new"),
    path("phrases/<int:pk>/", phrases.EditPhrase.as_view(), name="phrase"),
    path("phrases/<int:pk>/retire/", phrases.RetirePhrase.as_view(), name="phrase-retire"),
]

register_case_buttons(publication.publication_buttons)
register_start_panel(
    EVERY_POST,
    StartPanel(
        "pairs", "公开稿", order=16, waiting=publication.pairs_waiting, rows=publication.pairs_rows
    ),
)
register_case_buttons(quality.check_buttons)
register_menu_item(
    MenuEntry(
        "answer-figures",
        "来信办理情况",
        "responses:figures",
        "table",
        group="cases",
        order=46,
        rights=("casework.read",),
    )
)
register_menu_item(
    MenuEntry(
        "quality-checks",
        "答复质量抽查",
        "responses:samples",
        "tick",
        group="cases",
        order=45,
        rights=("responses.check",),
    )
)
register_menu_item(
    MenuEntry(
        "published-answers",
        "公开的答复",
        "responses:published",
        "site",
        group="cases",
        order=35,
        rights=("casework.read",),
    )
)
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
