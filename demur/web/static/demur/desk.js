// The desk's keys and its clock. Everything here has a way without it: see docs/desk.md.
"use strict";

const [desk, need, lang] = ["desk", "need", "lang"].map((id) => document.getElementById(id));

// The autofocus of the page waits until it is drawn; a caller's first words don't.
if (document.activeElement === document.body) need.focus();
// What was typed before the page could ask is asked for now.
window.addEventListener("pageshow", ({ persisted }) => {
  delete desk.dataset.sent; // coming back by the browser's own Back, the page is as it was left
  if (!persisted && need.value !== need.defaultValue) need.dispatchEvent(new Event("early"));
});

function nextLanguage() {
  const codes = [...lang.options].map((option) => option.value).filter(Boolean);
  const shown = lang.value || codes.find((code) => code === document.querySelector(".sentence")?.lang);
  lang.value = codes[(codes.indexOf(shown) + 1) % codes.length];
  lang.dispatchEvent(new Event("change", { bubbles: true }));
}

function leaveTheNeed() {
  const first = desk.querySelector(".ways input:checked") || desk.querySelector(".ways input:enabled");
  (first || desk.querySelector(".settle input")).focus();
}

const KEYS = {
  F2: nextLanguage,
  Escape: () => desk.requestSubmit(document.getElementById("only-polite")),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.isComposing) return;
  if (KEYS[event.key] && !event.altKey) {
    KEYS[event.key]();
  } else if (event.key === "ArrowDown" && event.target === need) {
    leaveTheNeed();
  } else if (event.altKey) {
    if (!press(nameOf(event), ".ways input")) return;
  } else if (isTyping(event.target) || event.target.closest(".teams") || !press(nameOf(event), "input")) {
    return;
  }
  event.preventDefault();
});

// Their own words for a source take the place of the sources shown.
desk.elements.other_source.addEventListener("input", () => {
  for (const source of desk.querySelectorAll("[name=source]")) source.checked = false;
});

// One press, one record.
desk.addEventListener("submit", (event) => {
  if (desk.dataset.sent) event.preventDefault();
  desk.dataset.sent = "yes";
});

// The clock, which starts with the call.
const clock = document.getElementById("clock");
let callBegan = null;

setInterval(() => {
  if (!document.getElementById("begun").value) return;
  callBegan ??= performance.now() - 1000 * Number(clock.dataset.seconds);
  const seconds = Math.floor((performance.now() - callBegan) / 1000);
  clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}, 500);
