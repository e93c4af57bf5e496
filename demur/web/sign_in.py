"""Signing in and out, and what users decide about themselves."""

from __future__ import annotations

from typing import Final, cast

from django.conf import settings
from django.contrib.auth import (
    authenticate,
    login,
    logout,
    password_validation,
    update_session_auth_hash,
)
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from demur.actions.add_user import user_called
from demur.actions.own_account import choose_language, choose_password
from demur.actions.sign_in_link import use_link
from demur.domain.people import search_text
from demur.domain.refusal import Lang
from demur.records.users import Role, User
from demur.web import errors

BACKEND: Final = "django.contrib.auth.backends.ModelBackend"
#: What hashing costs grows with the password: nobody types one longer than this.
PASSWORD_MOST: Final = 200
FIRST_PAGE: Final = {Role.READER: "inquiries"}


def healthz(_: HttpRequest) -> HttpResponse:
    """Say that this process answers, and nothing else."""
    return HttpResponse("ok", content_type="text/plain")


def home(request: HttpRequest) -> HttpResponse:
    """To where this user's work is: the desk, or for readers the list of inquiries."""
    return redirect(FIRST_PAGE.get(Role(_user(request).role), "desk"))


def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in by name and password; a wrong one is told the same as an unknown name."""
    wanted = next_page(request)
    if request.method != "POST":
        return render(request, "sign_in.html", {"next": wanted})
    name, password = request.POST.get("name", ""), request.POST.get("password", "")
    known = user_called(name)
    user = authenticate(
        request,
        # Under one name, however it is typed, so that wrong passwords are counted together.
        name=known.name if known else search_text(name)[:80],
        password=password[:PASSWORD_MOST],
    )
    if user is None:
        context = {"next": wanted, "name": name, "wrong": True}
        return render(request, "sign_in.html", context, status=400)
    login(request, user)
    return redirect(wanted)


def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a link, once. Opening it does nothing: mail scanners open links too."""
    if request.method != "POST":
        return render(request, "sign_in_link.html")
    user = use_link(token, timezone.now())
    if user is None:
        return errors.page(
            request,
            404,
            _("This link was used already, is older than a day, or was cut. Ask for a new one."),
            back="/sign-in",
        )
    login(request, user, BACKEND)
    return redirect("home" if user.has_usable_password() else "account")


def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session, at once and for every tab."""
    logout(request)
    return redirect("sign-in")


def account(request: HttpRequest) -> HttpResponse:
    """One's own password; whoever has one already has to know it."""
    user = _user(request)
    faults: list[str] = []
    if request.method == "POST":
        faults = _password_faults(request, user)
        if not faults:
            choose_password(user, request.POST["password"], timezone.now())
            update_session_auth_hash(request, user)
            return redirect("home")
    context = {"faults": faults, "has_password": user.has_usable_password()}
    return render(request, "sign_in_account.html", context, status=400 if faults else 200)


def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the pages: kept with the user, or in a cookie before sign-in."""
    chosen = request.POST.get("language", "")
    if chosen not in set(Lang):
        return errors.page(request, 400, _("Choose one of the languages shown."))
    response = redirect(next_page(request))
    if request.user.is_authenticated:
        choose_language(_user(request), Lang(chosen), timezone.now())
    else:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=60 * 60 * 24 * 365,
            httponly=True,
            secure=settings.SECURE,
            samesite="Lax",
        )
    return response


def next_page(request: HttpRequest) -> str:
    """The page that was wanted: a path on this host, whatever the address says; else the first."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    is_path = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    # Without a host to allow, no address of any site passes.
    return wanted if is_path and url_has_allowed_host_and_scheme(wanted, None) else "/"


def _password_faults(request: HttpRequest, user: User) -> list[str]:
    """What is wrong with the password chosen, each a sentence."""
    new = request.POST.get("password", "")
    if user.has_usable_password() and not user.check_password(
        request.POST.get("current", "")[:PASSWORD_MOST]
    ):
        return [_("The password you have now was typed differently. Please type it again.")]
    if new != request.POST.get("again", ""):
        return [_("The two new passwords differ. Please type the new one twice.")]
    if len(new) > PASSWORD_MOST:
        return [_("A password of at most %(most)d characters, please.") % {"most": PASSWORD_MOST}]
    try:
        password_validation.validate_password(new, user)
    except ValidationError as error:
        return list(error.messages)
    return []


def _user(request: HttpRequest) -> User:
    """Whoever is signed in; the access table lets nobody else through."""
    return cast(User, request.user)
