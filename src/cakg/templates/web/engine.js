// Oxigraph in the page: a worker that loads the graph when the first query comes, and answers SPARQL.
// cakgEngine.query(sparql) returns a promise of {json} for SELECT and ASK or {triples} for CONSTRUCT and DESCRIBE;
// it is rejected with the engine's message, or with an error of the kind "stopped" after cakgEngine.stop(). The engine
// knows no prefixes: queries declare theirs. The script endpoint.js offers the same for the endpoint of the server.
"use strict";
window.cakgEngine = (() => {
  const folder = document.currentScript.src.replace(/[^/]*$/, "");
  const parts = {}; // packed content, set by the scripts of the engine
  const waiting = new Map();
  let unpacked = null;
  let worker = null;
  let loaded = null;
  let number = 0;

  // The program of the worker. It is sent as text, so it uses nothing from outside.
  function work() {
    let store = null;
    const answer = (sparql) => {
      const json = store.query(sparql, { results_format: "json" });
      // For triples, the engine takes "json" for JSON-LD, which is a list.
      return json.startsWith("[") ? { triples: store.query(sparql, { results_format: "nt" }) } : { json };
    };
    addEventListener("message", async ({ data }) => {
      try {
        if (data.parts) {
          // A worker of a page opened from disk may import only what it has made itself.
          const address = URL.createObjectURL(new Blob([data.parts.module], { type: "text/javascript" }));
          const module = await import(address);
          module.initSync({ module: data.parts.wasm });
          store = new module.Store();
          store.load(data.parts.graph, { format: "nt", lenient: true, no_transaction: true });
          postMessage({ number: data.number, answer: store.size });
        } else {
          postMessage({ number: data.number, answer: answer(data.sparql) });
        }
      } catch (error) {
        postMessage({ number: data.number, error: error.message || String(error) });
      }
    });
  }

  function bytes(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  }

  async function unpack(name) {
    await window.cakg.load(`${folder}${name}.js`);
    const stream = new Blob([bytes(parts[name])]).stream().pipeThrough(new DecompressionStream("gzip"));
    delete parts[name];
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  // Unpacks the engine and the graph once; a worker that was stopped is replaced without loading them again.
  function unpackAll() {
    unpacked ??= Promise.all(["engine-module", "engine-wasm", "engine-graph"].map(unpack)).then(
      async ([module, wasm, graph]) => ({
        module,
        wasm: await WebAssembly.compile(wasm),
        graph,
      }),
    );
    return unpacked;
  }

  function send(message) {
    number += 1;
    const own = { ...message, number };
    return new Promise((done, failed) => {
      waiting.set(own.number, { done, failed });
      worker.postMessage(own);
    });
  }

  async function load() {
    const all = await unpackAll();
    const address = URL.createObjectURL(new Blob([`(${work})()`], { type: "text/javascript" }));
    worker = new Worker(address);
    worker.onmessage = ({ data }) => {
      const { done, failed } = waiting.get(data.number);
      waiting.delete(data.number);
      if (data.error === undefined) done(data.answer);
      else failed(new Error(data.error));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      end(event.message);
    };
    return send({ parts: all });
  }

  function end(message, kind = "") {
    worker?.terminate();
    worker = null;
    loaded = null;
    for (const { failed } of waiting.values()) failed(Object.assign(new Error(message), { kind }));
    waiting.clear();
  }

  return {
    parts,
    knowsPrefixes: false,
    // Loads engine and graph, unless that was done; returns a promise of the number of triples.
    start: () => (loaded ??= load()),
    async query(sparql) {
      await this.start();
      return send({ sparql });
    },
    stop: () => end("stopped", "stopped"),
  };
})();
