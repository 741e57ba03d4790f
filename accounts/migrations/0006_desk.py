"""Reports for moderators, and why failed work was tried again or let go."""

import core.clock
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0005_registers'),
    ]

    operations = [
        migrations.CreateModel(
            name='WorkDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.BigIntegerField()),
                ('task', models.CharField(max_length=160)),
                ('verb', models.CharField(max_length=8)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField(default=core.clock.now)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(db_index=True, editable=False, max_length=80)),
                ('target', models.CharField(max_length=80)),
                ('snapshot', models.JSONField(default=list)),
                ('reason', models.CharField(choices=[('patient', 'A patient could be recognised'), ('false', 'Not who they say they are'), ('harm', 'Advice that does harm'), ('abuse', 'Insults or threats'), ('spam', 'Advertising'), ('other', 'Something else')], max_length=8, verbose_name='What is wrong')),
                ('words', models.CharField(blank=True, max_length=1000, verbose_name='In your words')),
                ('state', models.CharField(choices=[('open', 'Open'), ('dismissed', 'Nothing to do'), ('warned', 'The person was told'), ('suspended', 'The person was shut out')], default='open', max_length=10)),
                ('version', models.PositiveIntegerField(default=0)),
                ('created', models.DateTimeField(default=core.clock.now)),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision', models.CharField(blank=True, max_length=300)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('reporter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'created', 'id'], name='report_queue')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('reporter', 'target'), name='report_one_open')],
            },
        ),
    ]

