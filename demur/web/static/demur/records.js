// The line to the records: a page that gets no answer says so, and takes it back when one comes.
"use strict";
const away = document.getElementById("away");

for (const fault of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(fault, () => (away.hidden = false));
}
document.addEventListener("htmx:afterOnLoad", ({ detail }) => {
  if (detail.xhr.status < 400) away.hidden = true;
});
