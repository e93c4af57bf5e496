"""A version to come is withdrawn before its day: who, when and why stand in the history."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from demur.actions.withdraw import WHY_MOST, NotWithdrawn
from demur.actions.withdraw import withdraw as take_back
from demur.records.policies import Adoption, in_force
from demur.records.users import User
from demur.web.policy import lines, today


def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """What it means to withdraw an adoption; POST withdraws it."""
    adoptions = Adoption.objects.select_related("policy", "withdrawal").defer("policy__source")
    adoption, fault = get_object_or_404(adoptions, pk=pk), ""
    if request.method == "POST":
        by, why = cast(User, request.user).name, request.POST.get("why", "")
        try:
            take_back(adoption, by, why, timezone.now())
            return redirect(f"{reverse('policy')}?withdrawn={pk}")
        except NotWithdrawn as refused:
            fault = str(refused)
    (line,) = lines([adoption])
    context = {
        "line": line,
        "now_in_force": in_force(today()),
        "fault": fault,
        "why": request.POST.get("why", "")[: 2 * WHY_MOST],
        "why_most": WHY_MOST,
    }
    return render(request, "policy/withdraw.html", context, status=409 if fault else 200)
