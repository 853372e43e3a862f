from typing import Any

import mingtang.spine.vault.fields
from django.db import migrations, models
from django.db.models import F, Func


def seal_authors(apps: Any, schema_editor: Any) -> None:
    """Seal the names that are there, and make the numbers findable."""
    rows = apps.get_model('submission', 'Submission').objects
    index = rows.model._meta.get_field('phone_index')
    # As the database has it: the column itself would be opened on the way out.
    plain = Func(F('author'), template='%(expressions)s', output_field=models.TextField())
    found = rows.annotate(plain=plain).order_by('pk').values_list('pk', 'plain', 'phone')
    for pk, author, phone in found.iterator(500):
        rows.filter(pk=pk).update(author=author, phone_index=index.digest_of(phone))


class Migration(migrations.Migration):

    dependencies = [
        ('submission', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='contact_erased_at',
            field=models.DateTimeField(null=True, verbose_name='联系人删除时间'),
        ),
        migrations.AddField(
            model_name='submission',
            name='phone_index',
            field=mingtang.spine.vault.fields.BlindIndexField(blank=True, db_index=True, editable=False, max_length=64, normal='phone', source='phone'),
        ),
        migrations.AlterField(
            model_name='submission',
            name='author',
            field=mingtang.spine.vault.fields.EncryptedTextField(blank=True, purpose='submission.contact', verbose_name='作者'),
        ),
        migrations.RunPython(seal_authors, elidable=True),
    ]
