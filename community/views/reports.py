"""Reporting a post: site moderators get a copy of it and of what stood before, and see nothing else of the group."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.desk import actions as desk
from accounts.desk.enums import ReportReason
from accounts.desk.forms import ReportForm
from community import permissions
from community.models import Group, Post
from community.texts import shown_html
from community.views.doors import address, find_post, find_thread, in_group, show
from core import idempotency, ratelimit
from core.access import require
from core.middleware import viewer_of

_BEFORE: Final = 2


@require_http_methods(["GET", "HEAD", "POST"])
@in_group
def report(request: HttpRequest, group: Group, thread_id: int, post_id: int) -> HttpResponseBase:
    """Tell site moderators about a post that one reads."""
    viewer, thread = viewer_of(request), find_thread(request, group, thread_id)
    post = find_post(request, thread, post_id)
    require(permissions.can_report_post, viewer, post)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        context = {"group": group, "thread": thread, "post": post, "html": shown_html(post), "form": form}
        back = {"cancel_url": f"{address(group, 'thread', thread.pk)}?post={post.number}#post-{post.pk}"}
        return show(request, "community/report.html", {**context, **back}, 422 if form.errors else 200)
    ratelimit.hit("report", str(viewer.user_id), limit=10, seconds=3600)

    def run() -> dict[str, Any]:
        desk.report(
            person=post.author,
            target=f"post:{post.pk}",
            snapshot=_copy(post),
            reason=ReportReason(form.cleaned_data["reason"]),
            words=form.cleaned_data["words"],
            by=viewer,
        )
        return {}

    scope = f"community.report:{post.pk}"
    idempotency.once(author=viewer, key=form.cleaned_data["key"], scope=scope, run=run)
    messages.success(request, _("Thank you. A moderator looks at it and writes to you."))
    return redirect(f"{address(group, 'thread', thread.pk)}?post={post.number}#post-{post.pk}")


def _copy(post: Post) -> list[dict[str, str]]:
    """The title, the posts just before and the post: as its reader sees them now, without the name of the group."""
    earlier = Post.objects.standing().filter(thread=post.thread, number__lt=post.number, audience=post.audience)
    before = list(earlier.select_related("author").order_by("-number")[:_BEFORE])
    lines = [{"label": one.author.name, "text": one.body} for one in (*reversed(before), post)]
    return [{"label": _("Thread"), "text": post.thread.title}, *lines]
