"""The English name of a unit, for sites in a foreign language."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organization", "0006_reasons")]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="english_name",
            field=models.CharField(blank=True, max_length=160, verbose_name="英文名称"),
        ),
    ]
