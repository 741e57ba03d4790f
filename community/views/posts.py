"""Writing a post without script, and what one does with a post."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from community import actions, permissions, texts
from community.forms import PostForm
from community.models import Group, Post, Thread
from community.views.doors import address, confirm, find_post, find_thread, in_group, own_membership, show
from community.views.threads import thread_page
from core import idempotency, ratelimit
from core.access import require
from core.middleware import viewer_of


@require_POST
@in_group
def write(request: HttpRequest, group: Group, thread_id: int) -> HttpResponseBase:
    """The composer as a form. A refused text stays in its field."""
    viewer, thread = viewer_of(request), find_thread(request, group, thread_id)
    require(permissions.can_write, viewer, group, own_membership(request, group))
    form = PostForm(request.POST)
    text = _text_of(form, group) if form.is_valid() and _within_limit(form, viewer.user_id) else None
    if text is None:
        return thread_page(request, group, thread, form, status=422)

    def send() -> dict[str, Any]:
        quoted = _quoted(viewer_posts(request, thread), form.cleaned_data["reply_to"])
        post = actions.create_post(thread=thread, text=text, key=form.cleaned_data["key"], by=viewer, reply_to=quoted)
        fresh = Thread.objects.get(pk=thread.pk)
        fresh.group = group
        actions.mark_read(thread=fresh, number=post.number, by=viewer)
        return {"post": post.pk}

    scope = f"community.post:{thread.pk}"
    outcome = idempotency.once(author=viewer, key=form.cleaned_data["key"], scope=scope, run=send)
    return redirect(f"{address(group, 'thread', thread.pk)}#post-{outcome['post']}")


def viewer_posts(request: HttpRequest, thread: Thread) -> Any:
    """The posts of a thread that the viewer sees and nobody removed."""
    return Post.objects.visible_to(viewer_of(request)).standing().filter(thread=thread)


def _quoted(posts: Any, number: int | None) -> Post | None:
    return posts.filter(pk=number).first() if number else None


def _within_limit(form: PostForm, user_id: int | None) -> bool:
    try:
        ratelimit.hit("post", str(user_id), limit=30, seconds=60)
    except ratelimit.RateLimited as limited:
        form.add_error(
            "body", _("Too many messages. Please try again in %(seconds)d s.") % {"seconds": limited.retry_after}
        )
        return False
    return True


def _text_of(form: PostForm, group: Group) -> texts.CheckedText | None:
    try:
        return texts.check_body(form.cleaned_data["body"], group.language, group=group)
    except texts.TextRefused as refusal:
        form.add_error("body", refusal.message)
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@in_group
def edit(request: HttpRequest, group: Group, thread_id: int, post_id: int) -> HttpResponseBase:
    """Replace the text of one's own post."""
    viewer, thread = viewer_of(request), find_thread(request, group, thread_id)
    post = find_post(request, thread, post_id)
    require(permissions.can_edit_post, viewer, post, own_membership(request, group))
    form = PostForm(request.POST or None, initial={"body": post.body})
    if request.method == "POST" and form.is_valid():
        text = _text_of(form, group)
        if text is not None:

            def save() -> dict[str, Any]:
                actions.edit_post(post=post, text=text, by=viewer)
                return {}

            idempotency.once(author=viewer, key=form.cleaned_data["key"], scope=f"community.edit:{post.pk}", run=save)
            return redirect(_back(group, thread, post))
    context = {"group": group, "thread": thread, "form": form, "back_url": _back(group, thread, post)}
    return show(request, "community/edit_post.html", context, 422 if form.errors else 200)


def _back(group: Group, thread: Thread, post: Post) -> str:
    return f"{address(group, 'thread', thread.pk)}?post={post.number}#post-{post.pk}"


@require_http_methods(["GET", "HEAD", "POST"])
@in_group
def remove(request: HttpRequest, group: Group, thread_id: int, post_id: int) -> HttpResponseBase:
    """Take a post away; asks first."""
    viewer, thread = viewer_of(request), find_thread(request, group, thread_id)
    post = find_post(request, thread, post_id)
    require(permissions.can_remove_post, viewer, post, own_membership(request, group))
    if request.method == "POST":
        actions.remove_post(post=post, by=viewer)
        return redirect(_back(group, thread, post))
    context = {
        "title": _("Remove this message?"),
        "text": _("Its text disappears for everybody at once. The place in the thread stays."),
        "submit": _("Remove the message"),
        "kind": "danger",
    }
    return _ask(request, group, thread, post, context)


def _ask(request: HttpRequest, group: Group, thread: Thread, post: Post, context: dict[str, str]) -> HttpResponse:
    shown = {"html": texts.shown_html(post), "cancel_url": _back(group, thread, post), "thread": thread}
    return confirm(request, group, {**shown, **context})


@require_POST
@in_group
def helped(request: HttpRequest, group: Group, thread_id: int, post_id: int) -> HttpResponseBase:
    """Say that a post helped (`?on=1`), or take it back (`?on=0`). Doing it twice changes nothing."""
    thread = find_thread(request, group, thread_id)
    post = find_post(request, thread, post_id)
    actions.react_helped(post=post, helped=request.GET.get("on") == "1", by=viewer_of(request))
    return redirect(_back(group, thread, post))


@require_http_methods(["GET", "HEAD", "POST"])
@in_group
def answer(request: HttpRequest, group: Group, thread_id: int, post_id: int) -> HttpResponseBase:
    """Mark a post as the answer, or take the mark away."""
    viewer, thread = viewer_of(request), find_thread(request, group, thread_id)
    post = find_post(request, thread, post_id)
    require(permissions.can_mark_answer, viewer, thread, own_membership(request, group))
    is_answer = thread.answer_id == post.pk
    if request.method == "POST":
        keep = request.POST.get("on", "0" if is_answer else "1") == "1"
        actions.mark_answer(thread=thread, post=post if keep else None, by=viewer)
        return redirect(_back(group, thread, post))
    words = (
        (_("Take the answer mark away?"), _("The question counts as open again."), _("Take the mark away"))
        if is_answer
        else (_("Is this the answer?"), _("The next reader finds it at once."), _("Mark as the answer"))
    )
    context = {"title": words[0], "text": words[1], "submit": words[2], "on": "0" if is_answer else "1"}
    return _ask(request, group, thread, post, context)


@require_http_methods(["GET", "HEAD", "POST"])
@in_group
def unread(request: HttpRequest, group: Group, thread_id: int, post_id: int) -> HttpResponseBase:
    """Count this post and what follows as unread again."""
    thread = find_thread(request, group, thread_id)
    post = find_post(request, thread, post_id)
    if request.method == "POST":
        actions.mark_read(thread=thread, number=post.number - 1, by=viewer_of(request), backwards=True)
        return redirect(address(group, "group"))
    context = {
        "title": _("Mark as unread from here?"),
        "text": _("This message and all after it count as new for you."),
        "submit": _("Mark as unread"),
    }
    return _ask(request, group, thread, post, context)
