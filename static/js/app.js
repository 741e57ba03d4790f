// What every page gains when scripts run: forms that send once, menus that close, fields that grow.
// Nothing here is needed for a page to work.

const summary = document.querySelector("[data-error-summary]");
if (summary) {
  document.title = summary.dataset.titlePrefix + document.title;
  summary.focus();
}

// A form is sent once: the second press is dropped until the answer or a return to the page.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (button?.getAttribute("aria-disabled") === "true" || form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (!form.matches("[data-once]") || event.defaultPrevented) return;
  form.dataset.sent = "true";
  button?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
});

document.addEventListener("click", (event) => {
  const target = event.target instanceof Element ? event.target : null;
  if (!target) return;
  if (target.closest("[aria-disabled='true']")) event.preventDefault();
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(target)) menu.open = false;
  }
  const opener = target.closest("[data-dialog]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.dialog).showModal();
  }
  target.closest("[data-close]")?.closest("dialog").close();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A text field grows with its text; where the browser can do it by style, it need not.
if (!CSS.supports("field-sizing", "content")) {
  document.addEventListener("input", (event) => {
    if (!event.target.matches("textarea[data-grow]")) return;
    event.target.style.blockSize = "auto";
    event.target.style.blockSize = `${event.target.scrollHeight}px`;
  });
}

// Contents and filters are open beside the text and closed above it. They arrive closed: opening moves nothing
// that is being read, closing would.
const wide = matchMedia("(width >= 60rem)");
const fit = () => {
  for (const part of document.querySelectorAll("details[data-wide]")) part.open = wide.matches;
};
fit();
wide.addEventListener("change", fit);

// A chosen finding moves the focus between the text and the list, and marks both.
document.addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href^='#finding-'], a[href^='#mark-']") : null;
  const goal = link && document.getElementById(link.hash.slice(1));
  if (!goal) return;
  event.preventDefault();
  for (const old of document.querySelectorAll(".finding[aria-current], .finding-card[aria-current]")) old.removeAttribute("aria-current");
  const number = link.hash.split("-").pop();
  document.getElementById(`finding-${number}`)?.setAttribute("aria-current", "true");
  document.getElementById(`mark-${number}`)?.setAttribute("aria-current", "true");
  goal.focus();
  goal.scrollIntoView({ block: "nearest" });
});

// A print button works only with a script, so it arrives hidden.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}
