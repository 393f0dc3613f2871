from django.urls import path

from kindao.web.releases import account_views, officer_views, views

app_name = "releases"
urlpatterns = [
    path("uses/<uuid:pk>/post/", views.post, name="post"),
    path("uses/<uuid:pk>/post/by-hand/", views.by_hand, name="post_by_hand"),
    path("uses/<uuid:pk>/unrecorded/", officer_views.unrecorded, name="unrecorded"),
    path("releases/", views.releases, name="releases"),
    path("releases/calendar/", views.calendar, name="calendar"),
    path("releases/by-hand/", officer_views.by_hand, name="by_hand"),
    path("releases/by-hand/<uuid:pk>/done/", officer_views.done, name="done"),
    path("releases/by-hand/<uuid:pk>/evidence/", officer_views.evidence_file, name="evidence"),
    path("releases/searches/<uuid:pk>/asked/", officer_views.asked, name="asked"),
    path("releases/replay/", officer_views.replay, name="replay"),
    path("releases/replay/now/", officer_views.replay_now, name="replay_now"),
    path("releases/replay/take-down/", officer_views.replay_take_down, name="replay_take_down"),
    path("releases/accounts/", account_views.accounts, name="accounts"),
    path("releases/accounts/open/", account_views.open_account, name="open_account"),
    path("releases/accounts/<uuid:pk>/renew/", account_views.renew_account, name="renew_account"),
    path("releases/accounts/<uuid:pk>/test/", account_views.test_account, name="test_account"),
    path("releases/accounts/<uuid:pk>/close/", account_views.close_account, name="close_account"),
    path("releases/<uuid:pk>/", views.release, name="release"),
    path("releases/<uuid:pk>/progress/", views.progress, name="progress"),
    path("releases/<uuid:pk>/call-off/", views.call_off, name="call_off"),
    path("releases/<uuid:pk>/move/", views.move, name="move"),
    path("releases/<uuid:pk>/copy/", views.hand_out, name="hand_out"),
    path("releases/<uuid:pk>/posted/", views.posted, name="posted"),
    path("releases/<uuid:pk>/not-posted/", views.not_posted, name="not_posted"),
    path("releases/<uuid:pk>/take-down/", officer_views.take_down, name="take_down"),
]
