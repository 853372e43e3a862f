"""Addresses of the submission screens, and what they add to article pages, menu and start page."""

from django.urls import path

from mingtang.editorial.content.interfaces.panels import (
    ArticlePanel,
    register_article_buttons,
    register_article_panel,
    register_import_buttons,
)
from mingtang.editorial.submission.enums import KIND
from mingtang.editorial.submission.interfaces import (
    classes,
    desk,
    imports,
    joining,
    lateness,
    points,
    screens,
    senders,
    waiting,
)
from mingtang.editorial.submission.interfaces.contacts import ViewContact
from mingtang.editorial.submission.models import SENDERS
from mingtang.institution.organization.enums import Post
from mingtang.workbench.approvals.interfaces.screens import PassStep, ReturnStep
from mingtang.workbench.backoffice.menu import MenuEntry, register_menu_item
from mingtang.workbench.backoffice.start import StartPanel, register_start_panel

app_name = "submission"
urlpatterns = [
    path("", screens.SubmissionList.as_view(), name="list"),
    path("articles/<int:pk>/submit/", screens.SubmitArticle.as_view(), name="submit"),
    path("imports/<int:pk>/submit/", imports.SubmitImported.as_view(), name="submit-import"),
    path("steps/<int:pk>/approve/", PassStep.as_view(kind=KIND), name="approve"),
    path("steps/<int:pk>/return/", ReturnStep.as_view(kind=KIND), name="return-step"),
    path("<int:pk>/accept/", screens.AcceptSubmission.as_view(), name="accept"),
    path("<int:pk>/return/", screens.ReturnSubmission.as_view(), name="return"),
    path("classes/", classes.ClassTable.as_view(), name="classes"),
    path("coverage/", classes.CoverageTable.as_view(), name="coverage"),
    path("lateness/", lateness.LatenessList.as_view(), name="lateness"),
    path("lateness/<int:pk>/", lateness.LatenessScreen.as_view(), name="late"),
    *(
        path(f"lateness/<int:pk>/{one.act_name}/", one.as_view(), name=f"late-{one.act_name}")
        for one in lateness.ACTS
    ),
    path("points/", points.UnitPoints.as_view(), name="points"),
    path("points/people/", points.PersonPoints.as_view(), name="person-points"),
    path("points/tables/", points.PointTables.as_view(), name="point-tables"),
    path("points/set/", points.SetPointTable.as_view(), name="set-points"),
    path("points/correct/", points.CorrectPoints.as_view(), name="correct-points"),
    path("senders/", senders.SenderList.as_view(), name="senders"),
    path("senders/new/", senders.RegisterSender.as_view(), name="new-sender"),
    path("senders/<int:pk>/", senders.SenderScreen.as_view(), name="sender"),
    path("senders/<int:pk>/change/", senders.ChangeSender.as_view(), name="change-sender"),
    path("senders/<int:pk>/token/", senders.RenewToken.as_view(), name="renew-token"),
    path("senders/<int:pk>/end/", senders.EndSender.as_view(), name="end-sender"),
    path("received/", senders.ReceivedList.as_view(), name="received"),
    path("received/<int:pk>/", senders.ReceivedScreen.as_view(), name="received-item"),
    path("received/<int:pk>/retry/", senders.RetryItem.as_view(), name="retry-item"),
    path("received/<int:pk>/drop/", senders.DropItem.as_view(), name="drop-item"),
    path("desk/", desk.DeskList.as_view(), name="desk"),
    path("<int:pk>/claim/", joining.ClaimSubmission.as_view(), name="claim"),
    path("<int:pk>/hand-over/", joining.HandOverSubmission.as_view(), name="hand-over"),
    path("<int:pk>/alike/", joining.AlikeScreen.as_view(), name="alike"),
    path("<int:pk>/merge/", joining.MergeSubmission.as_view(), name="merge"),
    path("<int:pk>/split/", joining.SplitSubmission.as_view(), name="split"),
    path("<int:pk>/contact/", ViewContact.as_view(), name="contact"),
    path("<int:pk>/recall/", screens.RecallSubmission.as_view(), name="recall"),
]

register_article_panel(
    ArticlePanel("submission", 100, "submission/section.html", screens.submission_section)
)
register_article_buttons("submission", 50, screens.submission_buttons)
register_import_buttons("submission", imports.import_buttons)
register_menu_item(
    MenuEntry(
        "desk",
        "编辑部待办",
        "submission:desk",
        "tasks",
        group="content",
        order=15,
        rights=("submission.accept",),
    )
)
register_menu_item(
    MenuEntry(
        "classes",
        "报送类别",
        "submission:classes",
        "table",
        group="content",
        order=25,
        rights=("submission.read",),
    )
)
register_menu_item(
    MenuEntry(
        "submissions",
        "报送",
        "submission:list",
        "upload",
        group="content",
        order=20,
        rights=("submission.read",),
        shown=lambda powers: powers.holds("content.read"),  # what is listed are texts
    )
)
register_menu_item(
    MenuEntry(
        "senders",
        "报送系统",
        "submission:senders",
        "link",
        group="content",
        order=29,
        rights=(SENDERS,),
    )
)
register_menu_item(
    MenuEntry(
        "points",
        "采用积分",
        "submission:points",
        "order",
        group="content",
        order=28,
        rights=("submission.read",),
    )
)
register_menu_item(
    MenuEntry(
        "lateness",
        "不及时报送",
        "submission:lateness",
        "warning",
        group="content",
        order=27,
        rights=("submission.judge_lateness", "submission.explain_lateness"),
    )
)
register_start_panel(
    (Post.DESK, Post.PRINCIPAL_LEADER),
    StartPanel(
        "lateness",
        "不及时报送",
        order=25,
        waiting=lateness.lateness_waiting,
        rows=lateness.lateness_rows,
    ),
)
register_start_panel(
    Post.DESK,
    StartPanel(
        "desk", "编辑部待办", order=20, waiting=waiting.desk_waiting, rows=waiting.desk_rows
    ),
)
register_start_panel(
    (Post.INFORMATION_OFFICER, Post.SITE_EDITOR, Post.DESK),
    StartPanel(
        "returned",
        "退回待改",
        order=30,
        waiting=waiting.returned_waiting,
        rows=waiting.returned_rows,
    ),
)
