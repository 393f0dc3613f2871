from django.urls import path

from kindao.web.door import views

app_name = "door"
urlpatterns = [
    path("p/<str:token>/", views.enter, name="enter"),
    path("p/<str:token>/code/", views.code, name="code"),
    path("p/<str:token>/leave/", views.leave, name="leave"),
    path("p/<str:token>/unsent/", views.kept, name="unsent"),
    path("p/<str:token>/in/", views.inside, name="inside"),
]
