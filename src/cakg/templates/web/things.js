// Limits the list of things while a reader types: each word begins a word of a name, in any language and script.
// In the static site it also reads the parameter q of the address, as the server does.
"use strict";

(() => {
  const input = document.querySelector("[data-filter=things]");
  const found = document.getElementById("found");
  const rows = [...document.querySelectorAll("tr[data-words]")];
  const format = new Intl.NumberFormat("en");
  const limit = () => {
    const words = cakg.plain(input.value).split(" ").filter(Boolean);
    let number = 0;
    for (const row of rows) {
      row.hidden = !words.every((word) => row.dataset.words.includes(` ${word}`));
      number += row.hidden ? 0 : 1;
    }
    for (const list of document.querySelectorAll(".kind-list")) {
      list.hidden = rows.every((row) => row.hidden || !list.contains(row));
    }
    const numbers = { n: format.format(number), all: format.format(rows.length) };
    found.textContent = words.length > 0 ? cakg.filled(found.dataset.text, numbers) : "";
  };

  const asked = new URLSearchParams(location.search).get("q");
  if (document.documentElement.hasAttribute("data-static") && asked) {
    input.value = asked;
    limit();
  }
  input.addEventListener("input", limit);
})();
