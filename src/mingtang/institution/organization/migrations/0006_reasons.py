"""Reasons stored once, in the log's own table."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0002_reasons"), ("organization", "0005_sealed_contacts")]

    operations = [
        migrations.RemoveField(model_name="delegation", name="reason"),
        migrations.AddField(
            model_name="delegation",
            name="reason",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="events.statedreason", verbose_name="原因"),
        ),
    ]
