from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [("obligations", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("obligation", "obligations_obligation_once_per_opening"),
        migrations.RemoveConstraint("obligation", "obligations_obligation_once_per_period"),
        migrations.RemoveIndex("obligation", "obligations_case"),
        migrations.RenameField("obligation", "case", "promise_key"),
        migrations.AlterField(
            "obligation", "promise_key", models.CharField(max_length=200, verbose_name="事项标识")
        ),
        migrations.AddIndex(
            "obligation",
            models.Index(fields=["promise_key", "state"], name="obligations_promise_key"),
        ),
        migrations.AddConstraint(
            "obligation",
            models.UniqueConstraint(
                fields=["opened_position", "rule_id", "promise_key", "opened_unit"],
                condition=Q(opened_position__isnull=False),
                name="obligations_obligation_once_per_opening",
            ),
        ),
        migrations.AddConstraint(
            "obligation",
            models.UniqueConstraint(
                fields=["rule_id", "promise_key", "period_first"],
                condition=Q(period_first__isnull=False),
                name="obligations_obligation_once_per_period",
            ),
        ),
        migrations.RemoveConstraint("obligationmark", "obligations_mark_once_per_case"),
        migrations.RemoveIndex("obligationmark", "obligations_mark_case_time"),
        migrations.RenameField("obligationmark", "case", "promise_key"),
        migrations.AddIndex(
            "obligationmark",
            models.Index(fields=["promise_key", "recorded_at"], name="obligations_mark_key_time"),
        ),
        migrations.AddConstraint(
            "obligationmark",
            models.UniqueConstraint(
                fields=["promise_key", "position"], name="obligations_mark_once_per_key"
            ),
        ),
        migrations.RemoveConstraint("quotacase", "obligations_quotacase_once"),
        migrations.RenameField("quotacase", "case", "promise_key"),
        migrations.RenameModel("QuotaCase", "OwnQuota"),
        migrations.AddConstraint(
            "ownquota",
            models.UniqueConstraint(
                fields=["code", "promise_key"], name="obligations_ownquota_once"
            ),
        ),
    ]
