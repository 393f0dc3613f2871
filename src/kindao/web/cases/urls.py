from django.urls import path

from kindao.web.cases import views

app_name = "cases"
urlpatterns = [
    path("patients/", views.patients, name="patients"),
    path("patients/new/", views.new_patient, name="new_patient"),
    path("patients/<uuid:pk>/", views.patient, name="patient"),
    path("patients/<uuid:pk>/edit/", views.edit_patient, name="edit_patient"),
    path("contacts/<uuid:pk>/vouch/", views.vouch, name="vouch"),
    path("patients/<uuid:pk>/guardians/", views.guardians, name="guardians"),
    path("guardians/<uuid:pk>/confirm/", views.confirm_guardian, name="confirm_guardian"),
    path("guardians/<uuid:pk>/end/", views.end_guardianship, name="end_guardianship"),
    path("others/", views.others, name="others"),
    path("others/new/", views.new_other, name="new_other"),
    path("others/<uuid:pk>/", views.other, name="other"),
    path("others/<uuid:pk>/edit/", views.edit_other, name="edit_other"),
    path("patients/<uuid:pk>/capture/", views.capture, name="capture"),
    path("sessions/<uuid:pk>/uploads/", views.begin_upload, name="begin_upload"),
    path("uploads/<uuid:pk>/", views.upload, name="upload"),
    path("patients/<uuid:pk>/pictures/", views.pictures, name="pictures"),
    path("originals/<uuid:pk>/small/", views.small, name="small"),
    path("originals/<uuid:pk>/picture/", views.picture, name="picture"),
]
