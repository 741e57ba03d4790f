"""Work of community that comes round by the clock."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from celery import shared_task

from community.models import Post
from core import clock

KEPT_AFTER_REMOVAL: Final = timedelta(days=7)


@shared_task
def clear_removed_posts_task() -> None:
    """Drop the text of posts that were removed a week ago; their rows and numbers stay."""
    old = Post.objects.filter(removed_at__lt=clock.now() - KEPT_AFTER_REMOVAL)
    old.exclude(body="").update(body="", body_html="")
