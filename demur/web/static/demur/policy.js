// The grid of the policy: marks where a finding speaks, and Enter goes down. All of it has a way
// without this file: see docs/policy.md.
"use strict";

const draft = document.getElementById("draft");

// What is said against the draft came anew: mark its cells and rows, and go on from its revision.
function mark() {
  const findings = document.getElementById("findings");
  for (const field of draft.querySelectorAll("[aria-invalid]")) {
    for (const name of ["aria-invalid", "aria-describedby"]) field.removeAttribute(name);
    delete field.closest("td").dataset.said;
  }
  for (const row of draft.querySelectorAll("tr.is-told")) row.classList.remove("is-told");
  for (const finding of findings.querySelectorAll("[data-marks]")) {
    for (const id of finding.dataset.marks.split(" ").filter(Boolean)) {
      const place = document.getElementById(id);
      place?.closest("tr").classList.add("is-told");
      if (!place || place.matches("tr")) continue;
      place.setAttribute("aria-invalid", "true");
      place.setAttribute("aria-describedby", finding.dataset.finding);
      place.closest("td").dataset.said = finding.querySelector("a").textContent;
    }
  }
  const revisions = [...draft.querySelectorAll("[name=revision]")];
  const newest = Math.max(findings.dataset.revision, ...revisions.map(({ value }) => value));
  for (const revision of revisions) revision.value = newest;
}

draft.addEventListener("htmx:afterSettle", mark);

draft.addEventListener("input", ({ target }) => {
  const shown = target.previousElementSibling;
  if (shown?.matches(".shown")) shown.textContent = target.value;
});

draft.addEventListener("keydown", (event) => {
  const field = event.target;
  const menu = event.key === "Escape" && field.closest("details[open]");
  if (menu) menu.firstElementChild.focus(), (menu.open = false);
  if (event.key !== "Enter" || event.isComposing || !field.matches("td.field > *")) return;
  event.preventDefault();
  const row = field.closest("tr")[event.shiftKey ? "previousElementSibling" : "nextElementSibling"];
  row?.cells[field.closest("td").cellIndex]?.querySelector("input, textarea")?.focus();
});
