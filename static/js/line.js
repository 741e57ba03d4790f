// One numbered topic over the socket: subscribes after the last known number, keeps order,
// and comes back by itself. It knows nothing of messages or of the page.

const SILENT = 3_000;
const LONGEST = 30;
const SIGNED_OUT = 4001;
const TOO_MANY = 4009;

export class Line {
  #socket = null;
  #next = 1;
  #keys = new Map();
  #tries = 0;
  #timer = null;
  #lostAt = 0;
  #live = false;
  #wasLive = false;
  #leaving = false;

  // onState is told "live", "lost" with the seconds until the next try, "connecting", "back" or "too-many".
  // mayReload is asked before the page is fetched anew, so that nothing on its way is dropped.
  constructor(options) {
    Object.assign(this, options);
    addEventListener("online", () => this.tryNow());
    addEventListener("pagehide", () => { this.#leaving = true; this.#socket?.close(); });
    addEventListener("pageshow", (event) => { if (event.persisted) { this.#leaving = false; this.tryNow(); } });
  }

  open() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const language = encodeURIComponent(document.documentElement.lang);
    this.#socket = new WebSocket(`${scheme}//${location.host}/ws/v1/?language=${language}`);
    this.#socket.addEventListener("open", () => this.send({ type: "subscribe", topic: this.topic, after: this.after }));
    this.#socket.addEventListener("message", (event) => this.#receive(JSON.parse(event.data)));
    this.#socket.addEventListener("close", (event) => this.#closed(event.code));
  }

  wasLive() {
    return this.#wasLive;
  }

  send(message) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return;
    const id = this.#next++;
    if (message.key) this.#keys.set(id, message.key);
    this.#socket.send(JSON.stringify({ ...message, id }));
  }

  tryNow() {
    if (this.#live || this.#leaving || this.#socket?.readyState === WebSocket.CONNECTING) return;
    clearTimeout(this.#timer);
    this.onState("connecting");
    this.open();
  }

  #receive(message) {
    if (message.type === "subscribed") this.#subscribed();
    else if (message.type === "frames") this.#frames(message);
    else if (message.type === "ack") this.onAck({ ...message, key: this.#take(message.id) });
    else if (message.type === "error") this.#refused(message);
    else if (message.type === "refetch") this.#refetch(message.topic);
    else if (message.type === "revoked" && message.topic === this.topic) this.#reload();
  }

  #subscribed() {
    const wasAway = this.#lostAt && Date.now() - this.#lostAt >= SILENT;
    this.#live = true;
    this.#wasLive = true;
    this.#tries = 0;
    this.#lostAt = 0;
    this.onState(wasAway ? "back" : "live");
  }

  // A number is taken once and in order; what is older was seen before.
  #frames({ topic, frames }) {
    if (topic !== this.topic) return;
    const fresh = frames.filter((frame) => frame.seq > this.after);
    if (!fresh.length) return;
    this.after = fresh.at(-1).seq;
    this.onFrames(fresh);
  }

  #refused(message) {
    const key = this.#take(message.id);
    if (key) this.onError({ ...message, key });
    else if (message.code === "not_found" && this.#wasLive) this.#reload();
  }

  #take(id) {
    const key = this.#keys.get(id);
    this.#keys.delete(id);
    return key;
  }

  #refetch(topic) {
    if (topic !== this.topic) return;
    if (this.mayReload()) this.#reload();
    else setTimeout(() => this.#refetch(topic), 1000);
  }

  #reload() {
    this.#leaving = true;
    location.reload();
  }

  #closed(code) {
    this.#live = false;
    if (this.#leaving) return;
    if (code === SIGNED_OUT) { this.#reload(); return; }
    if (code === TOO_MANY) { this.onState("too-many"); return; }
    this.#lostAt ||= Date.now();
    const seconds = Math.min(2 ** this.#tries++, LONGEST);
    const wait = seconds * (0.75 + Math.random() / 2) * 1000;
    this.#countDown(Date.now() + wait);
  }

  #countDown(until) {
    clearTimeout(this.#timer);
    const left = until - Date.now();
    if (left <= 0) {
      if (Date.now() - this.#lostAt >= SILENT) this.onState("connecting");
      this.open();
      return;
    }
    if (Date.now() - this.#lostAt >= SILENT) this.onState("lost", Math.ceil(left / 1000));
    this.#timer = setTimeout(() => this.#countDown(until), Math.min(left, 1000));
  }
}
