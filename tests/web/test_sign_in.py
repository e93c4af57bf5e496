"""Signing in and out: by password or by link, never further than one may go."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from demur.actions.sign_in_link import make_link
from demur.records.journal import Entry
from demur.records.users import Role, SignInLink, User
from demur.web.sign_in import next_page
from tests.shop import open_shop
from tests.web.doors import PASSWORD, everything, signed_in, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture(name="kata", autouse=True)
def _kata() -> User:
    open_shop()
    return somebody(Role.SELLER, "Tóth Kata", password=PASSWORD)


def enter(client: Client, name: str, password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return client.post("/sign-in", {"name": name, "password": password, **more})


@pytest.mark.parametrize(
    "spelt", ["Tóth Kata", "tóth kata", "TÓTH KATA", " toth  kata ", "To\u0301th Kata"]
)
def test_a_name_is_known_however_it_is_typed(spelt: str) -> None:
    assert enter(Client(), spelt).url == "/"


def test_a_cyrillic_name_is_known_in_any_case() -> None:
    somebody(Role.READER, "Белова Вера", password=PASSWORD)
    assert enter(Client(), "белова вера").status_code == 302


def test_a_wrong_password_and_an_unknown_name_are_told_the_same() -> None:
    wrong = enter(Client(), "Tóth Kata", "not the password")
    unknown = enter(Client(), "Nobody At All", "not the password")
    assert wrong.status_code == unknown.status_code == 400
    same = wrong.content.decode().replace("Tóth Kata", "Nobody At All")
    assert _without_token(same) == _without_token(unknown.content.decode())


def test_whoever_was_let_go_is_told_the_same_too(kata: User) -> None:
    kata.is_active = False
    kata.save()
    assert enter(Client(), "Tóth Kata").status_code == 400


def test_ten_wrong_passwords_make_a_name_wait_known_or_not() -> None:
    for name in ("toth kata", "Nobody At All"):
        for number in range(12):
            client = Client(REMOTE_ADDR=f"10.{len(name)}.0.{number}")
            response = enter(client, name, "wrong")
        assert response.status_code == 429
        assert response["Retry-After"] == "900"
    assert enter(Client(REMOTE_ADDR="10.9.9.9"), "Tóth Kata").status_code == 429


def test_ten_wrong_names_make_an_address_wait() -> None:
    for number in range(12):
        response = enter(Client(REMOTE_ADDR="10.1.1.1"), f"Name {number}", "wrong")
    assert response.status_code == 429
    assert enter(Client(REMOTE_ADDR="10.1.1.2"), "Tóth Kata").status_code == 302


def test_a_session_that_somebody_else_planted_is_not_signed_in() -> None:
    client, planter = Client(), Client()
    planted = planter.session
    planted["mine"] = True
    planted.save()
    client.cookies["sessionid"] = planter.cookies["sessionid"] = planted.session_key
    enter(client, "Tóth Kata")
    assert client.cookies["sessionid"].value != planted.session_key
    assert client.get("/people").status_code == 200
    assert planter.get("/people").status_code == 302


def test_signing_out_ends_the_session_for_every_copy_of_the_cookie() -> None:
    client, copy = Client(), Client()
    enter(client, "Tóth Kata")
    copy.cookies["sessionid"] = client.cookies["sessionid"].value
    assert client.post("/sign-out").url == "/sign-in"
    assert copy.get("/people").url.startswith("/sign-in")
    assert not Session.objects.exists()


def test_after_signing_in_one_is_where_one_wanted_to_be() -> None:
    assert enter(Client(), "Tóth Kata", next="/people?q=%C5%91").url == "/people?q=%C5%91"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "///evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "/\t/evil.example",
        " //evil.example",
        "desk",
    ],
)
def test_signing_in_leads_to_no_other_site(elsewhere: str) -> None:
    assert enter(Client(), "Tóth Kata", next=elsewhere).url == "/"


@given(wanted=st.text(alphabet="/\\:@.aehjs%\t\n ?#", max_size=20))
def test_the_next_page_is_always_a_path_of_ours(wanted: str) -> None:
    url = next_page(RequestFactory().post("/sign-in", {"next": wanted}))
    assert url.startswith("/")
    assert not url.startswith(("//", "/\\"))


def test_opening_a_link_tells_nothing_and_does_nothing(kata: User) -> None:
    token = make_link(kata, timezone.now())
    before = everything()
    pages = {one: Client().get(f"/sign-in/{one}") for one in (token, token[:-1], "x" * 22)}
    assert {page.status_code for page in pages.values()} == {200}
    texts = (_without_token(page.content.decode()).replace(one, "") for one, page in pages.items())
    assert len(set(texts)) == 1
    assert everything() == before


def test_a_link_signs_in_once(kata: User) -> None:
    token = make_link(kata, timezone.now())
    client = Client()
    assert client.post(f"/sign-in/{token}").status_code == 302
    assert client.get("/people").status_code == 200
    assert Client().post(f"/sign-in/{token}").status_code == 404


def test_used_old_cut_and_invented_links_are_one_and_the_same_page(kata: User) -> None:
    now = timezone.now()
    used, old, cut = (make_link(kata, now) for _ in range(3))
    Client().post(f"/sign-in/{used}")
    SignInLink.objects.filter(used_at=None).update(expires_at=now - timedelta(minutes=1))
    answers = [Client().post(f"/sign-in/{one}") for one in (used, old, cut[:-3], "invented")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({_without_token(answer.content.decode()) for answer in answers}) == 1


def test_a_token_is_nowhere_in_the_database(kata: User) -> None:
    token = make_link(kata, timezone.now())
    assert token not in repr(list(SignInLink.objects.values_list()))
    assert token not in repr(list(Entry.objects.values_list()))


def test_whoever_comes_by_link_without_a_password_is_led_to_choose_one(kata: User) -> None:
    kata.set_unusable_password()
    kata.save()
    client = Client()
    response = client.post(f"/sign-in/{make_link(kata, timezone.now())}")
    assert response.url == "/account"
    chosen = {"password": "kettő kis ló fut", "again": "kettő kis ló fut"}
    assert client.post("/account", chosen).url == "/"
    assert client.get("/people").status_code == 200
    assert enter(Client(), "Tóth Kata", "kettő kis ló fut").status_code == 302


@pytest.mark.parametrize(
    ("current", "new", "again"),
    [
        ("wrong", "kettő kis ló fut", "kettő kis ló fut"),
        (PASSWORD, "kettő kis ló fut", "kettő kis ló"),
        (PASSWORD, "short", "short"),
        (PASSWORD, "password123", "password123"),
        (PASSWORD, "a" * 201, "a" * 201),
    ],
)
def test_a_password_that_will_not_do_is_not_taken(
    kata: User, current: str, new: str, again: str
) -> None:
    client = signed_in(kata)
    response = client.post("/account", {"current": current, "password": new, "again": again})
    assert response.status_code == 400
    assert response.context["faults"]
    assert enter(Client(), "Tóth Kata").status_code == 302


def test_the_pages_speak_the_users_language_whatever_the_browser_says() -> None:
    client = signed_in(somebody(Role.SELLER, "Hédi", "hu"))
    assert client.get("/account", headers={"Accept-Language": "ru"})["Content-Language"] == "hu"


@pytest.mark.parametrize(
    ("said", "spoken"), [("hu-HU,hu;q=0.9", "hu"), ("ru", "ru"), ("de", "en"), ("", "en")]
)
def test_before_signing_in_the_browser_is_believed(said: str, spoken: str) -> None:
    assert Client().get("/sign-in", headers={"Accept-Language": said})["Content-Language"] == spoken


def test_a_language_chosen_before_signing_in_is_kept_by_the_browser() -> None:
    client = Client()
    client.post("/language", {"language": "ru", "next": "/sign-in"})
    assert client.get("/sign-in")["Content-Language"] == "ru"


def test_a_language_chosen_by_a_user_is_kept_with_them(kata: User) -> None:
    client = signed_in(kata)
    assert client.post("/language", {"language": "hu", "next": "/account"}).url == "/account"
    kata.refresh_from_db()
    assert kata.language == "hu"
    assert client.get("/account")["Content-Language"] == "hu"


def test_a_language_we_do_not_speak_is_not_taken(kata: User) -> None:
    assert signed_in(kata).post("/language", {"language": "xx"}).status_code == 400


@pytest.mark.parametrize(("role", "first"), [(Role.READER, "/inquiries"), (Role.SELLER, "/desk")])
def test_the_first_page_is_where_ones_work_is(role: Role, first: str) -> None:
    assert signed_in(somebody(role)).get("/").url == first


def _without_token(page: str) -> str:
    """A page without its form token, which is another every time."""
    parts = page.split('name="csrfmiddlewaretoken" value="')
    return parts[0] + "".join(part[64:] for part in parts[1:])
