// The grid of the policy: marks where a finding speaks, presses go one by one, Enter goes down.
"use strict";
const draft = document.getElementById("draft");
const fields = () => [...draft.querySelectorAll("td.field > :not(span)")];
let [here, left] = [{}, {}];

// A press goes after what is on its way, and the sheet comes anew with what became of it.
draft.addEventListener("submit", (event) => {
  if (!event.target.elements.revision) return;
  event.preventDefault();
  const values = Object.fromEntries(new FormData(event.target, event.submitter));
  htmx.ajax("POST", event.target.action, { source: draft, target: draft, select: "#sheet", values });
});
// Nothing is swapped from under a button that is held; in a new sheet, where a row may stand on
// another line, the field one is in is found by its name, and keeps what was typed into it.
draft.addEventListener("focusin", ({ target }) => (here = { field: target, was: target.value }));
draft.addEventListener("htmx:beforeSwap", ({ detail }) => {
  detail.shouldSwap &&= !draft.querySelector("button:active");
  left = here.field === document.activeElement ? here : { field: draft };
});
// A key pressed before the sheet has settled goes to that field too, not to one of the same line.
draft.addEventListener("htmx:afterSwap", () => {
  const [{ field: old, was }, named] = [left, fields().filter(({ ariaLabel }) => ariaLabel === left.field.ariaLabel)];
  const field = !old.isConnected && (named.find(({ value }) => value === was || value === old.value) ?? named[0]);
  if (field) field.focus(), (left = { field, isKept: field.value === was && was !== old.value });
  if (left.isKept) field.value = old.value;
});
draft.addEventListener("htmx:afterSettle", () => {
  if (left.isKept) left.field.dispatchEvent(new Event("change", { bubbles: true })), (left.isKept = false);
  // What is said against the draft came anew: mark its cells and rows, go on from its revision.
  for (const one of draft.querySelectorAll("[data-said], [aria-invalid]")) delete one.dataset.said, (one.ariaInvalid = null);
  for (const { dataset, firstElementChild } of draft.querySelectorAll("[data-marks]")) {
    for (const place of dataset.marks.split(" ").map((id) => document.getElementById(id))) {
      if (place) place.closest("td, tr").dataset.said = firstElementChild.textContent;
      if (place?.matches("td > *")) (place.ariaInvalid = "true"), place.setAttribute("aria-describedby", dataset.finding);
    }
  }
  for (const one of draft.querySelectorAll("[name=revision]")) one.value = Math.max(one.value, findings.dataset.revision);
});
draft.addEventListener("change", ({ target }) => target.previousElementSibling?.replaceChildren(target.value));
draft.addEventListener("keydown", (event) => {
  const { target, key, shiftKey, isComposing } = event;
  if (key === "Escape") for (const act of ["focus", "click"]) target.closest("details[open]")?.firstElementChild[act]();
  if (key !== "Enter" || isComposing || !target.matches("td.field > *")) return;
  event.preventDefault();
  const column = fields().filter(({ form, parentNode }) => form === target.form && parentNode.cellIndex === target.parentNode.cellIndex);
  column[column.indexOf(target) + (shiftKey ? -1 : 1)]?.focus();
});
