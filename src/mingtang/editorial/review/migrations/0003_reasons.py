"""Reasons stored once, in the log's own table."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0002_reasons"), ("review", "0002_different_people")]

    operations = [
        migrations.RemoveField(model_name="gate", name="reason"),
        migrations.AddField(
            model_name="gate",
            name="reason",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="events.statedreason"),
        ),
    ]
