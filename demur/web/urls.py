"""Every address, with the name under which `web.access` says who may use it."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from demur.web import (
    calls,
    cards,
    contact_rules,
    decline,
    decline_code,
    desk,
    inquiries,
    offer,
    peace_deeds,
    people,
    person_data,
    policy,
    policy_closed,
    policy_draft,
    policy_example,
    policy_replay,
    policy_signing,
    policy_withdrawal,
    regrets,
    replies,
    same_person,
    sign_in,
    texts,
)
from demur.web.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", sign_in.home, name="home"),
    path("healthz", sign_in.healthz, name="healthz"),
    path("sign-in", sign_in.sign_in, name="sign-in"),
    re_path(
        r"^sign-in/(?P<token>[A-Za-z0-9_-]{1,100})$", sign_in.sign_in_link, name="sign-in-link"
    ),
    path("sign-out", sign_in.sign_out, name="sign-out"),
    path("account", sign_in.account, name="account"),
    path("language", sign_in.language, name="language"),
    path("desk", desk.desk, name="desk"),
    path("desk/words", desk.words, name="desk-words"),
    path("desk/answer", desk.answer, name="desk-answer"),
    path("desk/take-back/<uuid:ref>", desk.take_back, name="desk-take-back"),
    path("desk/team/<int:pk>", desk.team_free, name="team-free"),
    path("inquiries", inquiries.inquiries, name="inquiries"),
    path("inquiries.csv", inquiries.export, name="inquiries-export"),
    path("inquiries/<uuid:ref>", inquiries.inquiry, name="inquiry"),
    path("contact-rules", contact_rules.contact_rules, name="contact-rules"),
    path("regrets", regrets.regrets, name="regrets"),
    path("replies", replies.replies, name="replies"),
    path("replies/<int:pk>/seen", replies.seen, name="reply-seen"),
    path("inquiries/<uuid:ref>/card", cards.send, name="inquiry-card"),
    path("texts", texts.texts, name="texts"),
    path("people", people.people, name="people"),
    path("people/<int:pk>", people.person, name="person"),
    path("people/<int:pk>/link", peace_deeds.link, name="person-link"),
    path("people/<int:pk>/no", peace_deeds.told_no, name="person-no"),
    path("people/<int:pk>/peace/<uuid:ref>/lift", peace_deeds.lifted, name="person-lift"),
    path("people/<int:pk>.vcf", people.card, name="person-card"),
    path("people/<int:pk>/same", same_person.merge, name="person-merge"),
    path("people/<int:pk>/two", same_person.split, name="person-split"),
    path("people/<int:pk>/data", person_data.data, name="person-data"),
    path("people/<int:pk>/data/consent", person_data.consent, name="person-consent"),
    path("people/<int:pk>/data/copy", person_data.copy, name="person-copy"),
    path("people/<int:pk>/data/erase", person_data.erase, name="person-erase"),
    path("calls", calls.calls, name="calls"),
    path("calls.csv", calls.sheet, name="calls-export"),
    path("calls.ics", calls.calendar, name="calls-calendar"),
    path("calls/promised", calls.calls_plan, name="calls-plan"),
    path("calls/<uuid:ref>/dial", calls.dial, name="call-dial"),
    path("calls/<uuid:ref>/done", calls.done, name="call-done"),
    path("policy", policy.policy, name="policy"),
    path("policy/versions/<int:version>", policy.policy_version, name="policy-version"),
    path("policy/versions/<int:version>/again", policy_signing.again, name="policy-again"),
    path("policy/versions/<int:version>/print", policy.policy_print, name="policy-print"),
    path("policy/adopted/<int:pk>/withdraw", policy_withdrawal.withdraw, name="policy-withdraw"),
    path("policy/draft", policy_draft.begin, name="policy-begin"),
    path("policy/draft/<int:pk>", policy_draft.draft, name="policy-draft"),
    path("policy/draft/<int:pk>/check", policy_draft.check, name="policy-check"),
    path("policy/draft/<int:pk>/text", policy_draft.text, name="policy-text"),
    path("policy/draft/<int:pk>/aside", policy_draft.put_aside, name="policy-aside"),
    path("policy/draft/<int:pk>/take-up", policy_closed.take_up, name="policy-take-up"),
    path("policy/draft/<int:pk>/kept/<int:kept_pk>", policy_draft.kept, name="policy-kept"),
    path("policy/draft/<int:pk>/difference", policy_signing.difference, name="policy-difference"),
    path("policy/draft/<int:pk>/replay", policy_replay.replay, name="policy-replay"),
    path("policy/draft/<int:pk>/replay/callers", policy_replay.callers, name="policy-callers"),
    path("policy/draft/<int:pk>/if-adopted", policy_replay.if_adopted, name="policy-if-adopted"),
    path("inquiries/<uuid:ref>/example", policy_example.example, name="inquiry-example"),
    # Mail scanners change the letter case of links. Whatever follows is a token, or none of ours.
    re_path(r"^[nN][oO]\Z", decline_code.by_code, name="no-by-code"),
    re_path(r"^[nN][oO]/(?P<token>[^/]+)/receipt\.ics\Z", decline.calendar, name="no-calendar"),
    re_path(r"^[nN][oO]/(?P<token>[\s\S]*)\Z", decline.no, name="no"),
    re_path(r"^offer/(?P<token>[A-Za-z0-9_-]{1,100})$", offer.offer, name="offer"),
    path("api/v1/", api.urls),
]

handler400 = "demur.web.errors.unreadable"
handler403 = "demur.web.errors.forbidden"
handler404 = "demur.web.errors.not_found"
handler500 = "demur.web.errors.failed"
