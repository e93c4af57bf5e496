"""The API refuses by the same policy as the desk, counts every deed once, and keeps its word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from http.client import HTTPConnection
from itertools import count
from threading import Barrier, Event, Thread
from typing import Any
from uuid import uuid4

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, close_old_connections, connection, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from demur.actions import make_key
from demur.actions import once as actions
from demur.actions.make_key import Scope
from demur.records.inquiries import Inquiry, Refusal
from demur.records.journal import ApiKey, Entry, Receipt
from tests.shop import open_shop
from tests.web.doors import NOWHERE, key
from tests.world import World

ORANGE_CAR = {"need": "Egy narancssárga autót szeretnék venni.", "lang": "hu"}
BURST = 16


class Caller:
    """Another system with its key."""

    def __init__(self, *scopes: Scope, name: str = "voicebot") -> None:
        self.headers = key(*(scopes or Scope), name=name)
        self.client = Client(raise_request_exception=False)
        self.numbers = count()

    def post(self, path: str, body: dict[str, Any], once: str = "") -> Any:
        """Ask, under a key of its own unless one is given."""
        headers = {**self.headers, "Idempotency-Key": once or f"own-{next(self.numbers)}"}
        text = json.dumps(body)
        return self.client.post(f"/api/v1/{path}", text, "application/json", headers=headers)

    def refused(self, **body: Any) -> Any:
        """The refusal of a new inquiry."""
        inquiry = self.post("inquiries", ORANGE_CAR).json()["id"]
        return self.post(f"inquiries/{inquiry}/refusal", body)


@pytest.fixture(name="bot")
def _bot(db: None) -> Caller:
    open_shop()
    return Caller()


def code(response: Any) -> tuple[int, str]:
    """The status and the stable word of a problem."""
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    return response.status_code, response.json()["code"]


def test_a_caller_is_answered_with_words_row_and_reason(bot: Caller) -> None:
    response = bot.post("inquiries", ORANGE_CAR | {"number": "+36 30 555 1207", "source": "Google"})
    answer = response.json()
    assert response.status_code == 201
    assert answer["situation"] in {"other business", "other speciality"}
    assert answer["say"]
    assert answer["policy"]["version"] == 4
    assert answer["policy"]["row"].startswith("T")
    recorded = Inquiry.objects.get(ref=answer["id"])
    assert (recorded.by, recorded.number_key) == ("voicebot (API)", "+36305551207")
    assert (recorded.source, recorded.step) == ("Google", answer["step"])


def test_the_offers_carry_the_keys_of_the_desk_and_their_own_words(bot: Caller) -> None:
    answer = bot.post("inquiries", {"need": "Inkwell M-300 lézernyomtató", "lang": "hu"}).json()
    assert answer["situation"] == "out of stock"
    assert answer["offers"]
    assert all(1 <= offer["key"] <= 4 and offer["say"] for offer in answer["offers"])


def test_a_refusal_is_recorded_with_what_was_chosen_and_promised(bot: Caller) -> None:
    answer = bot.post("inquiries", {"need": "Inkwell M-300 lézernyomtató", "lang": "hu"}).json()
    at = (timezone.now() + timedelta(days=2)).replace(microsecond=0)
    response = bot.post(
        f"inquiries/{answer['id']}/refusal",
        {"taken": "wants to think", "seconds": 31, "call_back_at": at.isoformat()},
    )
    assert response.status_code == 201
    assert response.json()["promises"][0]["what"] == "call back"
    refusal = Refusal.objects.get(inquiry__ref=answer["id"])
    assert (refusal.taken, refusal.seconds) == ("wants to think", 31)
    assert (refusal.words, refusal.row) == (response.json()["say"], answer["policy"]["row"])
    assert refusal.promises.get().until == at


def test_an_inquiry_is_refused_once(bot: Caller) -> None:
    inquiry = bot.post("inquiries", ORANGE_CAR).json()["id"]
    assert bot.post(f"inquiries/{inquiry}/refusal", {}).status_code == 201
    again = bot.post(f"inquiries/{inquiry}/refusal", {"only_polite": True})
    assert code(again) == (409, "refused-already")
    assert Refusal.objects.count() == 1


def test_whoever_can_be_served_is_refused_only_on_purpose(bot: Caller) -> None:
    inquiry = bot.post("inquiries", {"need": "TN-400X"}).json()["id"]
    served = bot.post("inquiries", {"need": "Taiga R-80 blokknyomtató"}).json()
    assert served["situation"] == "served"
    assert code(bot.post(f"inquiries/{served['id']}/refusal", {})) == (409, "served")
    polite = bot.post(f"inquiries/{served['id']}/refusal", {"only_polite": True})
    assert polite.json()["step"] == "polite no"
    assert inquiry != served["id"]


def test_an_offer_that_was_not_open_can_not_be_chosen(bot: Caller) -> None:
    assert code(bot.refused(chosen=9)) == (409, "not-offered")
    assert not Refusal.objects.exists()


def test_another_keys_inquiry_is_as_if_it_was_not_there(bot: Caller) -> None:
    inquiry = bot.post("inquiries", ORANGE_CAR).json()["id"]
    other = Caller(name="chatbot")
    foreign = other.post(f"inquiries/{inquiry}/refusal", {}, once="a")
    missing = other.post(f"inquiries/{NOWHERE}/refusal", {}, once="b")
    assert code(foreign) == code(missing) == (404, "not-found")
    assert foreign.content == missing.content
    assert not Refusal.objects.exists()


def test_barred_words_are_found_with_what_to_say_instead(bot: Caller) -> None:
    text = "That is not my problem."
    checked = bot.post("wording/check", {"text": text, "lang": "en"}).json()
    assert not checked["clean"]
    assert all(text[one["start"] : one["end"]] == one["found"] for one in checked["barred"])
    assert bot.post("wording/check", {"text": "Gladly.", "lang": "en"}).json()["clean"]


def test_courtesy_is_remarked_on_and_does_not_make_a_text_unclean(bot: Caller) -> None:
    checked = bot.post("wording/check", {"text": "Nem árulunk ilyet!!", "lang": "hu"}).json()
    assert checked["clean"]
    assert [one["code"] for one in checked["remarks"]] == ["bare-no", "shouting"]
    assert all(one["severity"] == "note" and one["message"] for one in checked["remarks"])


def test_without_a_policy_in_force_nothing_is_said(db: None) -> None:
    assert code(Caller().post("inquiries", ORANGE_CAR)) == (409, "not-set-up")


def test_every_deed_needs_a_key_that_says_which_deed_it_is(bot: Caller) -> None:
    for once in (None, "", "a b", "x" * 129):
        headers = bot.headers | ({} if once is None else {"Idempotency-Key": once})
        response = bot.client.post(
            "/api/v1/inquiries", json.dumps(ORANGE_CAR), "application/json", headers=headers
        )
        assert code(response) == (400, "invalid")
        assert response.json()["errors"][0]["field"] == "Idempotency-Key"
    assert not Inquiry.objects.exists()


def test_a_repeat_gets_the_same_bytes_and_is_counted_once(bot: Caller) -> None:
    first, again = (bot.post("inquiries", ORANGE_CAR, once="k") for _ in range(2))
    assert (again.status_code, again.content) == (201, first.content)
    assert (Inquiry.objects.count(), Receipt.objects.count()) == (1, 1)


def test_a_key_used_for_another_request_is_refused(bot: Caller) -> None:
    inquiry = bot.post("inquiries", ORANGE_CAR, once="k").json()["id"]
    assert code(bot.post("inquiries", {"need": "toner"}, once="k")) == (422, "other-request")
    assert code(bot.post(f"inquiries/{inquiry}/refusal", {}, once="k")) == (422, "other-request")
    assert not Refusal.objects.exists()


@pytest.mark.engine("postgresql")
def test_while_the_first_is_being_done_its_repeat_is_told_to_wait(bot: Caller) -> None:
    holder = f"key {ApiKey.objects.get().pk}"
    begun, told = Event(), Event()

    def first() -> None:
        with closing(connection), transaction.atomic():
            actions._alone(holder, "k")
            begun.set()
            told.wait(timeout=120)

    doing = Thread(target=first)
    doing.start()
    begun.wait(timeout=120)
    response = bot.post("inquiries", ORANGE_CAR, once="k")
    told.set()
    doing.join(timeout=120)
    assert code(response) == (409, "in-flight")
    assert response["Retry-After"] == "1"
    assert bot.post("inquiries", ORANGE_CAR, once="k").status_code == 201


def test_two_systems_may_use_the_same_idempotency_key(bot: Caller) -> None:
    mine = bot.post("inquiries", ORANGE_CAR, once="k").json()
    theirs = Caller(name="chatbot").post("inquiries", ORANGE_CAR, once="k").json()
    assert mine["id"] != theirs["id"]


def test_a_request_that_was_refused_may_be_mended_and_sent_again(bot: Caller) -> None:
    assert bot.post("inquiries", {"need": ""}, once="k").status_code == 400
    assert bot.post("inquiries", ORANGE_CAR, once="k").status_code == 201


def test_a_deed_that_failed_leaves_neither_row_nor_receipt(
    bot: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(Receipt.objects, "create", _away)
        assert code(bot.post("inquiries", ORANGE_CAR, once="k")) == (503, "unavailable")
    assert not Inquiry.objects.exists()
    assert bot.post("inquiries", ORANGE_CAR, once="k").status_code == 201


def _away(**_: object) -> None:
    raise OperationalError("the disk is full")


def test_a_desk_that_forgets_its_receipts_is_caught(
    bot: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "_kept", lambda *_: pytest.fail("unreachable"))
    monkeypatch.setattr(Receipt.objects, "filter", lambda **_: Receipt.objects.none())
    monkeypatch.setattr(Receipt.objects, "create", lambda **_: None)
    first, again = (bot.post("inquiries", ORANGE_CAR, once="k") for _ in range(2))
    assert first.content != again.content
    assert Inquiry.objects.count() == 2


DEEDS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["toner", "narancssárga autó", "мясо", ""])),
    max_size=8,
)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deeds=DEEDS)
def test_whatever_is_sent_again_each_key_stands_for_one_deed(
    bot: Caller, deeds: list[tuple[str, str]]
) -> None:
    with transaction.atomic():
        told: dict[str, tuple[str, bytes]] = {}
        for once, need in deeds:
            response = bot.post("inquiries", {"need": need}, once=once)
            if not need:
                assert response.status_code == 400
            elif once not in told:
                assert response.status_code == 201
                told[once] = need, response.content
            elif told[once][0] == need:
                assert (response.status_code, response.content) == (201, told[once][1])
            else:
                assert code(response) == (422, "other-request")
        assert Inquiry.objects.count() == Receipt.objects.count() == len(told)
        transaction.set_rollback(True)


def test_asking_and_refusing_take_a_dozen_statements_each(
    bot: Caller, django_assert_max_num_queries: Any
) -> None:
    bot.post("inquiries", ORANGE_CAR)
    with django_assert_max_num_queries(12):
        inquiry = bot.post("inquiries", ORANGE_CAR).json()["id"]
    with django_assert_max_num_queries(12):
        bot.post(f"inquiries/{inquiry}/refusal", {"taken": "no", "source": "Google"})


def test_no_key_is_kept_but_its_hash(bot: Caller) -> None:
    secret = bot.headers["Authorization"].partition(" ")[2]
    kept = repr([list(ApiKey.objects.values()), list(Entry.objects.values())])
    assert secret not in kept
    assert make_key.key_hash(secret) in kept


def test_the_description_of_the_api_is_public_and_loads_nothing_from_elsewhere() -> None:
    response = Client().get("/api/v1/openapi.json")
    assert response.json()["openapi"].startswith("3.")
    assert b"http://" not in response.content
    assert b"https://" not in response.content
    assert Client().get("/api/v1/docs").status_code == 404


@pytest.fixture(name="one_connection")
def _one_connection() -> Iterator[None]:
    """A request through WSGI leaves this test's database connection open when it is done."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
