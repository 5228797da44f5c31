// What pictures of statements are made of: SVG elements, lines between things, and lines of a list.
"use strict";
window.cakg.drawing = (() => {
  const { cakg } = window;
  const { make } = cakg;
  const LONGEST = 30; // characters of a name in a picture
  const APART = [36, 400]; // how far lines between the same places are from each other, and all of them together

  function svg(tag, attributes, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  const short = (name) => ([...name].length > LONGEST ? `${[...name].slice(0, LONGEST - 1).join("")}…` : name);

  const period = ({ earliest, latest }) =>
    !earliest && !latest ? "" : earliest === latest ? earliest : `${earliest ?? "…"} – ${latest ?? "…"}`;

  // A statement in a list, with its status and its time.
  function item(one, index, ...more) {
    const href = cakg.rows.address(one.iri, index);
    const label = href ? make("a", { href }, one.label) : make("bdi", {}, one.label);
    const status = make("span", { className: `status ${one.certainty}` }, one.said);
    const parts = [label, " ", status, " ", make("span", { className: "facts" }, period(one)), ...more];
    return make("li", { className: one.certainty }, ...parts);
  }

  // The lines of statements between the places of things. They bend towards *middle*, or not at all without it; of lines
  // between the same places, each has its own bend, to one side or the other.
  function lines(statements, place, index, middle = null) {
    const ends = (one) => one.ends.map((end) => place.get(end));
    const pair = (one) => ends(one).map(String).sort().join(" ");
    const together = Map.groupBy(statements, pair);
    return statements.map((one) => {
      const [[x, y], [right, down]] = ends(one);
      const same = together.get(pair(one));
      const number = same.indexOf(one);
      const aside = Math.min(APART[0], APART[1] / same.length) * Math.ceil(number / 2) * (number % 2 ? 1 : -1);
      const [from, until] = ends(one).sort((a, b) => (String(a) < String(b) ? -1 : 1));
      const far = Math.hypot(until[0] - from[0], until[1] - from[1]) || 1;
      const [across, up] = middle ?? [(x + right) / 2, (y + down) / 2];
      const bend = [
        0.375 * (x + right) + 0.25 * across - (aside * (until[1] - from[1])) / far,
        0.375 * (y + down) + 0.25 * up + (aside * (until[0] - from[0])) / far,
      ];
      const loop = x === right && y === down;
      const d = loop ? `M${x} ${y}c-40 -60 40 -60 0 0` : `M${x} ${y}Q${bend.join(" ")} ${right} ${down}`;
      const style = { d, class: one.certainty, "marker-end": loop ? "" : "url(#arrow)" };
      const path = svg("path", style, svg("title", {}, `${one.label} (${one.said})`));
      const href = cakg.rows.address(one.iri, index);
      return href ? svg("a", { href, tabindex: -1 }, path) : path;
    });
  }

  // The head of the lines, which ends before a circle.
  function arrow() {
    const size = { viewBox: "0 0 10 10", refX: 17, refY: 5, markerWidth: 6, markerHeight: 6 };
    const head = svg("polygon", { points: "0 1 10 5 0 9", fill: "context-stroke" });
    return svg("marker", { id: "arrow", orient: "auto", ...size }, head);
  }

  // A picture that scrolls in a narrow window; a list says the same to readers who do not see it.
  function scrolled(drawn, ariaLabel) {
    return make("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel }, drawn);
  }

  return { svg, short, item, lines, arrow, scrolled };
})();
