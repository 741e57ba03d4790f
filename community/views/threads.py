"""A thread, starting one, and its marks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from community import actions, permissions, queries, texts
from community.enums import ThreadKind
from community.forms import PostForm, ReadForm, ThreadForm
from community.models import Group, Post, Thread
from community.views.doors import address, find_thread, in_group, language, own_membership, show
from community.views.groups import group_context, threads_of
from core import idempotency, ratelimit
from core.access import require
from core.middleware import viewer_of
from core.paging import Page, page_of
from core.realtime.log import heads

_PAGE = 40
_CONTEXT = 20


@require_safe
@in_group
def thread(request: HttpRequest, group: Group, thread_id: int) -> HttpResponse:
    """A thread at its newest page, at an older one, or around one post."""
    return thread_page(request, group, find_thread(request, group, thread_id))


def thread_page(
    request: HttpRequest, group: Group, thread: Thread, form: PostForm | None = None, status: int = 200
) -> HttpResponse:
    """Draw the thread; with `form` its composer keeps what was refused."""
    viewer = viewer_of(request)
    # Read before the posts: what comes in between is then sent again, and never missed.
    head = heads([group.inside]).get(group.inside, 0)
    listed = list(threads_of(viewer, group).order_by("-pinned", "-last_at", "-pk")[:_PAGE])
    context = group_context(request, group)
    view = queries.ThreadView(thread, viewer, context["membership"], language())
    page, is_newest = _posts(request, view)
    context |= {
        "thread": thread,
        "threads": queries.thread_rows(listed, language(), here=thread.pk),
        "posts": queries.message_rows(view, page.items[::-1]),
        "older_url": f"?before={page.next_cursor}" if page.next_cursor else "",
        "is_newest": is_newest,
        "topic": group.inside if is_newest else "",
        "seq": head,
        "last_number": thread.last_number,
        "unread": view.unread,
        "tags": tag_labels(thread),
        **queries.writer_context(viewer, language()),
        **_composer(request, view, form),
    }
    return show(request, "community/thread.html", context, status)


def _posts(request: HttpRequest, view: queries.ThreadView) -> tuple[Page[Post], bool]:
    """The page that is asked for, newest post first, and whether it ends with the newest."""
    posts = Post.objects.visible_to(view.viewer).filter(thread=view.thread).for_reading()
    wanted = request.GET.get("post", "")
    last = view.thread.last_number
    if wanted.isdecimal() and len(wanted) < 10:
        last = int(wanted) + _CONTEXT
        posts = posts.filter(number__lte=last)
    page = page_of(posts, order=("-number",), cursor=request.GET.get("before"), size=_PAGE)
    return page, page.is_first and last >= view.thread.last_number


def _composer(request: HttpRequest, view: queries.ThreadView, form: PostForm | None) -> dict[str, Any]:
    """The composer, empty or with what was refused, and the post it replies to."""
    quoted = _quoted(request, view)
    helped = view.url("post-helped", view.thread.pk, 0) if view.can_write else ""
    return {
        "composer": form or PostForm(),
        "composer_error": _first_error(form),
        "composer_fields": [("reply_to", quoted.pk if quoted is not None else "")],
        "quoted": quoted,
        "helped_url": f"{helped}?on=1" if helped else "",
    }


def tag_labels(thread: Thread) -> list[str]:
    """The words of the vocabulary on a thread, in the reader's language."""
    return [tagged.tag.label(language()) for tagged in thread.tagged.select_related("tag").order_by("tag__slug")]


def _quoted(request: HttpRequest, view: queries.ThreadView) -> Post | None:
    """The post that a reply is being written to."""
    wanted = request.POST.get("reply_to") or request.GET.get("reply") or ""
    if not wanted.isdecimal() or len(wanted) > 18:
        return None
    posts = Post.objects.visible_to(view.viewer).standing().filter(thread=view.thread, pk=int(wanted))
    return posts.select_related("author").first()


def _first_error(form: PostForm | None) -> str:
    if form is None or not form.errors:
        return ""
    return str(next(iter(form.errors.values()))[0])


@require_http_methods(["GET", "HEAD", "POST"])
@in_group
def new_thread(request: HttpRequest, group: Group) -> HttpResponseBase:
    """Start a thread with its first message."""
    viewer = viewer_of(request)
    membership = own_membership(request, group)
    require(permissions.can_write, viewer, group, membership)
    form = ThreadForm(request.POST or None, reader=language(), may_announce=permissions.can_moderate(viewer, group))
    if request.method == "POST" and form.is_valid():
        url = _start(request, group, form)
        if url:
            return redirect(url)
    status = 422 if form.errors else 200
    return show(request, "community/new_thread.html", {**group_context(request, group), "form": form}, status)


def _start(request: HttpRequest, group: Group, form: ThreadForm) -> str:
    """Start the thread and return its address, or put what stands in the way into the form."""
    viewer, chosen = viewer_of(request), form.cleaned_data
    title = _checked(form, "title", lambda: texts.check_title(chosen["title"], group.language))
    text = _checked(form, "body", lambda: texts.check_body(chosen["body"], group.language, group=group))
    if title is None or text is None or not _within_limit(form, viewer.user_id):
        return ""

    def start() -> dict[str, Any]:
        made = actions.start_thread(
            group=group,
            title=title,
            kind=ThreadKind(chosen["kind"]),
            text=text,
            key=chosen["key"],
            tags=chosen["tags"],
            by=viewer,
        )
        return {"url": address(group, "thread", made.pk)}

    outcome = idempotency.once(author=viewer, key=chosen["key"], scope=f"community.thread:{group.pk}", run=start)
    return str(outcome["url"])


def _checked(form: ThreadForm, name: str, check: Any) -> Any:
    try:
        return check()
    except texts.TextRefused as refusal:
        form.add_error(name, refusal.message)
        return None


def _within_limit(form: ThreadForm, user_id: int | None) -> bool:
    try:
        ratelimit.hit("new-thread", str(user_id), limit=10, seconds=60)
    except ratelimit.RateLimited as limited:
        form.add_error(
            None, _("Too many new threads. Please try again in %(seconds)d s.") % {"seconds": limited.retry_after}
        )
        return False
    return True


@require_POST
@in_group
def pin(request: HttpRequest, group: Group, thread_id: int) -> HttpResponse:
    """Keep a thread at the top, or no longer."""
    found = find_thread(request, group, thread_id)
    pinned = request.POST.get("on") == "1"
    actions.set_pinned(thread=found, pinned=pinned, by=viewer_of(request))
    messages.success(request, _("The thread is pinned.") if pinned else _("The thread is not pinned any more."))
    return redirect(address(group, "thread", found.pk))


@require_POST
@in_group
def read(request: HttpRequest, group: Group, thread_id: int) -> HttpResponseBase:
    """Remember how far one has read."""
    found = find_thread(request, group, thread_id)
    form = ReadForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"detail": "number"}, status=422)
    number = actions.mark_read(thread=found, number=form.cleaned_data["number"], by=viewer_of(request))
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"number": number})
    return redirect(address(group, "group"))
