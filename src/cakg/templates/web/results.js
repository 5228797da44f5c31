// The page of a search in the static site: lists the results for the parameter q, as the server does.
(() => {
  const [FIRST, MOST] = [20, 300];
  const { cakg, cakgIndex: index } = window;
  const { make, filled } = cakg;
  const box = document.getElementById("results");
  const text = (new URLSearchParams(location.search).get("q") ?? "").trim().replace(/\s+/g, " ").slice(0, 200);
  for (const field of document.querySelectorAll("input[name=q]")) field.value = text;

  function result(found, entry) {
    const also = found.matched && entry.names && found.matched(entry);
    const [certainty, label, meaning] = entry.status ?? [];
    const about = [entry.type, entry.about].filter(Boolean).join(": ");
    const parts = [
      make("a", { href: cakg.addressOf(entry) }, entry.label),
      also && make("bdi", { className: "also" }, also),
      label && make("span", { className: `status ${certainty}`, title: meaning }, label),
      about && make("span", { className: "facts" }, about),
    ];
    return make("li", {}, ...parts.filter(Boolean).flatMap((part) => [part, " "]));
  }

  function group(texts, found, kind) {
    const rows = found[kind].slice(0, MOST).map((entry) => result(found, entry));
    if (!rows.length) return "";
    const number = (value) => value.toLocaleString("en");
    const heading = make("h2", {}, texts[kind], " ", make("small", {}, number(found[kind].length)));
    const rest = rows.slice(FIRST);
    const summary = filled(rest.length === 1 ? texts.more_one : texts.more, { n: number(rest.length) });
    const more =
      rest.length > 0 &&
      make(
        "details",
        {},
        make("summary", {}, summary),
        make("ul", { className: "results" }, ...rest),
        found[kind].length > MOST && make("p", {}, texts.narrow),
      );
    return make("section", {}, heading, make("ul", { className: "results" }, ...rows.slice(0, FIRST)), more);
  }

  function links(texts, found) {
    const linked = found.similar.flatMap((similar, place) => {
      const to = `?${new URLSearchParams({ q: similar })}`;
      return [place ? ", " : "", make("a", { href: to }, similar)];
    });
    return linked.length && make("p", {}, texts.similar, " ", ...linked);
  }

  function list() {
    const { texts } = index;
    const found = cakg.find(index, text);
    const missing = filled(texts.missing, { words: found.missing.join(texts.or) });
    const message = found.missing.length
      ? `${missing} ${found.any ? texts.others : texts.nothing}`
      : found.partial
        ? texts.partial
        : !found.any && texts.no_words;
    const title = filled(texts.title_of, { text });
    document.title = document.title.replace(texts.title, () => title);
    document.querySelector("h1").textContent = title;
    box.replaceChildren(
      ...[
        message && make("p", { className: "message" }, message),
        links(texts, found),
        !found.any && found.missing.length && make("p", {}, index.covered),
        ...["things", "sources", "questions", "statements"].map((kind) => group(texts, found, kind)),
        make("p", { className: "facts" }, texts.no_rows),
      ].filter(Boolean),
    );
    for (const hint of document.querySelectorAll("[data-hint]")) hint.hidden = found.any;
  }

  box.hidden = false;
  if (!index) box.append(make("p", { className: "message" }, box.dataset.tooLarge));
  else if (text) list();
})();
