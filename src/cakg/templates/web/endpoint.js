// The endpoint of the server as an engine for the page of free queries: it offers what engine.js does.
// cakgEngine.query(sparql, options) returns a promise of {json} for SELECT and ASK or {triples} for CONSTRUCT and
// DESCRIBE; it is rejected with the server's message, or with an error of the kind "stopped", "busy" or "unreachable".
// The options are parameters of the endpoint, as names with values.
"use strict";
window.cakgEngine = (() => {
  const { address } = document.currentScript.dataset;
  const ACCEPT = "application/sparql-results+json, application/n-triples;q=0.9";
  const running = new Set();
  const failure = (kind, message = kind, more = {}) => Object.assign(new Error(message), { kind, ...more });

  async function query(sparql, options = []) {
    const control = new AbortController();
    running.add(control);
    try {
      const headers = { Accept: ACCEPT, "Content-Type": "application/sparql-query" };
      const asked = options.length ? `${address}?${new URLSearchParams(options)}` : address;
      const reply = await fetch(asked, { method: "POST", headers, body: sparql, signal: control.signal });
      const text = await reply.text();
      const seconds = Number(reply.headers.get("Retry-After"));
      if (seconds) throw failure("busy", text, { seconds });
      if (!reply.ok) throw failure("", text.trimEnd());
      return reply.headers.get("Content-Type").startsWith("application/n-triples") ? { triples: text } : { json: text };
    } catch (error) {
      if (control.signal.aborted) throw failure("stopped"); // the server ends the query
      throw error instanceof TypeError ? failure("unreachable") : error;
    } finally {
      running.delete(control);
    }
  }

  return {
    knowsPrefixes: true,
    start: () => Promise.resolve(),
    query,
    stop: () => running.forEach((control) => control.abort()),
  };
})();
