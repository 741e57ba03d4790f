"""The steps Write, Image and De-identify. Each is a plain form; texts leave the vault for their author only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.doors import members_only
from cases import actions, detection, permissions, queries, vault
from cases.forms import LATER, CaseForm, FindingForm, ImageForm, SafeForm, SendForm
from cases.views.doors import UNPROCESSABLE, find_draft, language, once, show
from core import ratelimit
from core.access import require
from core.forms import KeyedForm
from core.imaging import MOST_BYTES, CleanResult, ImageRefused, clean_in_child
from core.middleware import viewer_of

if TYPE_CHECKING:
    from uuid import UUID

    from django.core.files.uploadedfile import UploadedFile

    from cases.content import DraftContent
    from cases.models import CaseDraft
    from core.access import Viewer


def _press_again(request: HttpRequest, name: str, draft: CaseDraft) -> HttpResponseBase:
    messages.error(request, _("Please press the button again."))
    return redirect(name, public_id=draft.public_id)


# --- write --------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def new_draft(request: HttpRequest) -> HttpResponseBase:
    """Begin a case."""
    viewer = viewer_of(request)
    require(permissions.can_write_case, viewer)
    form = _case_form(request, viewer, {"language": language()})
    if request.method != "POST" or not form.is_valid():
        return _show_form(request, form, None)

    def save(by: Viewer) -> dict[str, Any]:
        return {"draft": str(actions.save_draft(draft=None, words=form.words(), by=by).public_id)}

    try:
        outcome = once(request, form, "cases.new", save)
    except actions.DraftLimit:
        form.add_error(None, _("You have ten drafts already. Please finish one or throw one away."))
        return _show_form(request, form, None)
    return _onwards(request, outcome["draft"])


@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Change the words. What was checked before is checked again."""
    viewer = viewer_of(request)
    draft = find_draft(viewer, public_id)
    content = vault.read_content(draft)
    form = _case_form(request, viewer, {**content.model_dump(exclude={"scan", "picture"}), "tags": list(content.tags)})
    if request.method != "POST" or not form.is_valid():
        return _show_form(request, form, draft)

    def save(by: Viewer) -> dict[str, Any]:
        actions.save_draft(draft=draft, words=form.words(), by=by)
        return {}

    once(request, form, f"cases.draft:{draft.pk}", save)
    return _onwards(request, str(draft.public_id))


def _case_form(request: HttpRequest, viewer: Viewer, initial: dict[str, Any]) -> CaseForm:
    return CaseForm(
        request.POST if request.method == "POST" else None,
        reader=language(),
        audiences=queries.audiences_for(viewer),
        partial=LATER in request.POST,
        initial=initial,
    )


def _show_form(request: HttpRequest, form: CaseForm, draft: CaseDraft | None) -> HttpResponse:
    context = {"form": form, "draft": draft, "steps": queries.steps("write", draft), "discard": KeyedForm()}
    return show(request, "cases/write.html", context, UNPROCESSABLE if form.errors else 200)


def _onwards(request: HttpRequest, public_id: str) -> HttpResponseBase:
    if LATER in request.POST:
        messages.success(request, _("The draft is saved. It is deleted 24 hours after your last change."))
        return redirect("cases:draft", public_id=public_id)
    return redirect("cases:image", public_id=public_id)


