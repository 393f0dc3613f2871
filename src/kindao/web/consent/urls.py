from django.urls import path

from kindao.web.consent import views

app_name = "consent"
urlpatterns = [
    path("patients/<uuid:pk>/consents/new/", views.enter, name="enter"),
    path("consents/<uuid:pk>/", views.consent, name="consent"),
    path("consents/<uuid:pk>/confirm/", views.confirm, name="confirm"),
    path("consents/<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("consents/<uuid:pk>/invalidate/", views.invalidate, name="invalidate"),
    path("evidence/<uuid:pk>/", views.evidence, name="evidence"),
]
