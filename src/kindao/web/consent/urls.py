from django.urls import path

from kindao.web.consent import views

app_name = "consent"
urlpatterns = [
    path("patients/<uuid:pk>/consents/new/", views.enter, name="enter"),
    path("patients/<uuid:pk>/consents/paper/", views.paper, name="paper"),
    path("others/<uuid:pk>/consents/new/", views.enter_of_other, name="enter_of_other"),
    path("others/<uuid:pk>/consents/paper/", views.paper_of_other, name="paper_of_other"),
    path("consents/to-compare/", views.to_compare, name="to_compare"),
    path("consents/<uuid:pk>/", views.consent, name="consent"),
    path("consents/<uuid:pk>/confirm/", views.confirm, name="confirm"),
    path("consents/<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("consents/<uuid:pk>/invalidate/", views.invalidate, name="invalidate"),
    path("evidence/<uuid:pk>/", views.evidence, name="evidence"),
]
