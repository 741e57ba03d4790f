"""What narrows groups, memberships, threads and posts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.verification.trust import related
from community.enums import MemberRole, MemberState
from core import clock
from core.access import VisibleQuerySet

if TYPE_CHECKING:
    from datetime import datetime

    from community.models import Group, Membership, Post, Thread  # noqa: F401 - named in bases as text
    from core.access import Viewer


class MembershipQuerySet(QuerySet["Membership", "Membership"]):
    """People and groups."""

    def in_force(self, now: datetime | None = None) -> Self:
        """Those who are in at this moment: accepted, and not past their end date."""
        return self.filter(state=MemberState.ACTIVE).filter(Q(until=None) | Q(until__gt=now or clock.now()))

    def of(self, viewer: Viewer, group: Group) -> Membership | None:
        """The viewer's own standing in a group, whatever it is."""
        return self.filter(user_id=viewer.user_id, group=group).first() if viewer.user_id is not None else None

    def moderators(self) -> Self:
        """Those who moderate."""
        return self.filter(role=MemberRole.MODERATOR)

    def with_people(self) -> Self:
        """Fetch what a list of members shows, in one query."""
        return self.select_related(*related("user"))


class GroupQuerySet(VisibleQuerySet["Group"]):
    """Groups as they are listed."""

    def joined_by(self, user_id: int) -> Self:
        """Groups in which the person is a member now."""
        from community.models import Membership  # noqa: PLC0415 - models are made of these querysets

        return self.filter(pk__in=Membership.objects.in_force().filter(user_id=user_id).values("group_id"))

    def with_member_count(self) -> Self:
        """Add `member_count`, the number of members at this moment."""
        from community.models import Membership  # noqa: PLC0415 - models are made of these querysets

        members = Membership.objects.in_force().filter(group_id=OuterRef("pk")).order_by().values("group_id")
        counted = members.annotate(n=Count("pk")).values("n")
        return self.annotate(member_count=Coalesce(Subquery(counted, output_field=IntegerField()), 0))


class ThreadQuerySet(VisibleQuerySet["Thread"]):
    """Threads as they are listed."""

    def with_read_mark(self, user_id: int | None) -> Self:
        """Add `read_to`, the last number that the person has read, 0 if none."""
        from community.models import ReadMark  # noqa: PLC0415 - models are made of these querysets

        mark = ReadMark.objects.filter(user_id=user_id or 0, thread_id=OuterRef("pk")).values("last_number")[:1]
        return self.annotate(read_to=Coalesce(Subquery(mark), 0))

    def with_unread(self, user_id: int | None) -> Self:
        """Add `unread`: posts of other people numbered above the last one read."""
        from community.models import Post  # noqa: PLC0415 - models are made of these querysets

        others = Post.objects.filter(thread_id=OuterRef("pk"), removed_at=None, number__gt=OuterRef("read_to"))
        counted = others.exclude(author_id=user_id).order_by().values("thread_id").annotate(n=Count("pk")).values("n")
        unread = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
        return self.with_read_mark(user_id).annotate(unread=unread)

    def with_something_new(self, user_id: int) -> Self:
        """Threads with anything unread. The first condition keeps read threads cheap."""
        return self.with_unread(user_id).filter(last_number__gt=F("read_to"), unread__gt=0)

    def for_list(self) -> Self:
        """Fetch what a row of the list shows, in one query."""
        return self.select_related("group", "author", "last_post__author")


class PostQuerySet(VisibleQuerySet["Post"]):
    """Posts as they are read."""

    def standing(self) -> Self:
        """Posts that nobody removed."""
        return self.filter(removed_at=None)

    def for_reading(self) -> Self:
        """Fetch what a message shows, in one query."""
        return self.select_related(*related("author"), "reply_to__author")
