"""Who may sign in, and as what."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from demur.domain.refusal import Lang
from demur.records.words import choices, one_of


class Role(StrEnum):
    """What a user may do: see `demur.web.access` for the whole table."""

    SELLER = "seller"
    HEAD = "head"
    ADMINISTRATOR = "administrator"
    READER = "reader"


class Users(BaseUserManager["User"]):
    """Users are found by their name, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The user of that name; raises User.DoesNotExist."""
        return self.get(name__iexact=username)


class User(AbstractBaseUser):
    """Somebody at the company who signs in."""

    name = models.CharField(max_length=80, unique=True)
    role = models.CharField(max_length=16, choices=choices(Role))
    language = models.CharField(max_length=2, choices=choices(Lang), default=Lang.EN)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "name"
    objects = Users()

    class Meta:
        constraints = [one_of("role", Role), one_of("language", Lang)]

    def __str__(self) -> str:
        return self.name

    def may(self, *roles: Role) -> bool:
        """Whether the user holds one of these roles."""
        return self.is_active and self.role in roles

    @property
    def is_staff(self) -> bool:
        """Demur has no Django admin: nobody is staff."""
        return False

    def has_perm(self, *_: Any) -> bool:
        """Rights come from roles alone."""
        return False


class SignInLink(models.Model):
    """A link that signs one user in once; only the hash of its token is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"link for {self.user}"
