"""The numbers of topics and the log of what happened in them; no text lives here, only types and ids."""

from __future__ import annotations

from django.db import models

from core.clock import now


class Topic(models.Model):
    """A numbered stream of frames. Its name is the audience token of everything in it."""

    name = models.CharField(max_length=80, unique=True)
    seq = models.BigIntegerField(default=0)

    class Meta:
        app_label = "core"

    def __str__(self) -> str:
        return f"{self.name} at {self.seq}"


class TopicFrame(models.Model):
    """One entry of a topic's log: a type and ids, from which the frame is rendered when it is sent.

    The topic is a plain name and no key, so that writing an entry costs one statement and no look-up.
    """

    topic = models.CharField(max_length=80)
    seq = models.BigIntegerField()
    type = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    created = models.DateTimeField(default=now, db_index=True)

    class Meta:
        app_label = "core"
        constraints = (models.UniqueConstraint(fields=("topic", "seq"), name="core_topicframe_topic_seq"),)

    def __str__(self) -> str:
        return f"{self.topic} {self.seq} {self.type}"
