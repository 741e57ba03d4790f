"""Addresses of accounts under desk/."""

from __future__ import annotations

from django.urls import path

from accounts.views import desk, desk_registers, desk_reports, desk_verification, desk_work

app_name = "desk"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("verification/", desk_verification.verification_queue, name="verification-queue"),
    path("verification/<int:application_id>/", desk_verification.application, name="application"),
    path("verification/<int:application_id>/<uuid:public_id>/", desk_verification.evidence_file, name="evidence"),
    path("licences/<int:licence_id>/", desk_verification.licence, name="licence"),
    path("registers/", desk_registers.registers, name="registers"),
    path("registers/new/", desk_registers.new_register, name="new-register"),
    path("registers/<int:register_id>/", desk_registers.register, name="register"),
    path("registers/<int:register_id>/file/", desk_registers.register_file, name="register-file"),
    path("queues/<slug:name>/", desk.queue, name="queue"),
    path("reports/", desk_reports.reports, name="reports"),
    path("reports/<int:report_id>/", desk_reports.report, name="report"),
    path("work/", desk_work.work, name="work"),
    path("work/<int:row_id>/", desk_work.work_row, name="work-row"),
    path("people/", desk.people_list, name="people"),
    path("people/<uuid:public_id>/", desk.person_roles, name="person-roles"),
]
