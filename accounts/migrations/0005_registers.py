"""Registers: how they are asked, lines of their files, what they say of applications."""

import core.clock
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0004_licence_states'),
    ]

    operations = [
        migrations.CreateModel(
            name='Register',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, unique=True, verbose_name='Name')),
                ('kind', models.CharField(choices=[('file', 'A file with a line for each licence (CSV)'), ('fhir', 'Over the network (FHIR Practitioner)'), ('domain', 'E-mail addresses of an institution')], max_length=8, verbose_name='How it is asked')),
                ('country', models.CharField(blank=True, max_length=60, verbose_name='Country')),
                ('active', models.BooleanField(default=True, verbose_name='In use')),
                ('url', models.CharField(blank=True, max_length=200, verbose_name='Address')),
                ('system', models.CharField(blank=True, max_length=200, verbose_name='System of its numbers')),
                ('domains', models.TextField(blank=True, max_length=2000, verbose_name='Domains')),
                ('columns', models.JSONField(default=dict)),
                ('edition', models.PositiveIntegerField(default=0)),
                ('entries_count', models.PositiveIntegerField(default=0)),
                ('problems', models.JSONField(default=list)),
                ('problem_count', models.PositiveIntegerField(default=0)),
                ('waiting_path', models.CharField(blank=True, max_length=64)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('digest', models.CharField(blank=True, max_length=64)),
            ],
            options={
                'ordering': ('name',),
            },
        ),
        migrations.CreateModel(
            name='RegisterAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(choices=[('waiting', 'Not asked yet'), ('match', 'Says the same'), ('mismatch', 'Says something else'), ('missing', 'Does not know it'), ('away', 'Does not answer')], default='waiting', max_length=8)),
                ('detail', models.CharField(blank=True, max_length=40)),
                ('said', models.CharField(blank=True, max_length=200)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('at', models.DateTimeField(default=core.clock.now)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='accounts.application')),
                ('register', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.register')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('application', 'register'), name='register_answer_once')],
            },
        ),
        migrations.CreateModel(
            name='RegisterEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('edition', models.PositiveIntegerField()),
                ('number', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=200)),
                ('in_force', models.BooleanField(default=True)),
                ('until', models.DateField(blank=True, null=True)),
                ('register', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='accounts.register')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('register', 'edition', 'number'), name='register_entry_once')],
            },
        ),
    ]

