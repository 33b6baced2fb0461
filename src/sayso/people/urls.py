"""The addresses of the pages about people; in them stands a reference, and nobody's name."""

from django.urls import path

from sayso.people.desk import exports, import_rows, imports, stopped, views

urlpatterns = [
    path("staff/exports", exports.exports, name="exports"),
    path("staff/exports/<slug:name>", exports.export, name="export"),
    path("staff/exports/<slug:name>/progress", exports.progress, name="export-progress"),
    path("staff/exports/<slug:name>/approve", exports.approve, name="export-approve"),
    path("staff/exports/<slug:name>/take", exports.take, name="export-take"),
    path("staff/exports/<slug:name>/cancel", exports.cancel, name="export-cancel"),
    path("staff/imports", imports.imports, name="imports"),
    path("staff/imports/<slug:name>", imports.upload, name="import"),
    path("staff/imports/<slug:name>/try", imports.try_out, name="import-try"),
    path("staff/imports/<slug:name>/bring-in", imports.bring_in, name="import-bring-in"),
    path("staff/imports/<slug:name>/progress", imports.progress, name="import-progress"),
    path("staff/imports/<slug:name>/rows", import_rows.download, name="import-download"),
    path("staff/imports/<slug:name>/rows/<slug:outcome>", import_rows.rows, name="import-rows"),
    path("staff/imports/<slug:name>/give-up", imports.give_up, name="import-give-up"),
    path("staff/stopped", stopped.stopped, name="stopped"),
    path("staff/people", views.people, name="people"),
    path("staff/people/<slug:ref>", views.person, name="person"),
    path("staff/people/<slug:ref>/record", views.record, name="person-record"),
    path("staff/people/<slug:ref>/stop", views.stop, name="person-stop"),
]
