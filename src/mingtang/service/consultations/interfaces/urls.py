"""Addresses of the screens of consultations, their place in the menu, and what waits on the start page."""

from django.urls import path

from mingtang.service.consultations.interfaces import opinion_screens, screens
from mingtang.service.consultations.models import READ
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item

app_name = "consultations"
urlpatterns = [
    path("", screens.ConsultationList.as_view(), name="list"),
    path("new/", screens.NewConsultation.as_view(), name="new"),
    path("<int:pk>/", screens.ConsultationScreen.as_view(), name="show"),
    path("<int:pk>/edit/", screens.EditConsultation.as_view(), name="edit"),
    path("<int:pk>/send/", screens.SendConsultation.as_view(), name="send"),
    path("<int:pk>/result/", screens.PublishResult.as_view(), name="result"),
    path("<int:pk>/archive/", screens.ArchiveConsultation.as_view(), name="archive"),
    path("<int:pk>/opinions/new/", opinion_screens.EnterOpinion.as_view(), name="opinion-new"),
    path("<int:pk>/points/new/", opinion_screens.AddPoint.as_view(), name="point-new"),
    path("points/<int:pk>/", opinion_screens.EditPoint.as_view(), name="point"),
    path("points/<int:pk>/remove/", opinion_screens.RemovePoint.as_view(), name="point-remove"),
    path("opinions/", opinion_screens.OpinionList.as_view(), name="opinions"),
    path("opinions/<int:pk>/", opinion_screens.OpinionScreen.as_view(), name="opinion"),
    path("opinions/<int:pk>/show/", opinion_screens.ShowOpinion.as_view(), name="opinion-show"),
    path("opinions/<int:pk>/hide/", opinion_screens.HideOpinion.as_view(), name="opinion-hide"),
    path("opinions/<int:pk>/sender/", opinion_screens.ViewSender.as_view(), name="opinion-sender"),
]

register_menu_item(
    MenuEntry("consultations", "意见征集", "consultations:list", "comment", "cases", 50, (READ,))
)
