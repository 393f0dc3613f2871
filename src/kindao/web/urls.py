"""Every address of the desk."""

from django.urls import include, path

urlpatterns = [
    path("", include("kindao.web.ui.urls")),
    path("accounts/", include("allauth.urls")),
]
