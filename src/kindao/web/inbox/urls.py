from django.urls import path

from kindao.web.inbox import views

app_name = "inbox"
urlpatterns = [
    path("share/", views.share, name="share"),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/<uuid:pk>/picture/", views.picture, name="picture"),
    path("inbox/<uuid:pk>/throw-away/", views.throw_away, name="throw_away"),
    path("inbox/<uuid:pk>/take-back/", views.take_back, name="take_back"),
    path("inbox/<uuid:pk>/erase-now/", views.erase_now, name="erase_now"),
]