def test_the_api_is_as_it_is_described(bot: Caller) -> None:
    described = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    operations = [found.ok() for found in described.get_all_operations()]
    assert len(operations) == 8
    for operation in operations:
        _try_out(operation, bot.headers)


def _try_out(operation: Any, headers: dict[str, str]) -> None:
    """Send what the description allows, and what it forbids: the answer must be one it names."""

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(GenerationMode.POSITIVE))
    def allowed(case: schemathesis.Case) -> None:
        # Examples may repeat a key; that another body is refused then has its own tests.
        case.call_and_validate(headers={**headers, "Idempotency-Key": str(uuid4())})

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(GenerationMode.NEGATIVE))
    def forbidden(case: schemathesis.Case) -> None:
        case.call_and_validate(headers=headers)

    allowed()
    forbidden()


def prepare(world: World) -> None:
    """The firm of the cast, in a database of its own."""
    world.demur("key", "new", "first", "--scope", "inquiries")
    world.python("from tests.shop import open_shop; open_shop()")


def test_a_burst_of_the_same_request_is_one_deed_with_one_answer(served: Any) -> None:
    with served(prepare) as world:
        secret = world.demur("key", "new", "burst", "--scope", "inquiries").stdout.strip()
        together = Barrier(BURST)

        def ask(_: int) -> tuple[int, bytes]:
            headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "one"}
            with closing(HTTPConnection("127.0.0.1", world.port, timeout=60)) as line:
                together.wait()
                line.request("POST", "/api/v1/inquiries", json.dumps(ORANGE_CAR), headers)
                response = line.getresponse()
                return response.status, response.read()

        with ThreadPoolExecutor(BURST) as pool:
            answers = list(pool.map(ask, range(BURST)))
        counted = world.python(
            "from demur.records.inquiries import Inquiry; print(Inquiry.objects.count())"
        )
    done = {body for status, body in answers if status == 201}
    assert len(done) == 1
    assert {status for status, _ in answers} <= {201, 409}
    assert counted.stdout.strip() == "1"
