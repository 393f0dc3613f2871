from django.urls import include, path

from kindao.web.api import views
from kindao.web.api.desk_api import addresses, nothing

systems = [
    path("", views.tokens, name="tokens"),
    path("make/", views.make_token, name="make_token"),
    path("<uuid:pk>/revoke/", views.revoke_token, name="revoke_token"),
    path("webhooks/", views.webhooks, name="webhooks"),
    path("webhooks/open/", views.open_webhook, name="open_webhook"),
    path("webhooks/<uuid:pk>/close/", views.close_webhook, name="close_webhook"),
    path("webhooks/deliveries/<uuid:pk>/again/", views.send_again, name="send_again"),
]
tables = [
    path("", views.tables, name="tables"),
    path("<slug:kind>/<slug:form>/", views.export, name="export"),
]
urlpatterns = [
    path("clinic/systems/", include((systems, "systems"))),
    path("clinic/tables/", include((tables, "tables"))),
    path("api/", include((addresses(), "api"))),
    path("api/<path:rest>", nothing, name="api_nothing"),
]
