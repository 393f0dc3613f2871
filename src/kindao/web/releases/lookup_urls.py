from django.urls import path

from kindao.web.releases import lookup

app_name = "lookup"
urlpatterns = [
    path("check/", lookup.ask, name="ask"),
    path("check/<uuid:pk>/", lookup.permit, name="permit"),
]
