// Asks the question of a page in the static site with the parameters of the address, in the engine of the page. The
// rows are those of the table in the page; rows that it does not have are made from the columns of the question.
(() => {
  "use strict";
  const cakg = (window.cakg ??= {});
  const { data, texts, run, shortened, node, labels: labelsOfIris } = window.cakgQuerying;
  const { filled } = cakg;
  const XSD = "http://www.w3.org/2001/XMLSchema#";
  let search = new URLSearchParams();
  const [box, state, stop] = ["asking", "state", "stop"].map((id) => document.getElementById(id));

  class Fault extends Error {}

  // ---- Values as terms ----------------------------------------------------------

  const escaped = (text) =>
    text.replace(/["\\\n\r]/g, (sign) => ({ '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r" })[sign]);
  const literal = (text, type) => `"${escaped(text)}"${type ? `^^<${XSD}${type}>` : ""}`;

  async function rows(sparql) {
    const { answer } = await run(sparql, state);
    const { head, results } = JSON.parse(answer.json);
    return { names: head.vars, rows: results.bindings };
  }

  // The result of *make* for *key*, which is kept for the next answer unless it fails.
  const results = new Map();
  async function once(key, make) {
    if (!results.has(key)) results.set(key, await make());
    return results.get(key);
  }

  function day(value, last) {
    const found = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(value.trim());
    const [year, month, date] = (found ?? []).slice(1).map((part) => part && Number(part));
    const made = new Date(0);
    if (found && date) made.setUTCFullYear(year, month - 1, date);
    else if (found && last) made.setUTCFullYear(year, month ?? 12, 0);
    else if (found) made.setUTCFullYear(year, (month ?? 1) - 1, 1);
    const text = made.toISOString().slice(0, 10);
    if (!found || !text.startsWith(value.trim())) throw new Fault(filled(texts.bad_date, { value }));
    return text;
  }

  const TERMS = {
    text: (value) => literal(value),
    date: (value, { last }) => literal(day(value, last), "date"),
    period: (value) => day(value) && literal(value.trim()),
    year: (value) => {
      if (!/^[12]\d{3}$/.test(value.trim())) throw new Fault(filled(texts.bad_year, { value }));
      return literal(value.trim(), "integer");
    },
    boolean: (value) => {
      const given = { __proto__: null, yes: "true", true: "true", no: "false", false: "false" };
      const found = given[value.trim().toLowerCase()];
      if (!found) throw new Fault(filled(texts.bad_boolean, { value }));
      return literal(found, "boolean");
    },
  };

  // Finds the IRI of a name, as cakg.model.names does: a label or alias in any script, an IRI, or its last part.
  async function named(value, { names }) {
    const expanded = value
      .trim()
      .replace(/^(\w[\w-]*):(.*)$/, (all, name, rest) => (data.prefixes[name] ?? `${name}:`) + rest);
    const wanted = cakg.plain(value);
    for (const query of names) {
      const found = (await once(query, () => rows(query))).rows;
      const exact = found.find(({ iri }) => iri.value === expanded);
      if (exact) return node(exact.iri.value);
      const last = (iri) => iri.slice(Math.max(iri.lastIndexOf("/"), iri.lastIndexOf("#")) + 1);
      const those = found.filter(
        ({ iri, text }) => cakg.plain(text.value) === wanted || cakg.plain(last(iri.value)) === wanted,
      );
      const iris = [...new Set(those.map(({ iri }) => iri.value))];
      if (iris.length > 1) throw new Fault(filled(texts.several, { value, names: iris.map(shortened).join(", ") }));
      if (iris.length) return node(iris[0]);
    }
    throw new Fault(filled(texts.no_name, { value }));
  }

  // ---- The query and its rows -----------------------------------------------------

  async function termsOf(names) {
    const bound = {};
    for (const name of names) {
      const parameter = data.parameters[name];
      const make = TERMS[parameter.type] ?? named;
      const values = search.getAll(name).filter((value) => value.trim());
      bound[name] = [];
      for (const value of values) bound[name].push(await make(value, parameter));
    }
    return bound;
  }

  function bind(parts, bound) {
    const values = (name) =>
      name === "profile" ? `FILTER (?profile IN (${bound.profile}))` : `VALUES ?${name} { ${bound[name].join(" ")} }`;
    const text = ([name, otherwise, line]) => (bound[name] ? (line ?? values(name)) : otherwise);
    return parts.map((part) => (typeof part === "string" ? part : text(part))).join("");
  }

  // Rows that differ only in their claims are one, as in cakg.questions.rows.
  function merged({ names, rows: found }) {
    const kept = names.filter((name) => !data.hidden.includes(name));
    const entries = new Map();
    for (const row of found) {
      const key = JSON.stringify([...kept, "statement"].map((name) => [row[name]?.value, row[name]?.["xml:lang"]]));
      if (!entries.has(key)) entries.set(key, { key, row, kept, claims: new Set() });
      for (const name of data.claims) if (row[name]) entries.get(key).claims.add(row[name].value);
    }
    return [...entries.values()];
  }

  async function entriesOf(bound, withDatasets) {
    const entries = merged(await rows(bind(withDatasets ? data.everything : data.articles, bound)));
    if (withDatasets || !data.article_claims) return entries;
    const { rows: claims } = await once(data.article_claims, () => rows(data.article_claims));
    const articles = new Set(claims.map(({ claim }) => claim.value));
    return entries.filter(({ claims }) => !claims.size || [...claims].some((claim) => articles.has(claim)));
  }

  // ---- Rows that the page does not have -------------------------------------------

  function labelsOf(entries) {
    const terms = entries.flatMap(({ row, kept }) => kept.map((name) => row[name]));
    return labelsOfIris([...new Set(terms.filter((term) => term?.type === "uri").map(({ value }) => value))]);
  }

  function made(entry, columns, labels) {
    const text = (name) => {
      const term = entry.row[name];
      return !term ? "" : term.type === "uri" ? (labels.get(term.value) ?? shortened(term.value)) : term.value;
    };
    function cells() {
      const row = document.createElement("tr");
      for (const name of columns) {
        const cell = row.insertCell();
        const label = document.createElement("bdi");
        label.textContent = text(name);
        cell.append(label);
      }
      return row;
    }
    let element = null;
    const last = (iri) => iri.slice(Math.max(iri.lastIndexOf("/"), iri.lastIndexOf("#")) + 1);
    const iri = (name) => {
      if (name === "claim") return [...entry.claims].join(" ");
      const term = entry.row[name === "about" ? "statement" : name];
      return term?.type === "uri" ? term.value : "";
    };
    return {
      // Made when it is shown: an answer may have many more rows than a table shows.
      get element() {
        return (element ??= cells());
      },
      facet: (name) => (entry.row[name] ? [last(entry.row[name].value)] : []),
      text,
      line: (names) => names.map((name) => (name.endsWith("_iri") ? iri(name.slice(0, -4)) : text(name))),
    };
  }

  // ---- What tables.js calls -------------------------------------------------------

  const wantsDatasets = () => search.get("datasets") === "yes";
  const given = () => Object.keys(data.parameters).filter((name) => search.getAll(name).some((value) => value.trim()));

  function readAddress() {
    search = new URLSearchParams(location.search);
    return given().length > 0 || wantsDatasets();
  }

  // Returns the rows of *known*, the rows of the page, that answer the question, and others made from the result.
  async function answer(known, columns) {
    const bound = await termsOf(given());
    const ofDataset = Object.values(bound)
      .flat()
      .some((term) => data.datasets.some((iri) => node(iri) === term));
    const usual = await once("usual", () => entriesOf({}, data.of_datasets));
    const places = new Map(usual.slice(0, known.length).map(({ key }, place) => [key, place]));
    const entries = await entriesOf(bound, data.of_datasets || wantsDatasets() || ofDataset);
    const others = entries.filter(({ key }) => !places.has(key));
    const labels = await labelsOf(others);
    const rows = entries.map((entry) =>
      places.has(entry.key) ? known[places.get(entry.key)] : made(entry, columns, labels),
    );
    return { rows, others: others.length };
  }

  // The parameters of the question in the address, with their values.
  const asked = () =>
    [...search].filter(([name, value]) => value.trim() && (given().includes(name) || name === "datasets"));

  // Returns the rows for the parameters of the address: *known*, or those of an answer; null if there are none.
  cakg.asked = async (known, columns) => {
    const asks = readAddress();
    box.hidden = stop.hidden = !asks;
    delete document.documentElement.dataset.asked;
    if (!asks) return null;
    state.className = "";
    try {
      state.textContent = texts.loading;
      await window.cakgEngine.start();
      const start = performance.now();
      const { rows: found, others } = await once(JSON.stringify(asked()), () => answer(known, columns));
      const ms = Math.round(performance.now() - start);
      state.textContent = filled(texts.asked, {
        values: asked()
          .map(([name, value]) => `${name.replaceAll("_", " ")}: ${value}`)
          .join("; "),
        ms,
      });
      if (others) state.textContent += ` ${filled(texts.some, { n: others.toLocaleString("en-US") })}`;
      document.documentElement.dataset.asked = "";
      return found;
    } catch (error) {
      state.className = "message";
      state.textContent = error.message;
      return known;
    } finally {
      stop.hidden = true;
    }
  };

  // Is called if the answer without parameters has no rows, and the page no table.
  cakg.cannotAsk = () => {
    if (!readAddress()) return;
    box.hidden = false;
    state.className = "message";
    state.textContent = texts.no_table;
  };

  // The engine is loaded while the reader chooses parameters.
  document.querySelector("form[data-question]")?.addEventListener("focusin", () => {
    window.cakgEngine.start().catch(() => {}); // the answer will say what is wrong
  });
  stop.addEventListener("click", () => window.cakgEngine.stop());
})();
