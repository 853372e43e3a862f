"""Words of placements and of the day of an event, as offices write them."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('content', '0012_table_labels'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='placement',
            options={'verbose_name': '栏目推送', 'verbose_name_plural': '栏目推送'},
        ),
        migrations.AlterField(
            model_name='article',
            name='happened_on',
            field=models.DateField(blank=True, null=True, verbose_name='事件发生日期'),
        ),
        migrations.AlterField(
            model_name='placement',
            name='state',
            field=models.CharField(choices=[('offered', '待接收'), ('accepted', '已接收'), ('refused', '不予采用'), ('withdrawn', '已撤回')], default='offered', max_length=20, verbose_name='栏目推送状态'),
        ),
        migrations.AlterField(
            model_name='release',
            name='happened_on',
            field=models.DateField(blank=True, null=True, verbose_name='事件发生日期'),
        ),
    ]
