"""The keyboard walk: Tab from the top to the end of a page, and what is wrong at each stop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from playwright.sync_api import Page

_MOST_PRESSES: Final = 900
_SKIP: Final = 'class="skip"'
WIDTHS: Final = (390, 1280)
_HEIGHT: Final = 800

# Describes the stop that has the focus, marks it as visited, and says what is wrong with it.
_AT_STOP: Final = """() => {
  const at = document.activeElement;
  if (!at || at === document.body || at === document.documentElement) return null;
  const name = at.outerHTML.slice(0, 110).replace(/\\s+/g, " ");
  const again = at.hasAttribute("data-walked");
  at.setAttribute("data-walked", "");
  const wrong = [];
  const ringOf = (e) => {
    const style = e && getComputedStyle(e);
    return style && style.outlineStyle !== "none" ? parseFloat(style.outlineWidth) : 0;
  };
  // Some draw the ring around the whole control: its label, the card, the box of the composer.
  const around = [at, at.closest(".composer-box"), at.closest(".card"), at.closest("label"),
                  at.nextElementSibling, at.labels && at.labels[0]];
  if (!(Math.max(...around.map(ringOf)) >= 3)) wrong.push("no ring of 3 px");
  const boxes = [...at.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
  const seen = boxes.filter((box) => box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth);
  if (!seen.length) wrong.push("not in the window");
  const hit = ([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (at.contains(top) || top.contains(at) || [...(at.labels || [])].some((l) => l.contains(top)));
  };
  const inside = (value, end) => Math.min(Math.max(value, 1), end - 2);
  const points = seen.map((box) => [
    inside(box.x + box.width / 2, innerWidth), inside(box.y + Math.min(box.height / 2, 20), innerHeight)]);
  if (seen.length && !points.some(hit)) wrong.push("covered");
  if (at.tabIndex > 0) wrong.push("takes the order into its own hands (tabindex)");
  // Stops are compared as both stand now: the page has scrolled in between.
  const before = window.walkedBefore;
  window.walkedBefore = at;
  const stuck = (e) => e && e !== document.body &&
    (["fixed", "sticky"].includes(getComputedStyle(e).position) || e.matches("[popover]") || stuck(e.parentElement));
  // Bars that stick move with the window; in the heads `reading-flow` sets the order where a browser knows it.
  const head = (e) => e.closest(".masthead, .topbar");
  if (before && before.isConnected && before !== at && !stuck(before) && !stuck(at) && !(head(before) && head(at))) {
    const [was, is] = [before.getBoundingClientRect(), at.getBoundingClientRect()];
    // Wholly above, and not the start of a further column.
    if (is.bottom <= was.top && is.left < was.right) wrong.push("against the order of reading");
  }
  return {name, again, wrong, parts: before === at && /^(date|time|month|week)/.test(at.type || "")};
}"""

# What could be reached with a pointer, and was not visited.
_MISSED: Final = """() => [...document.querySelectorAll(
    "a[href], button, input, select, textarea, summary, [tabindex='0'], [contenteditable=true]")]
  .filter((e) => !e.hasAttribute("data-walked") && !e.disabled && e.tabIndex >= 0 && !e.closest("[inert]") &&
    e.checkVisibility({visibilityProperty: true}) &&
    !(e.type === "radio" && [...document.getElementsByName(e.name)].some((r) => r.hasAttribute("data-walked"))))
  .map((e) => e.outerHTML.slice(0, 110).replace(/\\s+/g, " "))"""


@dataclass(frozen=True, slots=True)
class Walk:
    """How many stops a page has, and what is wrong with them."""

    stops: int
    problems: tuple[str, ...]


def walk(page: Page, width: int) -> Walk:
    """Walk the open page in a window of this width."""
    page.set_viewport_size({"width": width, "height": _HEIGHT})
    page.reload(wait_until="load")
    problems: list[str] = []
    stops: list[dict[str, Any]] = []
    for _ in range(_MOST_PRESSES):
        page.keyboard.press("Tab")
        stop = page.evaluate(_AT_STOP)
        if stop is None or (stop["again"] and _SKIP in stop["name"]):
            break
        if stop["parts"]:  # day, month and year are stops of one field
            continue
        if stop["again"]:
            problems.append(f"the focus is caught at {stop['name']}")
            break
        if not stops and _SKIP not in stop["name"]:
            problems.append(f"the first stop is not the skip link but {stop['name']}")
        problems += [f"{wrong}: {stop['name']}" for wrong in stop["wrong"]]
        stops.append(stop)
    problems += [f"never reached: {name}" for name in page.evaluate(_MISSED)]
    return Walk(len(stops), tuple(problems))
