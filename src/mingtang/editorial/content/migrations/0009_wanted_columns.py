from typing import Any

from django.db import migrations, models


def copy_rows(apps: Any, schema_editor: Any) -> None:
    """Store each proposed column as a row; one that is gone is left out."""
    article = apps.get_model("content", "Article")
    known = set(apps.get_model("gov_sites", "Column").objects.values_list("pk", flat=True))
    rows = article.wanted_columns.through
    for pk, wanted in article.objects.exclude(listed=[]).values_list("pk", "listed").iterator():
        found = [column for column in dict.fromkeys(wanted) if column in known]
        rows.objects.bulk_create(rows(article_id=pk, column_id=column) for column in found)


class Migration(migrations.Migration):
    dependencies = [("content", "0008_sorted_lists"), ("gov_sites", "0001_initial")]

    operations = [
        migrations.RenameField("article", "wanted_columns", "listed"),
        migrations.AddField(
            "article",
            "wanted_columns",
            models.ManyToManyField(
                "gov_sites.Column", blank=True, verbose_name="拟发栏目", related_name="+"
            ),
        ),
        migrations.RunPython(copy_rows, migrations.RunPython.noop),
        migrations.RemoveField("article", "listed"),
    ]
