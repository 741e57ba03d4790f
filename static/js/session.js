// The end of a session: says it before it comes, has unsent text kept by the server, and leaves the page.

const WARN = 120;
const LATE = 1200;
const LAST = 8;
const box = document.querySelector("[data-session]");
let idleAt = Infinity;
let endsAt = Infinity;
let asked = 0;
let savedAt = 0;

const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

function read({ idle, end }) {
  idleAt = idle === null ? Infinity : Date.now() + idle * 1000;
  endsAt = Date.now() + end * 1000;
}

// What the page does by itself says so: it is no sign that somebody is there.
function send(url, fields, byItself) {
  const headers = byItself ? { "X-By-Itself": "1" } : {};
  return fetch(url, { method: "POST", headers, body: new URLSearchParams({ csrfmiddlewaretoken: token(), ...fields }) });
}

function* written() {
  for (const field of document.querySelectorAll("main form[method=post] textarea, main form[method=post] input[type=text]")) {
    const key = `${field.form.getAttribute("action") ?? ""} ${field.name}`;
    if (field.name && !field.closest("[data-no-keep]")) yield [key, field];
  }
}

async function keep() {
  if (!box.dataset.keepUrl) return;
  const fields = {};
  for (const [key, field] of written()) {
    if (field.value.trim() && field.value !== field.defaultValue) fields[key] = field.value;
  }
  if (!Object.keys(fields).length) return;
  sessionStorage.setItem("kept", location.pathname);
  await send(box.dataset.keepUrl, { path: location.pathname, fields: JSON.stringify(fields) }, true);
}

async function giveBack() {
  if (!box.dataset.keptUrl || sessionStorage.getItem("kept") !== location.pathname) return;
  const answer = await send(box.dataset.keptUrl, { path: location.pathname }, true);
  if (!answer.ok) return;
  sessionStorage.removeItem("kept");
  const { fields } = await answer.json();
  let back = false;
  for (const [key, field] of written()) {
    if (!fields[key] || field.value !== field.defaultValue) continue;
    field.value = fields[key];
    field.dispatchEvent(new Event("input", { bubbles: true }));
    back = true;
  }
  box.querySelector("[data-session-back]").hidden = !back;
}

function leave() {
  clearInterval(clock);
  document.querySelector("main").replaceChildren();
  location.replace(`${box.dataset.loginUrl}?${new URLSearchParams({ next: location.pathname + location.search })}`);
}

const clockWords = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

async function tick() {
  const dialog = box.querySelector("dialog");
  const idle = Math.ceil((idleAt - Date.now()) / 1000);
  const end = Math.ceil((endsAt - Date.now()) / 1000);
  if (Math.min(idle, end) <= WARN && Date.now() - asked > 20_000) {
    // Another tab may have gone on meanwhile.
    asked = Date.now();
    const answer = await fetch(box.dataset.stateUrl).catch(() => null);
    if (answer) read(await answer.json());
    return;
  }
  if (Math.min(idle, end) <= 0) {
    leave();
    return;
  }
  const least = Math.min(idle, end) <= LAST ? LAST : WARN;
  if (Math.min(idle, end) <= WARN && savedAt !== least) {
    savedAt = least;
    keep();
  }
  box.querySelector("[data-session-late]").hidden = end > LATE;
  box.querySelector("[data-session-at]").textContent = new Date(endsAt).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  box.querySelector("[data-session-left]").textContent = clockWords(Math.max(0, idle));
  if (idle <= WARN && idle < end && !dialog.open) dialog.showModal();
  if (idle > WARN && dialog.open) dialog.close();
}

let clock = 0;
if (box) {
  read({ idle: box.dataset.idle ? Number(box.dataset.idle) : null, end: Number(box.dataset.end) });
  clock = setInterval(tick, 1000);
  document.addEventListener("visibilitychange", tick);
  box.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await send(box.dataset.stayUrl, {}, false).catch(() => null);
    if (answer) read(await answer.json());
    savedAt = 0;
    tick();
  });
  giveBack();
}
