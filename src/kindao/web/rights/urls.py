from django.urls import path

from kindao.web.rights import desk

app_name = "rights"
urlpatterns = [
    path("rights/requests/", desk.requests, name="requests"),
    path("rights/requests/<uuid:pk>/", desk.request_page, name="request"),
    path("rights/requests/<uuid:pk>/act/", desk.act, name="act"),
    path("patients/<uuid:pk>/rights/new/", desk.enter, name="enter"),
]
