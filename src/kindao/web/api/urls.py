from django.urls import include, path

from kindao.web.api import views
from kindao.web.api.desk_api import addresses, nothing

systems = [
    path("", views.tokens, name="tokens"),
    path("make/", views.make_token, name="make_token"),
    path("<uuid:pk>/revoke/", views.revoke_token, name="revoke_token"),
]
urlpatterns = [
    path("clinic/systems/", include((systems, "systems"))),
    path("api/", include((addresses(), "api"))),
    path("api/<path:rest>", nothing, name="api_nothing"),
]
