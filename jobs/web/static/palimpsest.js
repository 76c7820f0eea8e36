// Everything works without this: it adds the reader's own times, and keys for lists and versions.
"use strict";

const ownTime = new Intl.DateTimeFormat(undefined, {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
});

function addOwnTimes() {
  if (new Date().getTimezoneOffset() === 0) return;
  for (const time of document.querySelectorAll("time[datetime]:not([data-plain])")) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const own = document.createElement("span");
    own.className = "own";
    own.textContent = ` (${ownTime.format(at)})`;
    time.after(own);
  }
  for (const one of document.querySelectorAll(".own-zone")) one.hidden = false;
}

function step(by) {
  const items = [...document.querySelectorAll("[data-list] [data-item]")];
  if (!items.length) return;
  const now = items.findIndex((item) => item.contains(document.activeElement));
  const next = now < 0 ? (by > 0 ? 0 : items.length - 1) : now + by;
  const link = items[Math.min(Math.max(next, 0), items.length - 1)].querySelector("a[href]");
  if (link) link.focus();
}

function follow(name) {
  const link = document.querySelector(`a[${name}]`);
  if (link) link.click();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  n: () => follow("data-next"),
  p: () => follow("data-previous"),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const act = KEYS[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});

addOwnTimes();
for (const one of document.querySelectorAll("footer .keys")) one.hidden = false;

// >>> compare: arrow keys for earlier and later versions, and a button that copies
document.addEventListener("keydown", (event) => {
  const busy = event.target.closest("input, textarea, select, [contenteditable], [tabindex='0']");
  if (busy || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const link = document.querySelector(`a[data-arrow="${CSS.escape(event.key)}"]`);
  if (link && !event.defaultPrevented) {
    event.preventDefault();
    link.click();
  }
});

function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  const told = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      told.textContent = "Copied.";
    } catch {
      select(source); // no clipboard without https: the reader's own key copies it
      told.textContent = "Selected: copy it with your keyboard.";
    }
  });
}
// <<< compare
