"""Tables that a model keeps as business knowledge and its decisions call with their own inputs.

DMN 1.3, clauses 6.3.9 and 7.3.6 (invocation). A decision that calls such a table is that table,
asked about what the call binds to its parameters.
"""

from __future__ import annotations

from collections.abc import Mapping

from demur.channels.dmn_xml import Element
from demur.domain.policy import vocabulary as voc


def called(root: Element, decision: Element) -> Element | None:
    """Give the business knowledge a decision calls, where that is a table and nothing more."""
    name = voc.tidy(decision.text("invocation", "literalExpression", "text"))
    for model in root.all("businessKnowledgeModel"):
        if name and voc.tidy(model["name"]) == name and table_of(model) is not None:
            return model
    return None


def table_of(model: Element) -> Element | None:
    """Give the decision table that is all of a business knowledge's logic, None for any other."""
    return model.first("encapsulatedLogic", "decisionTable")


def bound(decision: Element) -> Mapping[str, str]:
    """Give what a decision's call binds to each parameter, as it is written."""
    invocation = decision.first("invocation")
    bindings = invocation.all("binding") if invocation else ()
    pairs = ((each.first("parameter"), each.text("literalExpression", "text")) for each in bindings)
    return {voc.tidy(named["name"]): voc.tidy(text) for named, text in pairs if named and text}


def asked(expression: str, bindings: Mapping[str, str]) -> str:
    """Give what a column of a called table asks, in the caller's words: `p.Age` is `Client.Age`."""
    parameter, dot, rest = expression.partition(".")
    if expression in bindings:
        return bindings[expression]
    return f"{bindings[parameter]}{dot}{rest}" if dot and parameter in bindings else expression
