"""The round on record: its turns, who rests, how it is made, and a calendar of one's own."""

import datetime
import demur.records.round_terms
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('records', '0019_fits'),
    ]

    operations = [
        migrations.CreateModel(
            name='Rest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('until', models.DateField(null=True)),
                ('why', models.CharField(choices=[('own day', 'own day'), ('stop', 'stop'), ('link sent', 'link sent'), ('promise', 'promise'), ('refused', 'refused'), ('sale', 'sale'), ('peace', 'peace'), ('rule', 'rule')], max_length=10)),
                ('since', models.DateField()),
                ('because', models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('made_at', models.DateTimeField(null=True)),
                ('making_until', models.DateTimeField(null=True)),
                ('by', models.CharField(blank=True, max_length=120)),
                ('minutes', models.PositiveIntegerField(default=0)),
                ('key_minutes', models.PositiveIntegerField(default=0)),
                ('silent', models.PositiveIntegerField(default=0)),
                ('worth_making', models.PositiveIntegerField(default=0)),
                ('resting', models.PositiveIntegerField(default=0)),
                ('stopped', models.PositiveIntegerField(default=0)),
                ('price', models.FloatField(default=0.0)),
                ('minute_price', models.FloatField(default=0.0)),
                ('usual_value', models.FloatField(default=1.0)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('seed', models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='RoundFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='RoundTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key_share', models.FloatField(default=0.25)),
                ('explore', models.FloatField(default=0.05)),
                ('lease_minutes', models.PositiveSmallIntegerField(default=15)),
                ('made_at', models.TimeField(default=datetime.time(5, 30))),
            ],
            options={
                'verbose_name_plural': 'round terms',
            },
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seller', models.CharField(max_length=80, unique=True)),
                ('days', models.JSONField(default=demur.records.round_terms.working_week)),
                ('starts', models.TimeField(default=datetime.time(9, 0))),
                ('ends', models.TimeField(default=datetime.time(17, 0))),
                ('languages', models.JSONField(default=list)),
                ('minutes', models.PositiveSmallIntegerField(default=60)),
            ],
        ),
        migrations.CreateModel(
            name='Turn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ref', models.UUIDField(unique=True)),
                ('at', models.DateTimeField()),
                ('seller', models.CharField(blank=True, max_length=80)),
                ('kind', models.CharField(choices=[('promise', 'promise'), ('call', 'call'), ('explore', 'explore'), ('link', 'link')], max_length=8)),
                ('key', models.BooleanField(default=False)),
                ('language', models.CharField(blank=True, max_length=2)),
                ('worth_minor', models.BigIntegerField(null=True)),
                ('currency', models.CharField(blank=True, max_length=3)),
                ('p_refused', models.FloatField(null=True)),
                ('low', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('p_answer', models.FloatField(null=True)),
                ('propensity', models.FloatField(default=1.0)),
                ('because', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('open', 'open'), ('taken', 'taken'), ('done', 'done'), ('dropped', 'dropped')], default='open', max_length=8)),
                ('taken_by', models.CharField(blank=True, max_length=120)),
                ('taken_at', models.DateTimeField(null=True)),
                ('lease_until', models.DateTimeField(null=True)),
                ('dialled_at', models.DateTimeField(null=True)),
                ('given_back_by', models.CharField(blank=True, max_length=120)),
                ('ended_at', models.DateTimeField(null=True)),
                ('why', models.CharField(blank=True, max_length=12)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='spared',
            name='spared_exit_listed',
        ),
        migrations.AlterField(
            model_name='spared',
            name='exit',
            field=models.CharField(choices=[('plan', 'plan'), ('calls page', 'calls page'), ('dial', 'dial'), ('person page', 'person page'), ('people page', 'people page'), ('inquiry page', 'inquiry page'), ('inquiries file', 'inquiries file'), ('calls file', 'calls file'), ('calendar', 'calendar'), ('contact card', 'contact card'), ('api', 'api'), ('mail', 'mail'), ('sms', 'sms'), ('partner', 'partner'), ('webhook', 'webhook'), ('round', 'round'), ('round page', 'round page'), ('turn', 'turn'), ('turn dial', 'turn dial'), ('round calendar', 'round calendar')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='spared',
            constraint=models.CheckConstraint(condition=models.Q(('exit__in', ['plan', 'calls page', 'dial', 'person page', 'people page', 'inquiry page', 'inquiries file', 'calls file', 'calendar', 'contact card', 'api', 'mail', 'sms', 'partner', 'webhook', 'round', 'round page', 'turn', 'turn dial', 'round calendar'])), name='spared_exit_listed'),
        ),
        migrations.AddField(
            model_name='rest',
            name='contact',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='rest', to='records.contact'),
        ),
        migrations.AddField(
            model_name='roundfeed',
            name='user',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='round_feed', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='roundterms',
            constraint=models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_round_terms'),
        ),
        migrations.AddConstraint(
            model_name='roundterms',
            constraint=models.CheckConstraint(condition=models.Q(('explore__gte', 0), ('explore__lte', 1), ('key_share__gte', 0), ('key_share__lte', 1)), name='round_shares_are_shares'),
        ),
        migrations.AddConstraint(
            model_name='roundterms',
            constraint=models.CheckConstraint(condition=models.Q(('lease_minutes__gt', 0)), name='round_turn_is_held_some_time'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts'))), name='shift_lasts'),
        ),
        migrations.AddField(
            model_name='turn',
            name='attempt',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='turns', to='records.attempt'),
        ),
        migrations.AddField(
            model_name='turn',
            name='contact',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='records.contact'),
        ),
        migrations.AddField(
            model_name='turn',
            name='link',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='records.link'),
        ),
        migrations.AddField(
            model_name='turn',
            name='offer',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='records.offer'),
        ),
        migrations.AddField(
            model_name='turn',
            name='planned',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, to='records.planned'),
        ),
        migrations.AddField(
            model_name='turn',
            name='round',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='turns', to='records.round'),
        ),
        migrations.AddIndex(
            model_name='rest',
            index=models.Index(fields=['until'], name='rest_until'),
        ),
        migrations.AddConstraint(
            model_name='rest',
            constraint=models.CheckConstraint(condition=models.Q(('why__in', ['own day', 'stop', 'link sent', 'promise', 'refused', 'sale', 'peace', 'rule'])), name='rest_why_listed'),
        ),
        migrations.AddIndex(
            model_name='turn',
            index=models.Index(fields=['round', 'state', 'at'], name='turn_next'),
        ),
        migrations.AddIndex(
            model_name='turn',
            index=models.Index(fields=['contact', '-ended_at'], name='turn_contact'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['promise', 'call', 'explore', 'link'])), name='turn_kind_listed'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'taken', 'done', 'dropped'])), name='turn_state_listed'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.UniqueConstraint(fields=('round', 'contact'), name='turn_once_a_day'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'taken')), fields=('contact',), name='turn_in_one_hand'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'taken'), _negated=True), models.Q(models.Q(('taken_by', ''), _negated=True), ('lease_until__isnull', False)), _connector='OR'), name='turn_taken_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='turn',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'dropped'), _negated=True), models.Q(('why', ''), _negated=True), _connector='OR'), name='turn_dropped_says_why'),
        ),
    ]
