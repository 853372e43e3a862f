"""Addresses of letters, and what they add to cases and menu."""

from django.urls import path

from mingtang.service.letters.actions import REGISTER
from mingtang.service.letters.enums import LETTER
from mingtang.service.letters.interfaces import directory, history, screens, topics
from mingtang.service.letters.models import DIRECTORY, IMPORT, MANAGE, TOPICS
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item
from mingtang.workbench.casework.interfaces.panels import register_case_facts, register_case_panels

app_name = "letters"
urlpatterns = [
    path("mailboxes/", screens.MailboxList.as_view(), name="mailboxes"),
    path("mailboxes/new/", screens.NewMailbox.as_view(), name="new-mailbox"),
    path("mailboxes/<int:pk>/", screens.EditMailbox.as_view(), name="mailbox"),
    path("new/", screens.RegisterLetter.as_view(), name="register"),
    path("matters/", directory.MatterList.as_view(), name="matters"),
    path("matters/import/", directory.ImportMatters.as_view(), name="import-matters"),
    path("history/", history.HistoryList.as_view(), name="history"),
    path("history/new/", history.UploadPast.as_view(), name="upload-past"),
    path("history/<int:pk>/", history.PastTable.as_view(), name="past"),
    path("history/<int:pk>/columns/", history.PastColumns.as_view(), name="past-columns"),
    path("history/<int:pk>/start/", history.StartImport.as_view(), name="start-past"),
    path("history/<int:pk>/stop/", history.StopImport.as_view(), name="stop-past"),
    path("topics/", topics.HotTopicList.as_view(), name="topics"),
    path("topics/find/", topics.FindTopics.as_view(), name="find-topics"),
    path("topics/new/", topics.AnswerTopic.as_view(), name="answer-topic"),
    path("topics/interpretation/", topics.AskInterpretation.as_view(), name="ask-interpretation"),
    path("topics/<int:pk>/", topics.TopicScreen.as_view(), name="topic"),
    path("telling/", screens.TellingList.as_view(), name="telling"),
    path("<int:pk>/tell/", screens.TellSender.as_view(), name="tell"),
]

register_case_facts(LETTER, screens.letter_facts)
register_case_panels(LETTER, directory.letter_panels)
register_menu_item(
    MenuEntry("matters", "事项目录", "letters:matters", "list-ul", "cases", 35, rights=(DIRECTORY,))
)
register_menu_item(
    MenuEntry(
        "register-letter", "登记来信", "letters:register", "plus", "cases", 15, rights=(REGISTER,)
    )
)
register_menu_item(
    MenuEntry(
        "telling", "待告知来信人", "letters:telling", "mail", "cases", 30, rights=("casework.view",)
    )
)
register_menu_item(
    MenuEntry("topics", "热点回应", "letters:topics", "comment", "cases", 38, rights=(TOPICS,))
)
register_menu_item(
    MenuEntry("history", "历史来信", "letters:history", "upload", "cases", 40, rights=(IMPORT,))
)
register_menu_item(
    MenuEntry("mailboxes", "信箱", "letters:mailboxes", "mail", "sites", 45, rights=(MANAGE,))
)
