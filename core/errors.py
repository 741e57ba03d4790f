"""The pages for errors that Django itself finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template import loader

if TYPE_CHECKING:
    from django.http import HttpRequest


def server_error(request: HttpRequest) -> HttpResponse:
    """Something broke: a page that needs neither database nor session, with a short reference."""
    reference = getattr(request, "request_id", "")[:8]
    language = "es" if request.path.startswith("/es/") else "en"
    context = {"reference": reference, "language": language, "site_name": settings.SITE_NAME}
    page = loader.get_template("500.html").render(context)
    return HttpResponse(page, status=500)


def csrf_failure(request: HttpRequest, **_reason: str) -> HttpResponse:
    """The form came without its token, mostly because the page was open for long."""
    return render(request, "403.html", status=403)
