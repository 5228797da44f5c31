// In the static site, whose files do not depend on parameters: limits the page of a thing to a profile, to some statuses,
// or to what one source says in its own voice, and says how many statements that hides. The server does the same itself.
"use strict";

(() => {
  const message = document.getElementById("limits");
  if (!message) return;
  const asked = new URLSearchParams(location.search);
  const name = ["profile", "told-by", "status"].find((one) => asked.get(one) && asked.get(one) !== "everything");
  if (!name) return;
  const values = asked.getAll(name);
  const limits = values.map((value) => `${name}=${value}`);
  const chosen = [...document.querySelectorAll("[data-limit]")].filter((one) => limits.includes(one.dataset.limit));
  const statements = [...document.querySelectorAll("article[data-status]")];
  const text = message.querySelector("span");
  message.hidden = false;

  const numbers = JSON.parse(message.dataset.numbers);
  const listed = Object.keys(numbers).length > 0;
  if (listed && !limits.some((limit) => limit in numbers)) {
    text.textContent = message.dataset.unknown;
    return;
  }

  const shown = statements.filter((one) => {
    const has = (one.dataset[name === "told-by" ? "toldBy" : name] ?? "").split(" ");
    one.hidden = !values.some((value) => has.includes(value));
    return !one.hidden;
  });
  for (const one of document.querySelectorAll("[data-datasets]")) one.hidden = name !== "profile";
  if (name === "told-by") {
    document.body.classList.add("told"); // statuses depend on other sources too
    for (const one of statements) one.className = "statement";
    for (const claim of document.querySelectorAll("article[data-status] .claim"))
      claim.hidden = !values.includes(claim.dataset.own);
  }
  // From the innermost outwards: a part or a section without a statement is hidden with its heading.
  for (const heading of document.querySelectorAll(".block h3")) {
    let next = heading.nextElementSibling;
    let any = false;
    for (; next && next.matches("article"); next = next.nextElementSibling) any ||= !next.hidden;
    heading.hidden = !any;
  }
  for (const block of document.querySelectorAll(".block")) {
    const number = [...block.querySelectorAll("article")].filter((one) => !one.hidden).length;
    block.hidden = number === 0 && !block.querySelector(".more");
    for (const count of block.querySelectorAll("[data-count]")) count.hidden = true;
    for (const part of block.querySelectorAll("details")) part.open = true;
  }

  const format = new Intl.NumberFormat("en");
  const sum = (those) => those.reduce((all, one) => all + Number(one.dataset.n ?? 1), 0);
  const all = listed ? Number(message.dataset.all) : sum(statements);
  const left = listed ? limits.reduce((total, limit) => total + (numbers[limit] ?? 0), 0) : sum(shown);
  const counted = { n: format.format(left), all: format.format(all), hidden: format.format(all - left) };
  const names = [...new Set(chosen.map((one) => one.dataset.name))];
  const counts = window.cakg.filled(message.dataset.text, counted);
  text.textContent = [names.join(", "), counts].filter(Boolean).join(". ");

  for (const one of document.querySelectorAll("[data-limit]")) {
    one.toggleAttribute("aria-current", false);
    if (limits.includes(one.dataset.limit)) one.setAttribute("aria-current", "true");
  }
  for (const link of document.querySelectorAll("a[data-keep]")) link.search = location.search;
})();
