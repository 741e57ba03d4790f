// How one message of a live thread is drawn. Words and markup come from the page (components/live_parts.html).

export const words = readWords();

function readWords() {
  const entries = document.getElementById("live-words")?.content.querySelectorAll("[data-word]") ?? [];
  return Object.fromEntries([...entries].map((item) => [item.dataset.word, item.textContent]));
}

export function blankMessage() {
  return document.getElementById("live-message").content.firstElementChild.cloneNode(true);
}

export function fillMessage(article, frame, isMine) {
  if (frame.post) {
    article.dataset.post = frame.post;
    article.id = `post-${frame.post}`;
  }
  article.querySelector("[data-author]").textContent = isMine ? words.you : frame.author;
  article.querySelector("[data-specialty]").textContent = isMine ? "" : frame.author_specialty ?? "";
  const face = article.querySelector("[data-initials]");
  face.textContent = initials(frame.author);
  face.classList.add(`tone-${tone(frame.author)}`);
  setTime(article.querySelector("[data-time]"), new Date(frame.created));
  const helped = article.querySelector("[data-tools] form");
  if (helped && frame.post && !isMine) {
    helped.setAttribute("action", helped.getAttribute("action").replace("/0/", `/${frame.post}/`));
    helped.querySelector("[data-helped]").textContent = frame.helped ?? 0;
    helped.closest("[data-tools]").hidden = false;
  }
  if (frame.body_html) setBody(article, frame.body_html);
}

// The only place where text becomes markup: the server has sanitised it.
export function setBody(article, html) {
  article.querySelector("[data-body]").innerHTML = html;
}

export function setPlainBody(article, text) {
  article.querySelector("[data-body]").replaceChildren(...text.split(/\n{2,}/).map(paragraph));
}

export function setState(article, word, state = "") {
  article.classList.remove("sending", "failed");
  if (state) article.classList.add(state);
  article.querySelector("[data-state]").textContent = word;
  const tools = article.querySelector("[data-failed]");
  if (tools) tools.hidden = state !== "failed";
}

export function removeBody(article) {
  article.classList.add("removed");
  setPlainBody(article, words.removed);
  article.querySelector(".message-tools")?.remove();
}

function paragraph(text) {
  const element = document.createElement("p");
  element.textContent = text;
  return element;
}

function setTime(element, moment) {
  const language = document.documentElement.lang;
  element.dateTime = moment.toISOString();
  element.title = moment.toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
  element.textContent = moment.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hour12: false });
}

// The two rules of core/templatetags/interface.py, so that a face looks the same live and after a reload.
export function initials(name) {
  const parts = name.split(/\s+/).filter((word) => word && !/^(dra?|prof)\.?$/i.test(word));
  const ends = parts.length > 1 ? [parts[0], parts.at(-1)] : parts;
  return ends.map((word) => [...word][0]).join("").toUpperCase() || "?";
}

export function tone(name) {
  let sum = ~0;
  for (const byte of new TextEncoder().encode(name)) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
  }
  return (~sum >>> 0) % 6;
}
