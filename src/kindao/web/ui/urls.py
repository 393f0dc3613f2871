from django.urls import path

from kindao.web.ui import pwa, views

app_name = "ui"
urlpatterns = [
    path("", views.home, name="home"),
    path("manifest.webmanifest", pwa.manifest, name="manifest"),
    path("sw.js", pwa.service_worker, name="service_worker"),
    path("i18n/setlang/", views.set_language, name="set_language"),
]
