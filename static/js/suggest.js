// Suggestions under a search field: a combobox with a list. Without it the field is a plain form.

const WAIT = 200;
const SHORTEST = 2;

function combobox(input, number) {
  const list = input.form.querySelector("[role=listbox]");
  let options = [];
  let at = -1;
  let timer = null;
  let asked = null;

  // A search field may not be a combobox, a text field may.
  input.type = "text";
  input.inputMode = "search";
  list.id = `suggestions-${number}`;
  set({ role: "combobox", "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": list.id });
  close();

  input.addEventListener("input", (event) => { if (!event.isComposing) later(); });
  input.addEventListener("compositionend", later);
  input.addEventListener("keydown", (event) => { if (!event.isComposing) keys[event.key]?.(event); });
  input.addEventListener("blur", () => { forget(); close(); });
  // The press must not take the focus from the field: losing it closes the list.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => choose(event.target.closest("[role=option]")));

  const keys = {
    ArrowDown: (event) => step(event, 1),
    ArrowUp: (event) => step(event, -1),
    Home: () => mark(-1),
    End: () => mark(-1),
    Enter: (event) => { if (options[at]) { event.preventDefault(); choose(options[at]); } },
    Escape: (event) => {
      if (!list.hidden) event.preventDefault();
      else input.value = "";
      forget();
      close();
    },
  };

  function set(values) {
    for (const name in values) input.setAttribute(name, values[name]);
  }

  function forget() {
    clearTimeout(timer);
    asked?.abort();
  }

  function later() {
    forget();
    mark(-1);
    timer = setTimeout(ask, WAIT);
  }

  async function ask() {
    forget();
    const typed = input.value.trim();
    if (typed.length < SHORTEST) { close(); return; }
    const { signal } = asked = new AbortController();
    try {
      const answer = await fetch(`${input.dataset.suggest}?q=${encodeURIComponent(typed)}`, { signal });
      show(answer.ok ? (await answer.json()).suggestions : []);
    } catch {
      // No connection, or nobody waits any more: the form still searches.
      if (!signal.aborted) close();
    }
  }

  function show(found) {
    options = found.map((title, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${index}`;
      option.role = "option";
      option.ariaSelected = "false";
      option.textContent = title;
      return option;
    });
    at = -1;
    list.replaceChildren(...options);
    list.hidden = !options.length;
    set({ "aria-expanded": !list.hidden });
    const { one, many, none } = list.dataset;
    document.getElementById("live").textContent = { 0: none, 1: one }[options.length] ?? many.replace("{n}", options.length);
  }

  // One step beyond either end lies the field itself, with the words as they were typed.
  function step(event, by) {
    event.preventDefault();
    if (list.hidden) ask();
    else {
      const places = options.length + 1;
      mark(((at + 1 + by + places) % places) - 1);
    }
  }

  function mark(index) {
    if (options[at]) options[at].ariaSelected = "false";
    at = index;
    const option = options[at];
    if (option) option.ariaSelected = "true";
    option?.scrollIntoView({ block: "nearest" });
    set({ "aria-activedescendant": option?.id ?? "" });
  }

  function choose(option) {
    if (!option) return;
    input.value = option.textContent;
    close();
    input.form.requestSubmit();
  }

  function close() {
    mark(-1);
    options = [];
    list.hidden = true;
    set({ "aria-expanded": false });
  }
}

document.querySelectorAll("[data-suggest]").forEach(combobox);
