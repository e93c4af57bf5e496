// Keys: what a page shows with a letter is pressed by that letter.
"use strict";

const isTyping = (target) => target.matches("textarea, select, input:not([type=radio])");

// A Russian keyboard has й where the key says q: then the key's place decides.
function nameOf(event) {
  const isLatin = /^[a-z0-9]$/i.test(event.key);
  return isLatin ? event.key.toLowerCase() : event.code.replace(/^(Key|Digit|Numpad)/, "").toLowerCase();
}

function press(name, kind) {
  const choice = document.querySelector(`main ${kind}[data-key="${CSS.escape(name)}"]:not(:disabled)`);
  if (!choice) return false;
  choice.focus();
  if (choice.matches("button")) return choice.click(), true;
  choice.checked = !choice.checked;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
  if (press(nameOf(event), "button")) event.preventDefault();
});
