"""Reasons in rows of their own; the chain seals their digests: its second format."""

import django.db.models.deletion
from django.core.management.base import CommandError
from django.db import migrations, models

from mingtang.spine.events.guards import remove_guards


def refuse_the_first_format(apps, schema_editor):
    """Events of the first format sealed the words themselves; nothing can be erased from them."""
    if apps.get_model("events", "Event").objects.using(schema_editor.connection.alias).exists():
        raise CommandError(
            "数据库中的事件日志是旧格式，本版本不能沿用：请在新的数据目录（MINGTANG_HOME）或新的数据库中安装。"
        )
    remove_guards(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [
        migrations.RunPython(refuse_the_first_format, migrations.RunPython.noop),
        migrations.CreateModel(
            name="StatedReason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(blank=True)),
                ("salt", models.CharField(blank=True, max_length=32)),
                ("digest", models.CharField(max_length=64)),
                ("erased_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "理由",
                "verbose_name_plural": "理由",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("erased_at__isnull", True), ("salt__gt", ""), ("text__gt", "")),
                            models.Q(("erased_at__isnull", False), ("salt", ""), ("text", "")),
                            _connector="OR",
                        ),
                        name="events_reason_whole_or_erased",
                    )
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="event", name="events_event_other_time_has_reason"),
        migrations.RemoveField(model_name="event", name="reason"),
        migrations.AddField(
            model_name="event",
            name="reason",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="events.statedreason",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="reason_digest",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("occurred_at", models.F("recorded_at")),
                    models.Q(("occurred_at__lt", models.F("recorded_at")), ("reason_digest__gt", "")),
                    _connector="OR",
                ),
                name="events_event_other_time_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason__isnull", True), ("reason_digest", "")),
                    models.Q(("reason__isnull", False), ("reason_digest__gt", "")),
                    _connector="OR",
                ),
                name="events_event_reason_has_digest",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("reason__isnull", False)),
                fields=["reason"],
                name="events_event_reason",
            ),
        ),
    ]
