// The live thread of a group: receives numbered frames, sends messages, survives a lost line.
// Without it the page is a list and a form.

import { Line } from "./line.js";
import { blankMessage, fillMessage, removeBody, setBody, setPlainBody, setState, words } from "./message.js";

const SEND_LIMIT = 10_000;
const END_SLACK = 48;
const BANNER_STAYS = 6_000;
const MISSED_ARRIVES = 600;
const READ_AFTER = 1_000;

class LiveThread {
  #sending = new Map();
  #missed = [];
  #readTimer = null;
  #returned = null; // while the line comes back: how many messages were missed

  constructor(list) {
    this.list = list;
    this.thread = Number(list.dataset.thread);
    this.group = Number(list.dataset.group);
    this.composer = document.querySelector("[data-composer]");
    this.field = this.composer?.querySelector("textarea");
    this.jump = document.querySelector("[data-jump]");
    this.line = new Line({
      topic: list.dataset.topic,
      after: Number(list.dataset.seq),
      onFrames: (frames) => this.#apply(frames),
      onAck: (message) => this.#settle(message.key),
      onError: (message) => this.#refuse(message.key, message.message),
      onState: (state, seconds) => this.#show(state, seconds),
      mayReload: () => ![...this.#sending.values()].some((item) => item.timer),
    });
  }

  start() {
    const moved = () => { if (this.#atEnd()) this.#forgetMissed(); this.#mayBeRead(); };
    this.list.addEventListener("scroll", moved, { passive: true });
    addEventListener("scroll", moved, { passive: true });
    document.addEventListener("visibilitychange", () => this.#mayBeRead());
    this.jump?.addEventListener("click", () => this.#goToMissed());
    document.querySelector("[data-connection-now]")?.addEventListener("click", () => this.line.tryNow());
    this.composer?.addEventListener("submit", (event) => this.#submit(event));
    this.field?.addEventListener("keydown", (event) => this.#shortcut(event));
    const firstNew = document.getElementById("new");
    if (firstNew) firstNew.scrollIntoView({ block: "center" });
    else if (!location.hash) this.#scrollToEnd();
    this.line.open();
  }

  // --- frames ---------------------------------------------------------------------------------

  #apply(frames) {
    const follow = this.#atEnd();
    const added = frames.map((frame) => this.#applyOne(frame)).filter(Boolean);
    if (this.#returned !== null) this.#returned += added.length;
    if (follow && this.#returned === null) this.#scrollToEnd();
    else this.#remember(added);
    const numbers = frames.filter((frame) => Number(frame.thread) === this.thread && frame.number).map((frame) => frame.number);
    this.list.dataset.number = Math.max(Number(this.list.dataset.number ?? 0), ...numbers);
    this.#mayBeRead();
  }

  #applyOne(frame) {
    if (frame.type === "PostCreated") return this.#created(frame);
    const post = this.#find(frame.post);
    if (!post) return null;
    if (frame.type === "PostEdited") {
      setBody(post, frame.body_html);
      setState(post, frame.edited ? words.edited : "");
    } else if (frame.type === "PostRemoved") {
      removeBody(post);
    } else if (frame.type === "ReactionChanged") {
      const helped = post.querySelector("[data-helped]");
      if (helped) helped.textContent = frame.helped;
    }
    return null;
  }

  #created(frame) {
    if (Number(frame.thread) !== this.thread) return null;
    const own = this.#sending.get(frame.key);
    if (own) {
      clearTimeout(own.timer);
      this.#sending.delete(frame.key);
      fillMessage(own.article, frame, true);
      setState(own.article, words.sent);
      return null;
    }
    if (this.#find(frame.post)) return null;
    const article = blankMessage();
    setState(article, "");
    fillMessage(article, frame, this.#isOwn(frame));
    this.#append(article);
    return article;
  }

  #isOwn(frame) {
    const { authorId, author } = this.list.dataset;
    return authorId && frame.author_id ? frame.author_id === authorId : frame.author === author;
  }

  #find(post) {
    return this.list.querySelector(`[data-post="${CSS.escape(String(post))}"]`);
  }

  #append(article) {
    this.list.querySelector("[data-no-messages]")?.remove();
    this.list.append(article);
  }

  // --- sending --------------------------------------------------------------------------------

  #shortcut(event) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.composer.requestSubmit();
    } else if (event.key === "Escape") {
      this.field.blur();
    }
  }

  // A line that never came up (a proxy without sockets) leaves the form to send itself.
  #submit(event) {
    if (!this.line.wasLive()) return;
    event.preventDefault();
    const body = this.field.value.trim();
    if (!body) return;
    const replyTo = this.composer.elements.reply_to;
    const item = { key: crypto.randomUUID(), body, article: blankMessage(), ...(replyTo?.value && { reply_to: Number(replyTo.value) }) };
    fillMessage(item.article, { author: this.list.dataset.author, created: Date.now() }, true);
    setPlainBody(item.article, body);
    item.article.querySelector("[data-retry]").addEventListener("click", () => this.#send(item));
    item.article.querySelector("[data-copy]").addEventListener("click", () => this.#copy(item));
    this.#sending.set(item.key, item);
    this.#append(item.article);
    this.field.value = "";
    if (replyTo) replyTo.value = "";
    this.field.style.blockSize = "";
    this.field.focus();
    this.#scrollToEnd();
    this.#send(item);
  }

  // The same key again is the same message: a retry can not send it twice.
  #send(item) {
    clearTimeout(item.timer);
    setState(item.article, words.sending, "sending");
    item.timer = setTimeout(() => this.#fail(item), SEND_LIMIT);
    const { article, timer, ...message } = item;
    this.line.send({ type: "post", group: this.group, thread: this.thread, ...message });
  }

  // The acknowledgement says that the message is stored; its frame may come before or after.
  #settle(key) {
    const item = this.#sending.get(key);
    if (!item) return;
    clearTimeout(item.timer);
    item.timer = null;
    setState(item.article, words.sent);
  }

  #refuse(key, sentence) {
    const item = this.#sending.get(key);
    if (item) this.#fail(item, sentence);
  }

  #fail(item, sentence) {
    clearTimeout(item.timer);
    item.timer = null;
    setState(item.article, sentence ? `${words.failed}: ${sentence}` : words.failed, "failed");
    announce(words.failed);
  }

  async #copy(item) {
    await navigator.clipboard.writeText(item.body);
    announce(words.copied);
  }

  // --- the line -------------------------------------------------------------------------------

  #show(state, seconds) {
    const banner = document.querySelector("[data-connection]");
    if (!banner) return;
    const wait = banner.querySelector("[data-connection-wait]");
    if (state === "lost") this.#returned = 0;
    banner.hidden = state === "live" || (state === "connecting" && banner.hidden);
    banner.classList.toggle("back", state === "back");
    banner.querySelector("[data-connection-now]").hidden = state === "back" || state === "connecting";
    wait.textContent = { lost: words["retry-in"].replace("{n}", seconds), connecting: words.connecting }[state] ?? "";
    if (state === "lost") tell(banner, words.lost);
    if (state === "too-many") tell(banner, words["too-many"]);
    if (state === "back" || state === "live") {
      this.#resend();
      this.#mayBeRead();
    }
    if (state === "back") setTimeout(() => this.#welcome(banner), MISSED_ARRIVES);
    else if (state === "live") this.#returned = null;
  }

  #resend() {
    for (const item of this.#sending.values()) if (item.timer) this.#send(item);
  }

  // What was missed came right after the line was back: say once how much it was.
  #welcome(banner) {
    tell(banner, this.#returned ? words.back.replace("{n}", this.#returned) : words["back-none"]);
    this.#returned = null;
    setTimeout(() => { if (banner.classList.contains("back")) banner.hidden = true; }, BANNER_STAYS);
  }

  // --- place in the list ----------------------------------------------------------------------

  #scroller() {
    return getComputedStyle(this.list).overflowY === "auto" ? this.list : document.scrollingElement;
  }

