// The results of a query: reads triples as rows, and shows rows as a table with labels and links.
"use strict";
window.cakg.rows = (() => {
  const { cakg } = window;
  const { make } = cakg;
  const { data, texts, shortened, labels } = window.cakgQuerying;
  const [MOST_ROWS, MOST_LABELS] = [1000, 3000];
  const BASE = data.prefixes.id.replace(/id\/$/, "");
  const PAGES = { id: ["thing", "things"], stmt: ["statement", "statements"], source: ["source", "sources"] };
  const SLUG = /^[a-z0-9_][a-z0-9_-]{0,90}$/;
  const { root, extension } = cakg;
  const terms = new Map(window.cakgQueries.terms.map(([path, given]) => [given, path]));

  // ---- Triples ------------------------------------------------------------------

  const SIGNS = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };
  const unescaped = (text) =>
    text.replace(/\\(?:u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|(.))/g, (all, short, long, sign) =>
      sign ? (SIGNS[sign] ?? sign) : String.fromCodePoint(parseInt(short ?? long, 16)),
    );

  function term(text) {
    if (text.startsWith("<<")) return { type: "triple", value: text };
    if (text.startsWith("<")) return { type: "uri", value: unescaped(text.slice(1, -1)) };
    if (!text.startsWith('"')) return { type: "bnode", value: text.slice(2) };
    const end = text.lastIndexOf('"');
    const language = text.slice(end + 1).startsWith("@") ? text.slice(end + 2) : undefined;
    return { type: "literal", value: unescaped(text.slice(1, end)), "xml:lang": language };
  }

  // The triples of a text in N-Triples as rows of subject, predicate and object.
  function ofTriples(text) {
    const names = texts.columns;
    const rows = text.match(/^[<_].*$/gm) ?? [];
    const parts = rows.map((line) => line.match(/^(\S+) (\S+) (.*) \.$/).slice(1));
    return { names, rows: parts.map((three) => Object.fromEntries(three.map((one, at) => [names[at], term(one)]))) };
  }

  // ---- Cells --------------------------------------------------------------------

  // The link to the page of an IRI; empty if it has none, or if the static site may have none.
  function address(iri, index) {
    const given = shortened(iri);
    const [prefix, name] = given.split(/:(.*)/s);
    if (terms.has(given)) return `${root}${terms.get(given)}${extension}`;
    if (!iri.startsWith(BASE)) return /^https?:\/\//i.test(iri) ? iri : "";
    if (PAGES[prefix] && SLUG.test(name)) {
      const [kind, list] = PAGES[prefix];
      const exists = !extension || (index && cakg.entries(index)[list].some(({ slug }) => slug === name));
      if (exists) return `${root}${kind}/${name}${extension}`;
    }
    // The server leads from every other IRI to its page.
    const rest = iri.slice(BASE.length).split("#")[0];
    return extension || !rest ? "" : root + rest.split("/").map(encodeURIComponent).join("/");
  }

  function ofIri(iri, called, index) {
    const href = address(iri, index);
    const [label, given] = [called.get(iri), shortened(iri)];
    const properties =
      href.startsWith("http") && !iri.startsWith(BASE) ? { href, rel: "noopener noreferrer" } : { href };
    const shown = href ? make("a", properties, label ?? given) : make("bdi", {}, label ?? given);
    return [shown, label && " ", label && make("code", {}, given)].filter(Boolean);
  }

  const text = (one) => {
    if (!one) return "";
    if (one.type !== "triple") return one.type === "bnode" ? `_:${one.value}` : one.value;
    const { subject, predicate, object } = one.value;
    return subject ? `<<( ${[subject, predicate, object].map(text).join(" ")} )>>` : one.value;
  };

  function cell(row, one, linked) {
    const made = row.insertCell();
    made.dir = "auto";
    if (one?.["xml:lang"]) made.lang = one["xml:lang"];
    if (one?.type === "uri") linked.push([made, one.value]);
    else made.textContent = text(one);
  }

  // The table of the first rows. Labels and links come as soon as they are known.
  function table(names, rows) {
    const made = make("table", {});
    const heads = names.map((name) => make("th", { scope: "col" }, name.replaceAll("_", " ")));
    made
      .createTHead()
      .insertRow()
      .append(...heads);
    const [body, linked] = [made.createTBody(), []];
    for (const row of rows.slice(0, MOST_ROWS)) {
      const line = body.insertRow();
      for (const name of names) cell(line, row[name], linked);
    }
    let [called, index] = [new Map(), null];
    const show = () => linked.forEach(([box, iri]) => box.replaceChildren(...ofIri(iri, called, index)));
    show();
    const iris = [...new Set(linked.map(([, iri]) => iri))].slice(0, MOST_LABELS);
    const known = (found) => [([called, index] = found), show()];
    labels(iris).then(
      (found) => known([found, index]),
      () => undefined,
    ); // a table without labels is complete too
    if (extension) cakg.withIndex((found) => known([called, found]));
    return make("div", { className: "table", tabIndex: 0, role: "region", ariaLabel: texts.table }, made);
  }

  // ---- Files --------------------------------------------------------------------

  // A button that saves what *content* returns.
  function saving(label, type, content, name) {
    const button = make("button", { type: "button" }, label);
    button.addEventListener("click", () => {
      const href = URL.createObjectURL(new Blob([content()], { type }));
      make("a", { href, download: name }).click();
      setTimeout(() => URL.revokeObjectURL(href), 60_000);
    });
    return button;
  }

  const csv = (names, rows) => cakg.csv([names, ...rows.map((row) => names.map((name) => text(row[name])))]);

  return { MOST_ROWS, address, ofTriples, table, saving, csv };
})();