@require_POST
def discard(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Throw a draft away."""
    form = KeyedForm(request.POST)
    if not form.is_valid():
        return _press_again(request, "cases:draft", find_draft(viewer_of(request), public_id))

    def remove(by: Viewer) -> dict[str, Any]:
        actions.discard_draft(draft=find_draft(by, public_id), by=by)
        return {}

    once(request, form, f"cases.discard:{public_id}", remove)
    messages.success(request, _("The draft is gone."))
    return redirect(f"{reverse('cases:list')}?tab=mine")


# --- image --------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def image(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """The picture: only what is rebuilt from its pixels is kept."""
    viewer = viewer_of(request)
    draft = find_draft(viewer, public_id)
    content = vault.read_content(draft)
    has_image = content.picture is not None
    form = ImageForm(request.POST or None, request.FILES or None, has_image=has_image, initial={"alt": content.alt})
    clean = _clean(form, viewer) if request.method == "POST" and form.is_valid() else None
    if request.method != "POST" or form.errors:
        return _show_image(request, form, draft, content)

    def save(by: Viewer) -> dict[str, Any]:
        actions.save_image(draft=draft, image=clean, alt=form.cleaned_data["alt"], by=by)
        return {}

    once(request, form, f"cases.image:{draft.pk}", save)
    return redirect("cases:image" if clean is not None else "cases:check", public_id=draft.public_id)


def _clean(form: ImageForm, viewer: Viewer) -> CleanResult | None:
    """Rebuild what was sent in a process of its own; a refusal becomes an error of the field."""
    upload: UploadedFile[bytes] | None = form.cleaned_data["image"]
    if not upload:
        return None
    ratelimit.hit("case-image", str(viewer.user_id), limit=30, seconds=3600)
    try:
        return clean_in_child(upload.read(MOST_BYTES + 1))
    except ImageRefused as refusal:
        form.add_error("image", _(str(refusal)))
        return None


def _show_image(request: HttpRequest, form: ImageForm, draft: CaseDraft, content: DraftContent) -> HttpResponse:
    context = {
        "form": form,
        "draft": draft,
        "picture": content.picture,
        "alt": content.alt,
        "steps": queries.steps("image", draft),
        "remove": KeyedForm(),
        "audience": draft.audience,
    }
    return show(request, "cases/image.html", context, UNPROCESSABLE if form.errors else 200)


@require_POST
def image_remove(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Take the picture out."""
    draft = find_draft(viewer_of(request), public_id)
    form = KeyedForm(request.POST)
    if not form.is_valid():
        return _press_again(request, "cases:image", draft)

    def remove(by: Viewer) -> dict[str, Any]:
        actions.remove_image(draft=draft, by=by)
        return {}

    once(request, form, f"cases.image-remove:{draft.pk}", remove)
    return redirect("cases:image", public_id=draft.public_id)


@require_safe
def image_file(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The bytes of the draft's picture, for its author."""
    draft = find_draft(viewer_of(request), public_id)
    picture = vault.read_content(draft).picture
    if picture is None:
        raise Http404
    response = HttpResponse(vault.read_picture(draft), content_type=picture.content_type)
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Content-Type-Options"] = "nosniff"
    return response


# --- de-identify ----------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Look at the findings; a POST lets the detector read the text as it is now."""
    viewer = viewer_of(request)
    draft = find_draft(viewer, public_id)
    if request.method != "POST":
        return show_check(request, draft, SendForm())
    form = KeyedForm(request.POST)
    if not form.is_valid():
        return _press_again(request, "cases:check", draft)
    ratelimit.hit("case-scan", str(viewer.user_id), limit=60, seconds=600)
    try:
        result = detection.examine(vault.read_content(draft))
    except detection.CannotCheck as problem:
        return show_check(request, draft, SendForm(), [_why_not(problem)])

    def keep(by: Viewer) -> dict[str, Any]:
        actions.record_scan(draft=draft, result=result, by=by)
        return {}

    once(request, form, f"cases.scan:{draft.pk}", keep)
    return redirect("cases:check", public_id=draft.public_id)


def _why_not(problem: detection.CannotCheck) -> str:
    if isinstance(problem, detection.LanguageUnknown):
        return _("Only texts in English and Spanish can be checked. This one is not published.")
    return _("The text cannot be checked right now, so it is not published. Your draft is kept. Please try again.")


def show_check(
    request: HttpRequest, draft: CaseDraft, form: SendForm, problems: list[str] | None = None
) -> HttpResponse:
    """The page of the step De-identify; `problems` say why something was refused just now."""
    content = vault.read_content(draft)
    page = queries.check_page(content)
    context = {
        "draft": draft,
        "content": content,
        "page": page,
        "form": form,
        "problems": problems or [],
        "scan_key": KeyedForm(),
        "safe_key": KeyedForm(),
        "steps": queries.steps("check", draft),
    }
    return show(request, "cases/check.html", context, UNPROCESSABLE if problems else 200)


@require_POST
def finding(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Decide on one finding. The same decision twice changes nothing."""
    viewer = viewer_of(request)
    draft = find_draft(viewer, public_id)
    form = FindingForm(request.POST)
    if not form.is_valid():
        return _press_again(request, "cases:check", draft)
    chosen = form.cleaned_data
    try:
        actions.decide_finding(
            draft=draft, finding=chosen["finding"], verb=chosen["decision"], reason=chosen["reason"], by=viewer
        )
    except actions.DecisionRefused as refusal:
        return show_check(request, draft, SendForm(), [str(refusal)])
    return redirect(f"{reverse('cases:check', args=[draft.public_id])}#finding-{chosen['finding']}")


@require_POST
def safe(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Take every suggestion that is missing, or take that back."""
    draft = find_draft(viewer_of(request), public_id)
    form = SafeForm(request.POST)
    if not form.is_valid():
        return _press_again(request, "cases:check", draft)
    act = actions.undo_safe_changes if form.cleaned_data["undo"] else actions.accept_safe_changes

    def run(by: Viewer) -> dict[str, Any]:
        act(draft=draft, by=by)
        return {}

    try:
        once(request, form, f"cases.safe:{draft.pk}", run)
    except actions.DecisionRefused as refusal:
        return show_check(request, draft, SendForm(), [str(refusal)])
    return redirect("cases:check", public_id=draft.public_id)


@require_POST
def send(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Send the case to its second reader. A second press gets the first answer, as the draft is gone by then."""
    form = SendForm(request.POST)
    if not form.is_valid():
        return _press_again(request, "cases:check", find_draft(viewer_of(request), public_id))

    def run(by: Viewer) -> dict[str, Any]:
        draft = find_draft(by, public_id)
        return {"receipt": str(actions.submit(draft=draft, attested=form.cleaned_data["attested"], by=by).public_id)}

    try:
        outcome = once(request, form, f"cases.send:{public_id}", run)
    except actions.CaseNotCleared as refusal:
        draft = find_draft(viewer_of(request), public_id)
        return show_check(request, draft, form, [blocker.sentence for blocker in refusal.blockers])
    messages.success(request, _("Your case waits for a second physician."))
    return redirect("cases:receipt", public_id=outcome["receipt"])
