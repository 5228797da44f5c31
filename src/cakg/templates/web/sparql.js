// The page for free queries: asks the query of the text area, and shows its result or the error at its place.
"use strict";
(() => {
  const { cakg } = window;
  const { filled, make, rows, options } = cakg; // the static site has no options
  const { texts, indexOf, run } = window.cakgQuerying;
  const LONGEST_ADDRESS = 7000; // characters that the server reads
  const FIRST =
    'SELECT ?state ?label WHERE {\n  ?state a cakg:State ; rdfs:label ?label .\n  FILTER (LANG(?label) = "en")\n}\nORDER BY ?label';
  const ids = ["sparql", "example", "query", "stop", "state", "elapsed", "result"];
  const [form, example, query, stop, state, elapsed, result] = ids.map((id) => document.getElementById(id));

  // ---- The result ---------------------------------------------------------------

  // A link to this page with this query. Longer ones are behind a sign after which nothing is sent to the server.
  function permalink({ sparql, chosen }) {
    const asked = String(new URLSearchParams([["query", sparql], ...chosen]));
    return (asked.length < LONGEST_ADDRESS ? "?" : "#") + asked;
  }

  function buttons(names, found, { json, triples }) {
    const { saving, csv } = rows;
    const table = saving(texts.csv, "text/csv", () => csv(names, found), "rows.csv");
    if (triples !== undefined)
      return [saving(texts.ntriples, "application/n-triples", () => triples, "triples.nt"), table];
    return [table, saving(texts.json, "application/sparql-results+json", () => json, "rows.json")];
  }

  function read({ json, triples }) {
    if (triples !== undefined) return rows.ofTriples(triples);
    const { head, results, boolean } = JSON.parse(json);
    return { names: head.vars, rows: results?.bindings, boolean };
  }

  // Says how many rows there are, and which sources were asked if not all.
  function say({ limited }, number) {
    state.textContent = limited ? `${limited}: ${number}` : number;
  }

  function show(asked, answer, ms) {
    const { names, rows: found, boolean } = read(answer);
    const number = (value) => value.toLocaleString("en");
    const link = make("a", { href: permalink(asked) }, texts.link);
    if (!found?.length) {
      say(asked, found ? texts.empty : filled(boolean ? texts.yes : texts.no, { ms: number(ms) }));
      result.replaceChildren(make("p", {}, link));
      return;
    }
    const [one, many] =
      answer.triples === undefined ? [texts.rows_one, texts.rows] : [texts.triples_one, texts.triples];
    const count = filled(found.length === 1 ? one : many, { n: number(found.length), ms: number(ms) });
    const part = found.length > rows.MOST_ROWS ? ` ${filled(texts.shown, { n: number(rows.MOST_ROWS) })}` : "";
    say(asked, count + part);
    const files = make("p", { className: "actions" }, ...buttons(names, found, answer), link);
    result.replaceChildren(files, ...cakg.withPictures(rows.table(names, found), found, asked.chosen));
  }

  // ---- Asking -------------------------------------------------------------------

  const editor = cakg.editor(query);

  // The place that a message names by line and column; -1 if it names none.
  function placeOf(message) {
    const [, line, column] = message.match(/\bline (\d+), column (\d+)/) ?? [];
    if (!line) return -1;
    return Math.min(indexOf(query.value, Number(line), Number(column)), query.value.length);
  }

  function fail({ sparql }, error) {
    const place = query.value === sparql ? placeOf(error.message) : -1; // the reader may have changed it meanwhile
    state.textContent = "";
    result.replaceChildren(make("pre", { className: "message", id: "fault", role: "alert" }, error.message));
    editor.mark(place);
    if (place < 0) return;
    query.setSelectionRange(place, place);
    if (form.contains(document.activeElement)) query.focus();
  }

  let number = 0;
  async function ask() {
    const own = (number += 1);
    const asked = { sparql: query.value, chosen: options?.chosen() ?? [], limited: options?.limited() };
    if (!stop.disabled) cakgEngine.stop();
    editor.mark(-1);
    result.replaceChildren();
    stop.disabled = false;
    history.replaceState(null, "", permalink(asked));
    try {
      const { answer, ms } = await run(asked.sparql, state, elapsed, asked.chosen);
      if (own === number) show(asked, answer, ms);
    } catch (error) {
      if (own === number) fail(asked, error);
    }
    if (own === number) stop.disabled = true;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask();
  });
  query.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  stop.addEventListener("click", () => cakgEngine.stop());

  // ---- Examples -----------------------------------------------------------------

  let own = "";
  for (const [theme, questions] of window.cakgQueries.examples) {
    const options = questions.map(([label, value]) => make("option", { value }, label));
    example.append(make("optgroup", { label: theme }, ...options));
  }
  const isExample = (text) => [...example.options].some(({ value }) => value === text);
  example.addEventListener("change", () => {
    if (!isExample(query.value)) own = query.value;
    editor.write(example.value || own); // the first choice brings back the reader's own query
  });

  cakg.complete(query, editor);
  const addresses = [location.search, location.hash.slice(1)].map((part) => new URLSearchParams(part));
  const linked = addresses.find((given) => given.has("query"));
  editor.write(linked?.get("query") || FIRST);
  if (linked) options?.choose(linked);
  if (linked?.get("query")) ask();
})();
