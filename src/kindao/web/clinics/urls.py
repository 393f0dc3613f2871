from django.urls import path

from kindao.web.clinics import views

app_name = "clinics"
urlpatterns = [
    path("link/<str:token>/", views.link, name="link"),
    path("clinic/people/", views.people, name="people"),
    path("clinic/people/invite/", views.invite, name="invite"),
    path("clinic/people/<uuid:pk>/role/", views.change_role, name="change_role"),
    path("clinic/people/<uuid:pk>/end/", views.end_membership, name="end_membership"),
    path("clinic/people/<uuid:pk>/let-in/", views.let_back_in, name="let_back_in"),
    path("clinic/invitations/<uuid:pk>/withdraw/", views.withdraw_invitation, name="withdraw_invitation"),
    path("clinic/settings/", views.settings, name="settings"),
    path("clinic/contact/", views.contact, name="contact"),
    path("clinic/former-names/", views.add_former_name, name="add_former_name"),
    path("clinic/former-names/<uuid:pk>/end/", views.end_former_name, name="end_former_name"),
    path("clinic/switch/", views.switch, name="switch"),
]
