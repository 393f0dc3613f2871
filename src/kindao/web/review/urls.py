from django.urls import path

from kindao.web.review import views

app_name = "review"
urlpatterns = [
    path("originals/<uuid:pk>/", views.original, name="original"),
    path("originals/<uuid:pk>/refile/", views.refile, name="refile"),
    path("originals/<uuid:pk>/progress/", views.progress, name="progress"),
    path("originals/<uuid:pk>/boxes/", views.boxes, name="boxes"),
    path("originals/<uuid:pk>/heads/", views.heads, name="heads"),
    path("originals/<uuid:pk>/caption/", views.caption, name="caption"),
    path("appearances/<uuid:pk>/who/", views.who, name="who"),
    path("uses/", views.uses, name="uses"),
    path("uses/<uuid:pk>/", views.use, name="use"),
    path("uses/<uuid:pk>/progress/", views.use_progress, name="use_progress"),
    path("uses/<uuid:pk>/boxes/", views.use_boxes, name="use_boxes"),
    path("uses/<uuid:pk>/change/", views.change, name="change"),
    path("uses/<uuid:pk>/send-to-officer/", views.send_to_officer, name="send_to_officer"),
    path("uses/<uuid:pk>/lapse/", views.lapse, name="lapse"),
    path("uses/<uuid:pk>/safe-copy/", views.safe_copy, name="safe_copy"),
    path("copies/<uuid:pk>/", views.copy, name="copy"),
    path("given-up/", views.given_up, name="given_up"),
    path("given-up/<str:kind>/<uuid:pk>/", views.try_again, name="try_again"),
]
