"""Applications part from licences: what waited or was refused becomes an application."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.clock

PROFESSIONS = [
    ("physician", "Physician"),
    ("dentist", "Dentist"),
    ("pharmacist", "Pharmacist"),
    ("psychologist", "Psychologist"),
    ("midwife", "Midwife"),
    ("nurse", "Nurse"),
]
APPLICATION_STATES = [
    ("applied", "Waiting for a check"),
    ("in_review", "In review"),
    ("more_needed", "More is needed"),
    ("verified", "Verified"),
    ("refused", "Not verified"),
    ("withdrawn", "Withdrawn"),
]

def part(apps, schema_editor):
    """Move what was never verified, and say of the rest since when it is."""
    Licence = apps.get_model("accounts", "Licence")
    Application = apps.get_model("accounts", "Application")
    for licence in Licence.objects.filter(state__in=("applied", "refused")).order_by("pk"):
        application = Application.objects.create(
            audience="verification:0",
            user_id=licence.user_id,
            specialty_id=licence.specialty_id,
            country=licence.country,
            number=licence.number,
            state=licence.state,
            applied_at=licence.applied_at,
            changed_at=licence.decided_at or licence.applied_at,
            decided_at=licence.decided_at,
            reason=licence.reason,
        )
        Application.objects.filter(pk=application.pk).update(audience=f"verification:{application.pk}")
        licence.delete()
    for licence in Licence.objects.all():
        licence.verified_at = licence.decided_at or licence.applied_at
        licence.save(update_fields=["verified_at"])


def join(apps, schema_editor):
    """Back: who has an application and no licence gets the row that says so."""
    Licence = apps.get_model("accounts", "Licence")
    Application = apps.get_model("accounts", "Application")
    known = set(Licence.objects.values_list("user_id", flat=True))
    for application in Application.objects.exclude(state__in=("verified", "withdrawn")).order_by("-pk"):
        if application.user_id not in known:
            known.add(application.user_id)
            Licence.objects.create(
                user_id=application.user_id,
                specialty_id=application.specialty_id,
                country=application.country,
                number=application.number,
                state="refused" if application.state == "refused" else "applied",
                applied_at=application.applied_at,
                decided_at=application.decided_at,
                reason=application.reason,
            )


def credentials():
    """The columns that applications and licences share."""
    return [
        (
            "profession",
            models.CharField(choices=PROFESSIONS, default="physician", max_length=16, verbose_name="Profession"),
        ),
        (
            "second_specialty",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.specialty",
                verbose_name="Second specialty",
            ),
        ),
        ("registry", models.CharField(blank=True, max_length=120, verbose_name="Register")),
    ]


def key(target, name="+", **options):
    """A key that goes with its row."""
    return models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name=name, to=target, **options)


def own_id():
    """The primary key."""
    return (
        "id",
        models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
    )


SPECIALTY = models.ForeignKey(
    on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.specialty", verbose_name="Specialty"
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_signin")]

    operations = [
        migrations.CreateModel(
            name="Application",
            fields=[
                own_id(),
                ("audience", models.CharField(db_index=True, editable=False, max_length=80)),
                *credentials(),
                ("specialty", SPECIALTY),
                ("country", models.CharField(max_length=60, verbose_name="Country")),
                ("number", models.CharField(max_length=60, verbose_name="Licence number")),
                ("user", key(settings.AUTH_USER_MODEL, "applications")),
                ("state", models.CharField(choices=APPLICATION_STATES, default="applied", max_length=12)),
                ("version", models.PositiveIntegerField(default=0)),
                ("applied_at", models.DateTimeField(default=core.clock.now)),
                ("changed_at", models.DateTimeField(default=core.clock.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["state", "applied_at", "id"], name="application_queue"),
                    models.Index(fields=["decided_at"], name="application_decided"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("applied", "in_review", "more_needed"))),
                        fields=("user",),
                        name="application_one_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                own_id(),
                ("application", key("accounts.application", "approvals")),
                ("verifier", key(settings.AUTH_USER_MODEL)),
                ("at", models.DateTimeField(default=core.clock.now)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("application", "verifier"), name="approval_once")],
            },
        ),
        migrations.CreateModel(
            name="Conflict",
            fields=[
                own_id(),
                ("verifier", key(settings.AUTH_USER_MODEL)),
                ("person", key(settings.AUTH_USER_MODEL)),
                ("declared_at", models.DateTimeField(default=core.clock.now)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("verifier", "person"), name="conflict_once")],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                own_id(),
                ("audience", models.CharField(db_index=True, editable=False, max_length=80)),
                ("application", key("accounts.application", "evidence")),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("content_type", models.CharField(max_length=40)),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("path", models.CharField(max_length=64)),
                ("created", models.DateTimeField(default=core.clock.now)),
            ],
            options={"abstract": False},
        ),
        *(migrations.AddField("licence", name, field) for name, field in credentials()),
        migrations.AddField("licence", "recheck_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("licence", "reminded", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField("licence", "verified_at", models.DateTimeField(default=core.clock.now)),
        migrations.AddField("licence", "version", models.PositiveIntegerField(default=0)),
        migrations.AlterField("licence", "specialty", SPECIALTY),
        migrations.RunPython(part, join),
    ]
