"""One world with a canary in everything: made by the apps' own actions, then changed by them."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from PIL import Image as Picture

from accounts import actions as people_actions
from accounts.desk import actions as desk
from accounts.desk.enums import ReportReason
from accounts.enums import CardAudience, RoleName
from accounts.models import Licence, Specialty, User
from accounts.signin.store import SessionStore
from accounts.verification import actions as verification
from accounts.verification.actions import keeping
from accounts.verification.enums import RegisterKind
from community import actions, texts
from community.enums import Level, ThreadKind
from community.models import Group, Membership, Post, Thread
from core import clock
from core.access import Viewer, viewer_for
from core.files import keep_private
from core.imaging import CleanResult, clean_image_bytes
from events import actions as event_actions
from events.models import Event
from search.models import Tag
from tests.people import Person, make_person
from tests.policy import clinic, library
from tests.policy.table import LEFT, PHYSICIANS, ROLES, finds

if TYPE_CHECKING:
    from tests.policy.marks import Marks

_STAFF: Final = {
    "editor": (RoleName.EDITOR,),
    "reviewer": (RoleName.REVIEWER,),
    "verifier": (RoleName.VERIFIER,),
    "moderator": (RoleName.MODERATOR,),
    "administrator": (RoleName.ADMIN,),
}
_LEVELS: Final = {
    "open": Level.OPEN,
    "restricted": Level.RESTRICTED,
    "closed": Level.CLOSED,
    "secret": Level.SECRET,
    "turned": Level.OPEN,
}
# Understood here and nowhere else: `thing=audience`, a row that is written with a wrong audience, past all actions,
# to see that the matrix notices.
PLANTED_FAULT: Final = "POLICY_PLANTED_FAULT"


@dataclass(slots=True)
class World:
    """Everything that was made, by the names of the table."""

    marks: Marks
    people: dict[str, Person] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    feeds: dict[str, str] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    tag: str = ""

    def viewer(self, role: str) -> Viewer:
        """Grants of a role as they are at this moment."""
        return viewer_for(self.people[role].id)

    def things_made(self) -> frozenset[str]:
        """Things of the table that exist by now."""
        return frozenset(thing for thing, _part in self.marks.planted.values()) | self.things.keys()


def build(marks: Marks) -> World:
    """Make the world as it is before the changes."""
    world = World(marks)
    _people(world)
    _profile(world)
    world.tag = _tag().slug
    library.build(world)
    _groups(world)
    _discussions(world)
    _files(world)
    _events(world)
    clinic.build(world)
    _plant_fault(world)
    return world


# --- people -------------------------------------------------------------------------------------


def _people(world: World) -> None:
    for role in ROLES:
        if role != "anonymous":
            verified = role in PHYSICIANS | LEFT
            world.people[role] = make_person(role, verified=verified, roles=_STAFF.get(role, ()))
            world.sessions[role] = _session(world.people[role].user)
    patient = world.people["patient"].user
    patient.name = f"Pat {world.marks.canary('name-of-a-patient', 'name')}"
    patient.save(update_fields=["name"])
    _application(world)
    _report(world)


def _session(user: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store["account_authentication_methods_user"] = str(user.pk)
    store["account_authentication_methods"] = _proved_now()
    store.create()
    return str(store.session_key)


def confirm(world: World, role: str) -> None:
    """As if they had just proved who they are, if they are signed in still: weighty pages ask every ten minutes."""
    store = SessionStore(world.sessions.get(role))
    if store.session_key and store.exists(store.session_key):
        store["account_authentication_methods"] = _proved_now()
        store.save()


def _proved_now() -> list[dict[str, object]]:
    return [{"method": "password", "at": clock.now().timestamp()}]


def _application(world: World) -> None:
    """Two applications with their pictures, one of which is decided in the middle of the run, and a licence."""
    for thing, picture, role in (
        ("application", "evidence", "unverified"),
        ("decided-application", "decided-evidence", "editor"),
    ):
        facts = verification.Facts(
            specialty=Specialty.objects.get(slug="cardiology"),
            country=world.marks.canary(thing, "country"),
            registry=world.marks.canary(thing, "register"),
            number=world.marks.canary(thing, "number"),
        )
        image = noise(world.marks)
        world.marks.bytes_of(picture, image.data)
        made = verification.apply(facts=facts, images=[image], by=world.viewer(role))
        world.things[thing], world.things[picture] = made, made.evidence.get()
    kept = {"name": world.marks.canary("register", "name"), "kind": RegisterKind.DOMAIN, "domains": "hospital.test"}
    register = keeping.save_register(register=None, values=kept, by=world.viewer("administrator"))
    world.things["register"] = register
    licence = Licence.objects.get(user=world.people["host"].user)
    licence.number = world.marks.canary("licence", "number")
    licence.save(update_fields=["number"])
    world.things["licence"] = licence


def _report(world: World) -> None:
    """A report with a copy of something; the person reported never sees it."""
    world.things["report"] = desk.report(
        person=world.people["host"].user,
        target="person:host",
        snapshot=[{"label": "bio", "text": world.marks.canary("report", "copy")}],
        reason=ReportReason.OTHER,
        words=world.marks.canary("report", "words"),
        by=world.viewer("patient"),
    )


def noise(marks: Marks) -> CleanResult:
    """A picture of its own noise, so that its bytes exist once."""
    buffer = BytesIO()
    pixels = bytes(marks.chance.randrange(256) for _ in range(24 * 24))
    Picture.frombytes("L", (24, 24), pixels).save(buffer, "PNG")
    return clean_image_bytes(buffer.getvalue())


def _profile(world: World) -> None:
    """A profile of which everybody, members, physicians and nobody see one part each."""
    host, marks = world.people["host"].user, world.marks
    facts = {
        "place": marks.words("public-card", "place"),
        "institution": marks.words("member-card", "institution"),
        "bio": marks.words("physician-card", "bio"),
        "spoken": marks.words("hidden-part-of-profile", "languages"),
    }
    shown = (CardAudience.PUBLIC, CardAudience.MEMBER, CardAudience.PHYSICIAN, CardAudience.NOBODY)
    people_actions.update_profile(
        person=host, name=host.name, facts=facts, shown_to=dict(zip(facts, shown, strict=True)), by=world.viewer("host")
    )


def _tag() -> Tag:
    """A word of the vocabulary, which is public; what carries it is not."""
    tag: Tag = Tag.objects.create(slug="heart", name_en="Heart", name_es="Corazón")
    return tag


# --- groups -------------------------------------------------------------------------------------


def _groups(world: World) -> None:
    for name, level in _LEVELS.items():
        thing = "group-turned-secret" if name == "turned" else f"{name}-listing"
        group = actions.create_group(
            name=world.marks.words(thing, "name"),
            about=world.marks.words(thing, "about"),
            language="en",
            level=level,
            specialty=None,
            by=world.viewer("group_moderator"),
        )
        world.groups[name] = world.things[thing] = group
        for role in ("member", *sorted(LEFT), *(["case_owner"] if name == "closed" else [])):
            _admit(world, group, role)
    invited = world.people["invited"].user
    actions.invite(group=world.groups["secret"], person=invited, by=world.viewer("group_moderator"))


def _admit(world: World, group: Group, role: str) -> None:
    invitation = actions.invite(group=group, person=world.people[role].user, by=world.viewer("group_moderator"))
    actions.accept_invitation(membership=invitation, by=world.viewer(role))


def _checked(words: str) -> texts.CheckedText:
    """The words are made here, so they pass no check for patient details."""
    return texts.CheckedText(words, f"<p>{words}</p>")


def _thread(world: World, group: str, thing: str, role: str = "member") -> Thread:
    thread = actions.start_thread(
        group=world.groups[group],
        title=texts.CheckedTitle(world.marks.words(thing, "title")),
        kind=ThreadKind.DISCUSSION,
        text=_checked(world.marks.words(thing, "first post")),
        key=uuid.uuid4(),
        tags=Tag.objects.all(),
        by=world.viewer(role),
    )
    world.things[thing] = thread
    return thread


def _post(world: World, thread: Thread, thing: str, *, reply_to: Post | None = None, role: str = "member") -> Post:
    text = _checked(world.marks.words(thing, "body"))
    post = actions.create_post(thread=thread, text=text, key=uuid.uuid4(), by=world.viewer(role), reply_to=reply_to)
    world.things[thing] = post
    return post


def _discussions(world: World) -> None:
    for level in ("open", "restricted", "closed", "secret"):
        _post(world, _thread(world, level, f"{level}-thread"), f"{level}-post")
    _thread(world, "turned", "thread-turned-secret")
    closed = world.things["closed-thread"]
    _post(world, closed, "removed-post")
    _post(world, closed, "words-before-an-edit")
    asked = _thread(world, "closed", "notice-of-reply")
    for role in ("member", "removed_member"):
        first = _plain_post(world, asked, role)
        _plain_post(world, asked, "group_moderator", reply_to=first)


def _plain_post(world: World, thread: Thread, role: str, reply_to: Post | None = None) -> Post:
    text = _checked("A question without a mark.")
    return actions.create_post(thread=thread, text=text, key=uuid.uuid4(), by=world.viewer(role), reply_to=reply_to)


# --- files and events -----------------------------------------------------------------------------


@transaction.atomic
def _files(world: World) -> None:
    audiences = {"group-file": world.groups["closed"].inside, "own-file": f"user:{world.people['member'].id}"}
    for thing, audience in audiences.items():
        data = world.marks.canary(thing, "bytes").encode()
        name = f"{world.marks.canary(thing, 'file name')}.txt"
        world.things[thing] = keep_private(data, audience=audience, name=name, content_type="text/plain")
    world.things["own-topic"] = world.people["member"]


def _events(world: World) -> None:
    group = world.groups["closed"]
    _event(world, "public-event", "editor", "public")
    _event(world, "physician-event", "host", "physician")
    _event(world, "group-event", "group_moderator", group.inside, group)
    for role in world.people:
        world.feeds[role] = event_actions.feed_of(by=world.viewer(role)).token


def _event(world: World, thing: str, role: str, audience: str, group: Group | None = None) -> Event:
    parts = ("title", "description", "place")
    starts = clock.now() + timedelta(days=30)
    event = event_actions.plan_event(
        words={f"{part}_en": world.marks.words(thing, part) for part in parts},
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        time_zone="UTC",
        audience=audience,
        group=group,
        tags=Tag.objects.all(),
        by=world.viewer(role),
    )
    world.things[thing] = event
    for reader in sorted(finds(thing, "own feed", before=True) & world.people.keys()):
        event_actions.register(event=event, by=world.viewer(reader))
    return event


# --- what changes in the middle of the run ----------------------------------------------------------


def change(world: World) -> None:
    """Put people out, shut one out of the site, take back a licence, an article, a post and words; close a group."""
    moderator = world.viewer("group_moderator")
    for group in world.groups.values():
        membership = Membership.objects.get(group=group, user=world.people["removed_member"].user)
        actions.remove_member(membership=membership, by=moderator)
    people_actions.suspend(person=world.people["suspended"].user, by=world.viewer("moderator"))
    licence = Licence.objects.get(user=world.people["former_physician"].user)
    verifier = world.viewer("verifier")
    verification.revoke_licence(licence=licence, version=0, by=verifier, reason="Withdrawn by the register.")
    decided = world.things["decided-application"]
    verification.refuse(application=decided, version=0, by=verifier, reason="Not on the register.")
    world.groups["turned"] = actions.change_level(group=world.groups["turned"], level=Level.SECRET, by=moderator)
    actions.remove_post(post=world.things["removed-post"], by=moderator)
    edited = world.things["words-before-an-edit"]
    actions.edit_post(post=edited, text=_checked("Other words."), by=world.viewer("member"))
    library.withdraw(world)
    clinic.withdraw(world)


def write_later(world: World) -> None:
    """A post that is written while sockets listen."""
    thread = Thread.objects.select_related("group").get(pk=world.things["closed-thread"].pk)
    _post(world, thread, "later-post")


def _plant_fault(world: World) -> None:
    for thing, audience in (pair.split("=") for pair in os.environ.get(PLANTED_FAULT, "").split(",") if pair):
        row = world.things[thing]
        type(row).objects.filter(pk=row.pk).update(audience=audience)


__all__ = ["PLANTED_FAULT", "World", "build", "change", "write_later"]
