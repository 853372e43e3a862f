"""Reasons stored once, in the log's own table."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("events", "0002_reasons"), ("submission", "0002_stand_ins")]

    operations = [
        migrations.RemoveField(model_name="submission", name="reason"),
        migrations.AddField(
            model_name="submission",
            name="reason",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="events.statedreason", verbose_name="理由"),
        ),
        migrations.RemoveField(model_name="approvalstep", name="reason"),
        migrations.AddField(
            model_name="approvalstep",
            name="reason",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="events.statedreason"),
        ),
    ]
