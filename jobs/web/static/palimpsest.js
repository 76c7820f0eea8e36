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
  n: () => toUnread() || follow("data-next"),
  p: () => follow("data-previous"),
  u: openUnread,
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

// The form that orders a page: the token goes into a header, and is kept nowhere.
const form = document.querySelector("form[data-order]");
const state = document.querySelector("[data-order-state]");

async function call(address, token, options) {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const answer = await fetch(address, { headers, credentials: "omit", ...options });
  const told = await answer.json();
  if (!answer.ok) throw new Error(told.hint ? `${told.detail} ${told.hint}` : told.detail);
  return told;
}

async function order(token, url) {
  const body = JSON.stringify({ url });
  let told = await call(form.dataset.order, token, { method: "POST", body });
  while (told.state === "waiting" || told.state === "running") {
    state.textContent = told.state === "waiting" ? "It waits for its turn …" : "It is being read …";
    await new Promise((go) => setTimeout(go, 2000));
    told = await call(told.address, token, {});
  }
  const outcome = (told.outcome || told.state).replaceAll("_", " ");
  state.textContent = told.reason ? `${outcome}: ${told.reason}` : `${outcome}. `;
  if (!told.version) return;
  const link = document.createElement("a");
  link.href = `/articles/${told.article}`;
  link.textContent = "See the article";
  state.append(link);
}

if (form) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      await order(form.elements.token.value, form.elements.address.value);
    } catch (error) {
      state.textContent = error.message;
    }
    button.disabled = false;
  });
}

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
// >>> unread: what is new since this browser last looked at this list; kept in the browser alone
function recall(store, name) {
  try {
    return JSON.parse(store().getItem(`palimpsest.${name}`));
  } catch {
    return null; // no store, or none of ours
  }
}

function remember(store, name, value) {
  try {
    store().setItem(`palimpsest.${name}`, JSON.stringify(value));
  } catch {
    // a browser that keeps nothing: the link "Only what comes from now on" does the same
  }
}

const lasting = () => localStorage;
const passing = () => sessionStorage;

function isRead(key) {
  return (recall(lasting, "read") ?? []).includes(key);
}

function noteRead(key) {
  const others = (recall(lasting, "read") ?? []).filter((one) => one !== key);
  remember(lasting, "read", [...others.slice(-499), key]);
}

function showUnread() {
  const list = document.querySelector("[data-changes]");
  if (!list) return;
  const items = [...list.querySelectorAll("[data-item]")];
  const name = `seen:${list.dataset.changes}`;
  const newest = items[0]?.dataset.seen;
  let mark = recall(lasting, name);
  if (!mark && newest && !("later" in list.dataset)) remember(lasting, name, (mark = newest));
  const after = Date.parse(mark ?? "");
  const unread = items.filter(
    (item) => Date.parse(item.dataset.seen) > after && !isRead(item.dataset.key),
  );
  for (const item of items) {
    item.classList.toggle("is-unread", unread.includes(item));
    item.querySelector(".badge.new")?.remove();
  }
  for (const item of unread) {
    const badge = document.createElement("span");
    badge.className = "badge is-new";
    badge.textContent = "new";
    (item.querySelector(".when") ?? item).prepend(badge, " ");
  }
  const queue = unread.map((item) => [item.dataset.key, item.querySelector("h2 a").href]);
  remember(passing, "unread", { queue, list: location.href });
  const more = unread.length === items.length && document.querySelector("a[data-next]");
  const told = document.querySelector("[data-unread]");
  told.hidden = !unread.length;
  told.querySelector("[data-unread-count]").textContent =
    `${unread.length}${more ? " or more" : ""} new since you last looked.`;
  const button = told.querySelector("[data-mark-read]");
  button.hidden = "later" in list.dataset;
  button.onclick = () => {
    remember(lasting, name, newest);
    showUnread();
    document.getElementById("main").focus();
  };
}

function toUnread() {
  const items = [...document.querySelectorAll("[data-item]")];
  const unread = items.filter((item) => item.classList.contains("is-unread"));
  const now = items.findIndex((item) => item.contains(document.activeElement));
  const next = unread.find((item) => items.indexOf(item) > now) ?? (now < 0 ? unread[0] : null);
  next?.querySelector("h2 a").focus();
  return Boolean(next);
}

function openUnread() {
  const { queue = [], list = "/" } = recall(passing, "unread") ?? {};
  const next = queue.find(([key]) => !isRead(key));
  if (next) noteRead(next[0]);
  location.assign(next ? next[1] : list);
}

document.addEventListener("click", (event) => {
  const item = event.target.closest("a[href]")?.closest("[data-changes] [data-item]");
  if (item) noteRead(item.dataset.key);
});
addEventListener("pageshow", showUnread); // also when the reader comes back to the page
// <<< unread
