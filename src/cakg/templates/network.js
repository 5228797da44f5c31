// Draws the network and tells what stands behind a thing or a line. Every text reaches the page as text.
"use strict";
(function () {
  const byId = (id) => document.getElementById(id);
  const data = JSON.parse(byId("data").textContent);
  const nodes = new vis.DataSet(data.nodes);
  const edges = new vis.DataSet(data.edges);
  const chosen = byId("chosen");
  const legend = byId("legend");

  byId("unable").remove();
  const network = new vis.Network(byId("picture"), { nodes, edges }, data.options);
  function whole() {
    network.fit({ animation: false, maxZoomLevel: 1.5 });
    zoom(1.06); // what fit leaves free around the picture is more than it needs
  }
  const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor });

  function element(tag, text, name) {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  }

  function statementItem(statement) {
    const item = element("li", "", statement.footing);
    item.append(element("p", statement.label));
    const facts = [statement.status, statement.theme, statement.when].filter(Boolean);
    item.append(element("p", facts.join(" · "), "status"));
    for (const claim of statement.claims) item.append(element("p", claim, "claim"));
    return item;
  }

  function tell(what) {
    const close = element("button", "×", "close");
    close.type = "button";
    close.setAttribute("aria-label", "Back to the legend");
    close.addEventListener("click", forget);
    const list = document.createElement("ol");
    for (const number of what.statements) list.append(statementItem(data.statements[number]));
    chosen.replaceChildren(close, element("h2", what.name));
    if (what.about) chosen.append(element("p", what.about));
    chosen.append(element("p", what.statements.length === 1 ? "1 statement" : what.statements.length + " statements"));
    chosen.append(list);
    chosen.hidden = false;
    legend.hidden = true;
    chosen.parentElement.scrollTop = 0;
    chosen.scrollTop = 0;
  }

  // Shows the things and lines of two sets as they are and the rest faintly; without sets, all as they are.
  function light(litNodes, litEdges) {
    const isLit = (lit, item) => !lit || lit.has(item.id);
    nodes.update(data.nodes.map((node) => isLit(litNodes, node)
      ? { id: node.id, opacity: 1, font: { color: data.options.nodes.font.color } }
      : { id: node.id, opacity: 0.15, font: { color: "#c3c8ce" } }));
    edges.update(data.edges.map((edge) => ({
      id: edge.id,
      color: { color: edge.color, hover: edge.color, opacity: isLit(litEdges, edge) ? 1 : 0.1 },
    })));
  }

  function forget() {
    chosen.hidden = true;
    legend.hidden = false;
    network.unselectAll();
    light();
  }

  function choose(event) {
    if (event.nodes.length) {
      const id = event.nodes[0];
      light(new Set([id, ...network.getConnectedNodes(id)]), new Set(network.getConnectedEdges(id)));
      tell(nodes.get(id));
    } else if (event.edges.length) {
      const edge = edges.get(event.edges[0]);
      light(new Set([edge.from, edge.to]), new Set([edge.id]));
      tell(edge);
    } else {
      forget();
    }
  }

  network.on("click", choose);
  network.on("resize", () => window.requestAnimationFrame(whole));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") forget();
  });
  byId("closer").addEventListener("click", () => zoom(1.25));
  byId("farther").addEventListener("click", () => zoom(0.8));
  byId("whole").addEventListener("click", whole);
  byId("zoom").hidden = false;
  light();
  whole();
  window.cakg = { network, nodes, edges }; // for whoever wants more of the picture, from the console
})();
