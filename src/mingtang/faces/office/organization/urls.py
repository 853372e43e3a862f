"""Addresses of the organization's screens, and their places in the menu and on the start page."""

from django.urls import path

from mingtang.faces.office.organization import (
    access,
    choosers,
    contacts,
    filings,
    importing,
    people,
    personal_data,
    posts,
    registers,
    units,
)
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item
from mingtang.workbench.backoffice.start import StartAction, register_start_action

__all__ = ["app_name", "choosers", "urlpatterns"]

app_name = "organization"
urlpatterns = [
    path("units/", units.UnitsScreen.as_view(), name="units"),
    path("units/new/", units.AddUnit.as_view(), name="add-unit"),
    path("units/<slug:code>/", units.UnitScreen.as_view(), name="unit"),
    path("units/<slug:code>/change/", units.ChangeUnit.as_view(), name="change-unit"),
    path("units/<slug:code>/rename/", units.RenameUnit.as_view(), name="rename-unit"),
    path("units/<slug:code>/move/", units.MoveUnit.as_view(), name="move-unit"),
    path("units/<slug:code>/merge/", units.MergeUnit.as_view(), name="merge-unit"),
    path("units/<slug:code>/close/", units.CloseUnit.as_view(), name="close-unit"),
    path("people/", people.PeopleScreen.as_view(), name="people"),
    path("people/new/", people.AddPerson.as_view(), name="add-person"),
    path("people/import/", importing.ImportPeople.as_view(), name="import-people"),
    path("people/template/", importing.PeopleTemplate.as_view(), name="people-template"),
    path("people/<int:pk>/", people.PersonScreen.as_view(), name="person"),
    path("people/<int:pk>/change/", people.ChangePerson.as_view(), name="change-person"),
    path("people/<int:pk>/password/", people.SetPassword.as_view(), name="set-password"),
    path("people/<int:pk>/unlock/", people.UnlockPerson.as_view(), name="unlock-person"),
    path(
        "people/<int:pk>/deactivate/", people.DeactivatePerson.as_view(), name="deactivate-person"
    ),
    path(
        "people/<int:pk>/reactivate/", people.ReactivatePerson.as_view(), name="reactivate-person"
    ),
    path("people/<int:pk>/posts/new/", posts.AssignPost.as_view(), name="assign-post"),
    path("posts/<int:pk>/end/", posts.EndPost.as_view(), name="end-post"),
    path("posts/<int:pk>/delegate/", posts.DelegatePost.as_view(), name="delegate-post"),
    path("delegations/<int:pk>/end/", posts.EndDelegation.as_view(), name="end-delegation"),
    path("sessions/<int:pk>/end/", access.EndSession.as_view(), name="end-session"),
    path("tokens/<int:pk>/end/", access.EndToken.as_view(), name="end-token"),
    path("personal-data/", personal_data.CopyPersonalData.as_view(), name="personal-data"),
    path(
        "personal-data/erase/",
        personal_data.ErasePersonalData.as_view(),
        name="erase-personal-data",
    ),
    path("contacts/", contacts.ContactBook.as_view(), name="contacts"),
    path("contacts/handbook/", contacts.ContactHandbook.as_view(), name="handbook"),
    path("responsible/", registers.ResponsibleTable.as_view(), name="responsible"),
    path("officers/", registers.OfficersRegister.as_view(), name="officers"),
    path("contractors/", registers.ContractorRegister.as_view(), name="contractors"),
    path("filings/", filings.FilingList.as_view(), name="filings"),
    path("units/<slug:code>/file-contacts/", filings.FileContacts.as_view(), name="file-contacts"),
    path("trainings/", filings.TrainingList.as_view(), name="trainings"),
    path("trainings/new/", filings.RecordTraining.as_view(), name="record-training"),
]

READ = ("organization.read",)
register_menu_item(
    MenuEntry(
        "personal-data",
        "个人信息申请",
        "organization:personal-data",
        "user",
        "organization",
        60,
        (personal_data.RIGHT,),
    )
)
register_menu_item(
    MenuEntry("contacts", "通讯录", "organization:contacts", "mail", "organization", 10, READ)
)
register_menu_item(
    MenuEntry(
        "registers",
        "责任人员",
        "organization:responsible",
        "clipboard-list",
        "organization",
        15,
        READ,
    )
)
register_menu_item(
    MenuEntry("units", "单位", "organization:units", "folder-open-1", "organization", 20, READ)
)
register_menu_item(
    MenuEntry("people", "人员", "organization:people", "user", "organization", 30, READ)
)
register_start_action(
    StartAction(
        "contacts",
        "查通讯录",
        "各单位分管领导、信息员的姓名和电话。",
        "organization:contacts",
        "mail",
        right="organization.read",
        order=900,
    )
)