  #atEnd() {
    const box = this.#scroller();
    return box.scrollHeight - box.scrollTop - box.clientHeight < END_SLACK;
  }

  #scrollToEnd() {
    const box = this.#scroller();
    box.scrollTop = box.scrollHeight;
    this.#forgetMissed();
  }

  // Read means: the end was in view for a second in a visible tab.
  #mayBeRead() {
    const { number } = this.list.dataset;
    clearTimeout(this.#readTimer);
    if (!Number(number) || number === this.read || document.hidden || !this.#atEnd()) return;
    this.#readTimer = setTimeout(() => {
      this.read = number;
      this.line.send({ type: "read", group: this.group, thread: this.thread, number: Number(number) });
    }, READ_AFTER);
  }

  #remember(added) {
    if (!added.length || !this.jump || this.#atEnd()) return;
    this.#missed.push(...added);
    this.jump.querySelector("[data-jump-text]").textContent = words.jump.replace("{n}", this.#missed.length);
    this.jump.hidden = false;
  }

  #forgetMissed() {
    this.#missed = [];
    if (this.jump) this.jump.hidden = true;
  }

  #goToMissed() {
    const [first] = this.#missed;
    this.#forgetMissed();
    if (!first) return;
    first.tabIndex = -1;
    first.focus({ preventScroll: true });
    first.scrollIntoView({ block: "start" });
  }
}

// A sentence is written once per change, so that a screen reader says it once.
function tell(banner, sentence) {
  const text = banner.querySelector("[data-connection-text]");
  if (text.textContent !== sentence) text.textContent = sentence;
}

function announce(sentence) {
  const status = document.getElementById("live");
  if (status) status.textContent = sentence;
}

const list = document.querySelector("[data-live-thread]");
if (list) new LiveThread(list).start();
