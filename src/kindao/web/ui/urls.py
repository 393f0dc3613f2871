from django.urls import include, path

from kindao.web.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.home, name="home"),
    path("i18n/", include("django.conf.urls.i18n")),
]
