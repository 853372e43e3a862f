import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0002_reasons"),
        ("gov_sites", "0001_initial"),
    ]

    operations = [
        # Not altered: a text cannot be cast to a key of a row. Nothing is installed that has one.
        migrations.RemoveField("siteapproval", "reason"),
        migrations.AddField(
            "siteapproval",
            "reason",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="events.statedreason",
                verbose_name="事由",
            ),
        ),
    ]
