from django.urls import path

from kindao.web.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.home, name="home"),
    path("i18n/setlang/", views.set_language, name="set_language"),
]
