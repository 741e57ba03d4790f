// The live thread of a group: receives numbered frames, sends messages, survives a lost line.
// Without it the page is a list and a form. Words come from the page (see components/live_parts.html).

import { Line } from "./line.js";

const SEND_LIMIT = 10_000;
const END_SLACK = 48;

const list = document.querySelector("[data-live-thread]");
if (list) new LiveThread(list).start();

function LiveThread(root) {
  const thread = Number(root.dataset.thread);
  const group = Number(root.dataset.group);
  const words = readWords();
  const composer = document.querySelector("[data-composer]");
  const field = composer?.querySelector("textarea");
  const jump = document.querySelector("[data-jump]");
  const status = document.getElementById("live");
  const sending = new Map();
  let missed = [];
  let returned = null;

  const line = new Line({
    topic: root.dataset.topic,
    after: Number(root.dataset.seq),
    onFrames: applyAll,
    onAck: (message) => settle(message.key),
    onError: (message) => refuse(message.key, message.message),
    onState: showState,
  });

  this.start = () => {
    root.addEventListener("scroll", () => { if (atEnd()) forgetMissed(); }, { passive: true });
    addEventListener("scroll", () => { if (atEnd()) forgetMissed(); }, { passive: true });
    jump?.addEventListener("click", goToMissed);
    document.querySelector("[data-connection-now]")?.addEventListener("click", () => line.tryNow());
    composer?.addEventListener("submit", submit);
    field?.addEventListener("keydown", shortcut);
    const first = document.getElementById("new");
    if (first) first.scrollIntoView({ block: "center" });
    else scrollToEnd();
    line.open();
  };

  // --- frames ---------------------------------------------------------------------------------

  function applyAll(frames) {
    const follow = atEnd();
    const added = frames.map((frame) => apply(frame, follow)).filter(Boolean);
    if (returned !== null) {
      returned += added.length;
      return;
    }
    if (follow) scrollToEnd();
    else remember(added);
  }

  function apply(frame, follow) {
    if (frame.type === "PostCreated") return created(frame, follow);
    const post = root.querySelector(`[data-post="${CSS.escape(String(frame.post))}"]`);
    if (!post) return null;
    if (frame.type === "PostEdited") {
      setBody(post, frame.body_html);
      post.querySelector("[data-state]").textContent = words.edited;
    } else if (frame.type === "PostRemoved") {
      post.classList.add("removed");
      post.querySelector("[data-body]").replaceChildren(paragraph(words.removed));
      post.querySelector(".message-tools")?.remove();
    } else if (frame.type === "ReactionChanged") {
      const helped = post.querySelector("[data-helped]");
      if (helped) helped.textContent = frame.helped;
    }
    return null;
  }

  function created(frame) {
    if (Number(frame.thread) !== thread) return null;
    const mine = sending.get(frame.key);
    if (mine) {
      sending.delete(frame.key);
      clearTimeout(mine.timer);
      fill(mine.article, frame);
      say(mine.article, words.sent, "");
      return null;
    }
    if (root.querySelector(`[data-post="${CSS.escape(String(frame.post))}"]`)) return null;
    const article = blank();
    article.classList.remove("sending");
    fill(article, frame);
    append(article);
    return article;
  }

  function blank() {
    return document.getElementById("live-message").content.firstElementChild.cloneNode(true);
  }

  function fill(article, frame) {
    article.dataset.post = frame.post;
    article.id = `post-${frame.post}`;
    const own = frame.author === root.dataset.author;
    article.querySelector("[data-author]").textContent = own ? words.you : frame.author;
    article.querySelector("[data-specialty]").textContent = own ? "" : frame.author_specialty ?? "";
    setFace(article, frame.author);
    setTime(article, new Date(frame.created));
    setBody(article, frame.body_html);
  }

  // The only place where text of the server becomes markup: it was sanitised there.
  function setBody(article, html) {
    article.querySelector("[data-body]").innerHTML = html;
  }

  function setFace(article, name) {
    const parts = name.split(/\s+/).filter((word) => !/^(dra?|prof)\.?$/i.test(word));
    const ends = parts.length > 1 ? [parts[0], parts.at(-1)] : parts;
    const face = article.querySelector("[data-initials]");
    const known = [...root.querySelectorAll(".message bdi")].find((bdi) => bdi.textContent === name);
    const tone = known?.closest(".message")?.querySelector(".avatar")?.className.match(/tone-\d/)?.[0];
    face.textContent = ends.map((word) => [...word][0]).join("").toUpperCase();
    face.classList.add(tone ?? "tone-0");
  }

  function setTime(article, moment) {
    const time = article.querySelector("[data-time]");
    const language = document.documentElement.lang;
    time.dateTime = moment.toISOString();
    time.title = moment.toLocaleString(language, { dateStyle: "long", timeStyle: "short" });
    time.textContent = moment.toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hour12: false });
  }

  function append(article) {
    root.querySelector("[data-no-messages]")?.remove();
    root.append(article);
  }

  // --- sending --------------------------------------------------------------------------------

  function shortcut(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      composer.requestSubmit();
    } else if (event.key === "Escape") {
      field.blur();
    }
  }

  function submit(event) {
    if (!line.isOpen()) return; // the form itself takes it to the server
    event.preventDefault();
    const body = field.value.trim();
    if (!body) return;
    const article = blank();
    const own = { author: root.dataset.author, post: "", body_html: "", created: Date.now() };
    fill(article, own);
    article.removeAttribute("id");
    article.querySelector("[data-body]").replaceChildren(...body.split(/\n{2,}/).map(paragraph));
    append(article);
    const item = { key: crypto.randomUUID(), body, article };
    sending.set(item.key, item);
    article.querySelector("[data-retry]").addEventListener("click", () => send(item));
    article.querySelector("[data-copy]").addEventListener("click", () => copy(item));
    composer.reset();
    field.style.blockSize = "";
    field.focus();
    scrollToEnd();
    send(item);
  }

  function send(item) {
    clearTimeout(item.timer);
    say(item.article, words.sending, "sending");
    item.timer = setTimeout(() => fail(item), SEND_LIMIT);
    line.send({ type: "post", group, thread, body: item.body, key: item.key });
  }

  // The acknowledgement says that the message is stored; its frame may come before or after.
  function settle(key) {
    const item = sending.get(key);
    if (!item) return;
    clearTimeout(item.timer);
    say(item.article, words.sent, "");
  }

  function refuse(key, sentence) {
    const item = sending.get(key);
    if (item) fail(item, sentence);
  }

  function fail(item, sentence) {
    clearTimeout(item.timer);
    say(item.article, sentence ? `${words.failed}: ${sentence}` : words.failed, "failed");
    announce(words.failed);
  }

  function say(article, word, state) {
    article.classList.remove("sending", "failed");
    if (state) article.classList.add(state);
    article.querySelector("[data-state]").textContent = word;
    article.querySelector("[data-failed]").hidden = state !== "failed";
  }

  async function copy(item) {
    await navigator.clipboard.writeText(item.body);
    announce(words.copied);
  }

  // --- the line -------------------------------------------------------------------------------

  function showState(state, seconds) {
    const banner = document.querySelector("[data-connection]");
    const text = banner?.querySelector("[data-connection-text]");
    if (!banner) return;
    const wait = banner.querySelector("[data-connection-wait]");
    banner.classList.toggle("back", state === "back");
    banner.querySelector("[data-connection-now]").hidden = state === "back" || state === "connecting";
    if (state === "lost") {
      returned = 0;
      banner.hidden = false;
      if (text.textContent !== words.lost) text.textContent = words.lost;
      wait.textContent = words["retry-in"].replace("{n}", seconds);
    } else if (state === "too-many") {
      banner.hidden = false;
      text.textContent = words["too-many"];
      wait.textContent = "";
    } else if (state === "connecting") {
      wait.textContent = words.connecting;
    } else if (state === "back") {
      wait.textContent = "";
      welcome(banner, text);
    } else {
      banner.hidden = true;
    }
  }

  // What was missed arrives right after the line is back; say how much it was, once.
  function welcome(banner, text) {
    for (const item of sending.values()) if (!item.article.classList.contains("failed")) send(item);
    setTimeout(() => {
      text.textContent = returned ? words.back.replace("{n}", returned) : words["back-none"];
      returned = null;
      setTimeout(() => { if (banner.classList.contains("back")) banner.hidden = true; }, 6_000);
    }, 600);
  }

  // --- place in the list ----------------------------------------------------------------------

  function scroller() {
    return root.scrollHeight > root.clientHeight + 1 ? root : document.scrollingElement;
  }

  function atEnd() {
    const box = scroller();
    return box.scrollHeight - box.scrollTop - box.clientHeight < END_SLACK;
  }

  function scrollToEnd() {
    const box = scroller();
    box.scrollTop = box.scrollHeight;
    forgetMissed();
  }

  function remember(added) {
    if (!added.length || !jump) return;
    missed.push(...added);
    jump.querySelector("[data-jump-text]").textContent = words.jump.replace("{n}", missed.length);
    jump.hidden = false;
  }

  function forgetMissed() {
    missed = [];
    if (jump) jump.hidden = true;
  }

  function goToMissed() {
    const first = missed[0];
    forgetMissed();
    if (!first) return;
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    first.scrollIntoView({ block: "start" });
  }

  function announce(sentence) {
    if (status) status.textContent = sentence;
  }
}

function paragraph(text) {
  const element = document.createElement("p");
  element.textContent = text;
  return element;
}

function readWords() {
  const entries = document.getElementById("live-words").content.querySelectorAll("[data-word]");
  return Object.fromEntries([...entries].map((item) => [item.dataset.word, item.textContent]));
}
