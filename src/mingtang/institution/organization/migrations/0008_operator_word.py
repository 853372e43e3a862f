"""The word for operators of new-media accounts."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organization', '0007_english_name'),
    ]

    operations = [
        migrations.AlterField(
            model_name='postholding',
            name='post',
            field=models.CharField(choices=[('information_officer', '信息员'), ('leader_in_charge', '分管领导'), ('principal_leader', '主要领导'), ('secrecy_reviewer', '保密审查员'), ('site_editor', '网站编辑'), ('desk', '编辑部'), ('liaison_officer', '联络员'), ('account_operator', '新媒体账号运营员'), ('duty_officer', '值班员'), ('security_officer', '安全员'), ('assessor', '考核员'), ('platform_operator', '平台管理员'), ('auditor', '审计员'), ('contractor', '外包人员')], max_length=30, verbose_name='岗位'),
        ),
    ]
