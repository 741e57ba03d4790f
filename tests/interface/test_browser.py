"""The styleguide in a real browser: accessibility rules, narrow windows, the policy, the keyboard."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from config.styleguide_data import PAGES, SECTIONS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EVERY_RULE = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}
# The markup is the same in each look; these depend on the theme and the width. `make audit` runs all in all looks.
RULES_OF_LOOKS = {"runOnly": {"type": "rule", "values": ["color-contrast", "target-size", "link-in-text-block"]}}
ADDRESSES = ["", *(f"page/{slug}/" for slug in PAGES), *(f"{section.slug}/" for section in SECTIONS)]
TURNED = ["controls/?dir=rtl", "talk/?dir=rtl&shell=desk"]
LONG = "many/"  # five hundred rows cost a minute of axe: `make audit` walks them
SIDEWAYS = "document.documentElement.scrollWidth - innerWidth"


@pytest.mark.parametrize(("width", "scheme", "rules"), [(1440, "light", RULES_OF_LOOKS), (390, "dark", EVERY_RULE)])
def test_axe_finds_nothing(
    chromium: Browser, guide: str, width: int, scheme: Literal["light", "dark"], rules: dict[str, Any]
) -> None:
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce"
    )
    page = context.new_page()
    found: dict[tuple[str, str], str] = {}
    for address in [*ADDRESSES, *TURNED]:
        if address == LONG:
            continue
        answer = page.goto(guide + address)
        assert answer is not None
        assert answer.status == 200
        result = Axe().run(page, options=rules).response
        found |= {(address, each["id"]): each["nodes"][0]["html"] for each in result["violations"]}
    context.close()
    assert not found


def test_nothing_scrolls_sideways_and_the_policy_is_kept_at_320_pixels(chromium: Browser, guide: str) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    wide = []
    for address in [*ADDRESSES, *TURNED]:
        page.goto(guide + address)
        if page.evaluate(SIDEWAYS) > 0:
            wide.append(address)
    context.close()
    assert (wide, said) == ([], [])


def test_every_stop_of_the_keyboard_shows_a_ring_and_is_not_covered(chromium: Browser, guide: str) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(guide + "page/group/")
    bad = []
    for _ in range(45):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
              const at = document.activeElement;
              if (at === document.body) return null;
              const box = at.getBoundingClientRect();
              const x = box.x + box.width / 2, y = box.y + Math.min(box.height / 2, 20);
              const top = document.elementFromPoint(x, y);
              const ring = (e) => e && getComputedStyle(e).outlineStyle !== "none";
              const around = at.closest(".composer-box, .card");
              return [at.outerHTML.slice(0, 90), Boolean(ring(at) || ring(around)),
                      Boolean(top && (at.contains(top) || top.contains(at)))];
            }"""
        )
        if seen is None:
            break
        if not (seen[1] and seen[2]):
            bad.append(seen)
    context.close()
    assert not bad


def test_an_error_summary_takes_the_focus_and_the_title_says_so(chromium: Browser, guide: str) -> None:
    page = chromium.new_page()
    page.goto(guide + "form-errors/")
    page.wait_for_function("document.title.startsWith('Error: ')")
    assert page.evaluate("document.activeElement.hasAttribute('data-error-summary')")
    page.click(".error-summary a >> nth=0")
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    page.close()


def test_a_form_is_sent_once(chromium: Browser, guide: str) -> None:
    page = chromium.new_page()
    page.goto(guide + "talk/")
    sent = page.evaluate(
        """() => {
          let count = 0;
          const form = document.querySelector("form[data-once]");
          document.addEventListener("submit", (event) => {
            if (!event.defaultPrevented) count += 1;
            event.preventDefault();
          });
          form.requestSubmit(); form.requestSubmit();
          return count;
        }"""
    )
    page.close()
    assert sent == 1


def test_the_menu_of_a_phone_opens_without_script(chromium: Browser, guide: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(guide)
    menu = page.locator("#site-nav")
    assert not menu.is_visible()
    page.click(".menu-button")
    assert menu.is_visible()
    page.keyboard.press("Escape")
    assert not menu.is_visible()
    context.close()


def test_a_finding_and_its_entry_pass_the_focus_to_each_other(chromium: Browser, guide: str) -> None:
    page = chromium.new_page()
    page.goto(guide + "page/deidentify/")
    page.click("#mark-2")
    assert page.evaluate("document.activeElement.id") == "finding-2"
    page.click("#finding-2 .row-title")
    assert page.evaluate("document.activeElement.id") == "mark-2"
    assert page.get_attribute("#finding-1", "aria-current") is None
    page.close()


def test_a_face_is_the_same_live_and_after_a_reload(chromium: Browser, guide: str) -> None:
    from core.templatetags.interface import initials, tone

    names = ["Dr Li Chen", "Sam Okoro", "Dra. Ana María Ruiz", "Plato", "élan vital", "ارتفاع ضغط"]
    page = chromium.new_page()
    page.goto(guide)
    drawn = page.evaluate(
        """async (names) => {
          const message = await import("/static/js/message.js");
          return names.map((name) => [message.initials(name), message.tone(name)]);
        }""",
        names,
    )
    page.close()
    assert drawn == [[initials(name), tone(name)] for name in names]
