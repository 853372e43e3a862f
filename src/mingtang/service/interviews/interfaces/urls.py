"""Addresses of the screens of interviews, and their place in the menu."""

from django.urls import path

from mingtang.service.interviews.interfaces import live, plan_verbs, plans, screens, verbs
from mingtang.service.interviews.models import READ
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item

app_name = "interviews"
urlpatterns = [
    path("", screens.InterviewList.as_view(), name="list"),
    path("new/", screens.NewInterview.as_view(), name="new"),
    path("<int:pk>/", screens.InterviewScreen.as_view(), name="interview"),
    path("<int:pk>/edit/", verbs.EditInterview.as_view(), name="edit"),
    path("<int:pk>/guests/", verbs.SetGuests.as_view(), name="guests"),
    path("<int:pk>/announce/", verbs.AnnounceInterview.as_view(), name="announce"),
    path("<int:pk>/postpone/", verbs.PostponeInterview.as_view(), name="postpone"),
    path("<int:pk>/cancel/", verbs.CancelInterview.as_view(), name="cancel"),
    path("<int:pk>/open/", verbs.OpenInterview.as_view(), name="open"),
    path("<int:pk>/end/", verbs.EndInterview.as_view(), name="end"),
    path("<int:pk>/archive/", verbs.ArchiveInterview.as_view(), name="archive"),
    path("<int:pk>/take-down/", verbs.TakeDownInterview.as_view(), name="take-down"),
    path("<int:pk>/say/", live.Say.as_view(), name="say"),
    path("turns/<int:pk>/", live.EditTurn.as_view(), name="turn"),
    path("questions/<int:pk>/choose/", live.ChooseQuestion.as_view(), name="choose"),
    path("questions/<int:pk>/reject/", live.RejectQuestion.as_view(), name="reject"),
    path("questions/<int:pk>/ask/", live.AskQuestion.as_view(), name="ask"),
    path("plans/", plans.PlanItems.as_view(), name="plans"),
    path("plans/all/", plans.PlanList.as_view(), name="plan-list"),
    path("plans/new/", plans.NewPlan.as_view(), name="plan-new"),
    path("plans/<int:pk>/", plans.PlanScreen.as_view(), name="plan"),
    path("plans/<int:pk>/add/", plan_verbs.NewItem.as_view(), name="item-new"),
    path("plans/<int:pk>/send/", plan_verbs.SendPlan.as_view(), name="plan-send"),
    path("plans/<int:pk>/withdraw/", plan_verbs.WithdrawPlan.as_view(), name="plan-withdraw"),
    path("plans/<int:pk>/propose/", plan_verbs.ProposeNewItem.as_view(), name="change-add"),
    path("plans/items/<int:pk>/", plan_verbs.EditItem.as_view(), name="item-edit"),
    path("plans/items/<int:pk>/remove/", plan_verbs.RemoveItem.as_view(), name="item-remove"),
    path("plans/items/<int:pk>/change/", plan_verbs.ProposeChange.as_view(), name="change-item"),
    path("plans/items/<int:pk>/drop/", plan_verbs.ProposeDrop.as_view(), name="change-drop"),
]

for code, label, route, place in (
    ("interviews", "在线访谈", "interviews:list", 50),
    ("interview-plans", "访谈年度方案", "interviews:plans", 51),
):
    register_menu_item(MenuEntry(code, label, route, "comment", "cases", place, (READ,)))
