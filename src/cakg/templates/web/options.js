// The options of a query on the server: the sources that are asked, and the time. In the form they are folded away.
"use strict";
window.cakg.options = (() => {
  const { filled } = window.cakg;
  const { texts } = window.cakgQuerying;
  const box = document.querySelector(".options");
  const [graph, timeout] = ["graph", "timeout"].map((id) => document.getElementById(id));
  const fields = [graph, timeout].filter(Boolean); // a graph without parts has no field for them

  // The options in the form, as parameters of the endpoint: names with values.
  const chosen = () => fields.filter(({ value }) => value).map(({ name, value }) => [name, value]);

  // What the chosen sources are, in words; empty for all of them.
  const limited = () => (graph?.value ? graph.selectedOptions[0].text : "");

  // One line says what is chosen.
  function sum() {
    const seconds = timeout.value && filled(texts.seconds, { seconds: timeout.value });
    const said = [limited(), seconds].filter(Boolean).join("; ");
    document.getElementById("chosen").textContent = said && `: ${said}`;
  }

  // Sets the options to those of *given*, the parameters of an address.
  function choose(given) {
    for (const field of fields) field.value = given.get(field.name) ?? "";
    const other = given.get("default-graph-uri");
    if (other && graph?.value === "")
      graph.add(new Option(filled(texts.one_source, { source: other }), other, true, true));
    sum();
  }

  for (const field of fields) field.disabled = false;
  box.hidden = false;
  box.addEventListener("input", sum);
  return { chosen, limited, choose };
})();
