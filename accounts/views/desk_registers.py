"""The administrators' part of the desk about registers: which there are, how they are asked, their files."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import Register
from accounts.verification.actions import keeping
from accounts.verification.enums import RegisterKind
from accounts.verification.registers.forms import RegisterFileForm, RegisterForm
from accounts.verification.registers.words import sentence_of
from accounts.views.doors import staff_only
from core import idempotency, ratelimit
from core.middleware import viewer_of
from core.paging import page_of

_UNPROCESSABLE = 422


@require_GET
@staff_only("staff:admin")
def registers(request: HttpRequest) -> HttpResponse:
    """All registers, by name."""
    page = page_of(Register.objects.all(), order=("name", "pk"), cursor=request.GET.get("after"))
    return render(request, "accounts/desk/registers.html", {"section": "desk", "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("staff:admin")
def new_register(request: HttpRequest) -> HttpResponseBase:
    """Add a register."""
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("staff:admin")
def register(request: HttpRequest, register_id: int) -> HttpResponseBase:
    """One register: its settings and, of a file, what the last reading found."""
    return _edit(request, get_object_or_404(Register, pk=register_id))


def _edit(request: HttpRequest, found: Register | None) -> HttpResponseBase:
    form = RegisterForm(request.POST if request.method == "POST" else None, register=found)
    if request.method == "POST" and form.is_valid():
        viewer = viewer_of(request)

        def run() -> dict[str, Any]:
            return {"register": keeping.save_register(register=found, values=form.values(), by=viewer).pk}

        scope = f"accounts.register:{found.pk if found else 'new'}"
        done = idempotency.once(author=viewer, key=form.cleaned_data["key"], scope=scope, run=run)
        messages.success(request, _("The register is saved."))
        return redirect("desk:register", register_id=done["register"])
    return _show(request, found, form, RegisterFileForm())


def _show(request: HttpRequest, found: Register | None, form: RegisterForm, upload: RegisterFileForm) -> HttpResponse:
    context = {
        "section": "desk",
        "register": found,
        "form": form,
        "upload": upload if found is not None and found.kind == RegisterKind.FILE else None,
        "problems": [sentence_of(problem) for problem in found.problems] if found else [],
    }
    status = _UNPROCESSABLE if form.errors or upload.errors else 200
    return render(request, "accounts/desk/register.html", context, status=status)


@require_POST
@staff_only("staff:admin")
def register_file(request: HttpRequest, register_id: int) -> HttpResponseBase:
    """Send a file; it is read after the answer."""
    viewer = viewer_of(request)
    found = get_object_or_404(Register, pk=register_id, kind=RegisterKind.FILE)
    ratelimit.hit("register-file", str(viewer.user_id), limit=20, seconds=3600)
    form = RegisterFileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, found, RegisterForm(register=found), form)

    def run() -> dict[str, Any]:
        keeping.take_file(register=found, data=form.cleaned_data["file"], by=viewer)
        return {}

    scope = f"accounts.register-file:{found.pk}"
    idempotency.once(author=viewer, key=form.cleaned_data["key"], scope=scope, run=run)
    messages.success(request, _("The file is being read. This page says what was found; load it again in a moment."))
    return redirect("desk:register", register_id=found.pk)
