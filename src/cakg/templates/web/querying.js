// What pages that ask queries share: prefixes, the time of a query, its errors, and labels.
"use strict";
window.cakgQuerying = (() => {
  const data = JSON.parse(document.getElementById("query-data").textContent);
  const { texts } = data;
  const { cakg } = window;
  const { filled } = cakg;
  const namespaces = Object.entries(data.prefixes).sort((a, b) => b[1].length - a[1].length);

  // Declarations of the prefixes that a query uses. They go into its first line, so that the numbers of lines stay.
  function declarations(sparql) {
    const used = namespaces.filter(([name]) => sparql.includes(`${name}:`));
    return used.map(([name, iri]) => `PREFIX ${name}: <${iri}> `).join("");
  }

  function shortened(iri) {
    const found = namespaces.find(([, start]) => iri.startsWith(start));
    return found ? `${found[0]}:${iri.slice(found[1].length)}` : `<${iri}>`;
  }

  const node = (iri) => `<${iri.replace(/[^!-~\u00a0-\u{10ffff}]|[<>"{}|^`\\]/gu, encodeURIComponent)}>`;

  const ERROR = /^error at (\d+):(\d+): (?:expected )?(?:one of )?([^]*)/;

  // The index in a text of a place that is given by line and column, both from 1; columns count characters.
  function indexOf(text, line, column) {
    const lines = text.split("\n").slice(0, line);
    const last = [...(lines.pop() ?? "")].slice(0, column - 1).join("");
    return lines.map((one) => one.length + 1).reduce((sum, size) => sum + size, 0) + last.length;
  }

  // The index in a query of the place that the engine does not understand. The engine reports a place that is too late
  // by the length of a keyword that it looked for. With space after each token, this place is still before the next one.
  async function placeIn(sparql) {
    let text = declarations(sparql);
    const starts = [[0, 0]];
    for (const [kind, part, start] of cakg.queryTokens(sparql)) {
      let at = start;
      for (const one of kind ? [part] : (part.match(/\s+|[{}()[\]]|[^\s{}()[\]]+/g) ?? [])) {
        if (one.trim()) starts.push([text.length, at]);
        text += kind || !/[\s{}()[\]]/.test(one) ? one : `${one}${" ".repeat(40)}`;
        at += one.length;
      }
    }
    const message = await cakgEngine.query(text).then(
      () => "",
      (error) => error.message,
    );
    const [, line, column] = message.match(ERROR) ?? [];
    const reached = line ? indexOf(text, Number(line), Number(column)) : 0;
    return starts.findLast(([begin]) => begin <= reached)[1];
  }

  // A message of the engine in the form of those of the endpoint: line and column, and a mark below the place.
  async function explained(sparql, message) {
    const [, , , words] = message.match(ERROR) ?? [];
    if (words === undefined || !cakg.queryTokens) return message;
    const before = sparql.slice(0, await placeIn(sparql)).split("\n");
    const [line, column] = [before.length, [...before.at(-1)].length + 1];
    const said = words.split(", ").filter((word) => /^[A-Za-z]+( [A-Za-z]+)+$/.test(word));
    const where = filled(texts.place, { line, column, problem: said.join("; ").toLowerCase() || texts.unexpected });
    return `${where}\n    ${sparql.split("\n")[line - 1]}\n    ${" ".repeat(column - 1)}^`;
  }

  // Runs a query with the options of the endpoint, and shows in *state* that an engine is being loaded, and in *elapsed*
  // the seconds; returns {answer, ms}.
  async function run(sparql, state, elapsed = state, options = []) {
    const lead = cakgEngine.knowsPrefixes ? "" : declarations(sparql);
    state.textContent = texts.loading;
    await cakgEngine.start();
    state.textContent = "";
    const start = performance.now();
    const seconds = () => ((performance.now() - start) / 1000).toFixed(1);
    const timer = setInterval(() => {
      elapsed.textContent = filled(texts.running, { seconds: seconds() });
    }, 200);
    try {
      return { answer: await cakgEngine.query(lead + sparql, options), ms: Math.round(performance.now() - start) };
    } catch (error) {
      const known = { stopped: texts.stopped, busy: texts.busy, unreachable: texts.unreachable }[error.kind];
      if (known) error.message = filled(known, { seconds: error.seconds ?? seconds() });
      else error.message = [texts.error, await explained(sparql, error.message)].filter(Boolean).join(" ");
      throw error;
    } finally {
      clearInterval(timer);
      elapsed.textContent = "";
    }
  }

  // Asks a query of our own, of which readers see nothing.
  const ask = (sparql, options) =>
    cakgEngine.query((cakgEngine.knowsPrefixes ? "" : declarations(sparql)) + sparql, options);

  // The labels of IRIs, by IRI; English ones are preferred.
  async function labels(iris) {
    if (!iris.length) return new Map();
    const values = iris.map(node).join(" ");
    const sparql = `SELECT ?iri ?label WHERE { VALUES ?iri { ${values} } ?iri rdfs:label ?label FILTER (LANG(?label) IN ("en", "")) } ORDER BY ?iri LANG(?label)`;
    const { json } = await ask(sparql);
    return new Map(JSON.parse(json).results.bindings.map(({ iri, label }) => [iri.value, label.value]));
  }

  return { texts, data, shortened, node, indexOf, run, ask, labels };
})();
