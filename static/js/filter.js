// A list that shrinks while one types. Without it the field asks the server for the same list.

const PAUSE = 400;
const input = document.querySelector("[data-filter-list]");
let timer = null;

// The rule of the server: accents and case make no difference.
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim().replace(/\s+/g, " ");

const parts = [...document.querySelectorAll(`#${input.dataset.filterList} section`)].map((part) => {
  const address = `#${part.querySelector("h2").id}`;
  // What stands first in a row is the name; an entry of an index names its topic after it.
  const rows = [...part.querySelectorAll("li")].map((row) => ({ row, name: folded(row.firstChild.textContent) }));
  return { part, address, rows, letter: document.querySelector(`.letters [href="${address}"]`) };
});

function apply() {
  const wanted = folded(input.value);
  let found = 0;
  for (const { part, address, rows, letter } of parts) {
    for (const { row, name } of rows) row.hidden = !name.includes(wanted);
    const here = rows.filter(({ row }) => !row.hidden).length;
    found += here;
    part.hidden = !here;
    // A letter without entries leads nowhere, as the server writes it too.
    if (here) letter?.setAttribute("href", address);
    else letter?.removeAttribute("href");
  }
  const none = document.querySelector("[data-filter-none]");
  none.hidden = found > 0;
  none.querySelector("a").search = new URLSearchParams({ q: input.value });
  clearTimeout(timer);
  timer = setTimeout(() => {
    const { one, many } = input.dataset;
    document.getElementById("live").textContent = found === 1 ? one : many.replace("{n}", found);
  }, PAUSE);
}

input.addEventListener("input", apply);
input.form.addEventListener("submit", (event) => event.preventDefault());
if (input.value) apply();
