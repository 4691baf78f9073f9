"""The address space: the admin under ``/admin/``, everything else belongs to readers."""

from django.contrib import admin
from django.urls import include, path

from articles.admin import live
from articles.admin.pasting import paste
from articles.admin.second_step import second_step
from articles.admin.unsaved import autosave
from articles.admin.uploads import pictures, upload
from articles.admin.welcome import welcome
from articles.admin.writing_help import help_page

urlpatterns = [
    # Before the admin, which would take them for its own. The views of markdownx are never mounted.
    path("admin/articles/preview/", live.marks, name="preview"),
    path("admin/articles/preview/gate/", live.gate, name="preview_gate"),
    path("admin/articles/paste/", paste, name="paste"),
    path("admin/articles/writing/", admin.site.admin_view(help_page), name="writing_help"),
    path("admin/articles/unsaved/", autosave, name="autosave"),
    path("admin/articles/upload/", upload, name="upload"),
    path("admin/articles/pictures/", pictures, name="pictures"),
    path("admin/second-step/", second_step, name="second-step"),
    path("admin/welcome/<uidb64>/<token>/", welcome, name="welcome"),
    path("admin/", admin.site.urls),
    path("", include("articles.public.urls")),
]

handler404 = "articles.public.views.errors.not_found"
handler500 = "articles.public.views.errors.server_error"
