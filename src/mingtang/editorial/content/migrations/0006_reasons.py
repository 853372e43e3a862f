"""Reasons stored once, in the log's own table."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0002_reasons"), ("content", "0005_revision_files")]

    operations = [
        migrations.RemoveField(model_name="articlestatus", name="reason"),
        migrations.AddField(
            model_name="articlestatus",
            name="reason",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="events.statedreason"),
        ),
        migrations.RemoveField(model_name="placement", name="reason"),
        migrations.AddField(
            model_name="placement",
            name="reason",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="events.statedreason"),
        ),
    ]
