"use strict";
(() => {
  const tests = [...document.querySelectorAll("details.test")];
  const chips = [...document.querySelectorAll(".chip")];
  const filter = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const texts = new Map();
  const numbers = new Intl.NumberFormat(document.documentElement.lang === "ar" ? "ar-u-nu-arab" : "en");
  const figure = (count) => numbers.format(count);

  const textOf = (test) => {
    if (!texts.has(test)) texts.set(test, test.textContent.toLowerCase());
    return texts.get(test);
  };

  const apply = () => {
    const verdict = chips.find((chip) => chip.getAttribute("aria-pressed") === "true").dataset.verdict;
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const test of tests) {
      const fits = (!verdict || test.dataset.verdict === verdict) && words.every((word) => textOf(test).includes(word));
      test.hidden = !fits;
      count += fits;
    }
    shown.textContent = shown.dataset.text.replace("{shown}", figure(count)).replace("{total}", figure(tests.length));
  };

  const press = (chosen) => {
    for (const chip of chips) chip.setAttribute("aria-pressed", String(chip === chosen));
    apply();
  };

  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.hidden) {
      filter.value = "";
      press(chips[0]);
    }
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    target.scrollIntoView();
  };

  const setAll = (open) => {
    for (const test of tests) if (!test.hidden) test.open = open;
  };

  if (tests.length) {
    document.querySelector(".tools").hidden = false;
    for (const chip of chips) chip.addEventListener("click", () => press(chip));
    filter.addEventListener("input", apply);
    document.getElementById("open-all").addEventListener("click", () => setAll(true));
    document.getElementById("close-all").addEventListener("click", () => setAll(false));
    apply();
  }
  addEventListener("hashchange", reveal);
  reveal();
})();
