"""The made-up events of a demonstration."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from accounts.models import User
from community.models import Group
from core import clock
from core.access import viewer_for
from events import actions
from events.models import Event
from search.models import Tag


def seed(people: Mapping[str, User]) -> None:
    """Plan the events that are missing, and let people take part."""
    text = (Path(__file__).parent / "demo" / "events.json").read_text(encoding="utf-8")
    for row in json.loads(text)["events"]:
        if not Event.objects.filter(title_en=row["en"]["title"]).exists():
            words = _words(row, people)
            actions.check_words(words, row["audience"])
            _make(row, words, people)


@transaction.atomic
def _make(row: dict[str, Any], words: Mapping[str, str], people: Mapping[str, User]) -> None:
    zone = ZoneInfo(row["time_zone"])
    day = clock.now().astimezone(zone).date() + timedelta(days=row["starts_in_days"])
    starts = datetime.combine(day, time.fromisoformat(row["start_time"]), zone)
    group = Group.objects.get(slug=row["group"]) if row["group"] else None
    event = Event.objects.create(
        host=people[row["host"]],
        group=group,
        audience=group.inside if group else row["audience"],
        starts_at=starts,
        ends_at=starts + timedelta(minutes=row["duration_minutes"]),
        time_zone=row["time_zone"],
        capacity=row["capacity"],
        speakers=", ".join(people[key].name for key in row["speakers"]),
        **words,
    )
    event.tags.set(Tag.objects.filter(slug__in=row["tags"]))
    actions.follow_planned(event)
    for key in [*row["attending"], *row["waiting"]]:
        actions.register(event=event, by=viewer_for(people[key].pk))


def _words(row: dict[str, Any], people: Mapping[str, User]) -> dict[str, str]:
    words: dict[str, str] = {}
    for language in ("en", "es"):
        interests = [f"{people[i['person']].name}: {i[language]}" for i in row["declared_interests"]]
        words |= {
            f"title_{language}": row[language]["title"],
            f"description_{language}": row[language]["description"].replace("{emergency}", settings.EMERGENCY_NUMBER),
            f"place_{language}": row["place"][language],
            f"interests_{language}": " ".join(interests),
        }
    return words
