"""A licence has no queue any more; apart from the move of rows, which PostgreSQL wants committed first."""

from django.db import migrations, models

LICENCE_STATES = [
    ("verified", "Verified"),
    ("expired", "Run out"),
    ("suspended", "On hold"),
    ("revoked", "Taken back"),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_verification")]

    operations = [
        migrations.RemoveIndex("licence", "licence_queue"),
        migrations.RemoveField("licence", "applied_at"),
        migrations.AlterField(
            "licence", "state", models.CharField(choices=LICENCE_STATES, default="verified", max_length=10)
        ),
        migrations.AddIndex("licence", models.Index(fields=["state", "expires_at"], name="licence_end")),
        migrations.AddIndex("licence", models.Index(fields=["state", "recheck_at", "id"], name="licence_recheck")),
        migrations.AddIndex("licence", models.Index(fields=["state", "-verified_at", "-id"], name="licence_list")),
    ]
