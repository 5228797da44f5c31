// Draws in SVG: elements, colours as they stand on the page, what can be pressed, and a still of it. Timeline and map share it.
"use strict";
// Makes an SVG element. Properties are attributes; texts become text nodes and never markup.
cakg.svg = (tag, properties, ...children) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (value !== undefined && value !== false) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
};

// The page's own colours, light or dark, by name: paper, ink, faint, rule, raised, edge, focus.
cakg.colours = () => {
  const style = getComputedStyle(document.documentElement);
  const told = (name) => style.getPropertyValue(`--${name}`).trim();
  const one = (name) => /^light-dark\(([^,]+),\s*([^)]+)\)$/.exec(told(name))?.[cakg.dark() ? 2 : 1] || told(name);
  return Object.fromEntries(["paper", "ink", "faint", "rule", "raised", "edge", "focus"].map((name) => [name, one(name)]));
};

// Makes an element a button, for mouse, keyboard and screen reader; the key finds it again in the next drawing.
cakg.button = (made, key, label, press, { reach = true } = {}) => {
  made.dataset.key = key;
  made.style.cursor = "pointer";
  made.append(cakg.svg("title", {}, label));
  if (reach) for (const [name, value] of Object.entries({ tabindex: 0, role: "button", "aria-label": label })) made.setAttribute(name, value);
  made.addEventListener("click", press);
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    press();
  });
  return made;
};

// Puts a drawing in the place of the one before; whoever was at one of its buttons stays there.
cakg.redraw = (box, ...drawings) => {
  const key = box.contains(document.activeElement) && document.activeElement.dataset.key;
  box.replaceChildren(...drawings);
  if (key) box.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
};

// A text in a measured length; what does not fit ends in dots.
const measure = document.createElement("canvas").getContext("2d");
cakg.wide = (text, size, weight = "") => {
  measure.font = `${weight} ${size}px Arial, "Liberation Sans", Helvetica, sans-serif`;
  return measure.measureText(text).width;
};
cakg.fit = (text, size, width) => {
  if (cakg.wide(text, size) <= width) return text;
  let most = text.length;
  while (most > 1 && cakg.wide(`${text.slice(0, most)}…`, size) > width) most -= 1;
  return `${text.slice(0, most).trimEnd()}…`;
};

// The drawing as an image for the PNG, twice as fine.
cakg.still = (drawing) => new Promise((resolve, reject) => {
  const copy = drawing.cloneNode(true);
  const { width, height } = drawing.viewBox.baseVal;
  for (const [name, value] of Object.entries({ width: width * 2, height: height * 2 })) copy.setAttribute(name, value);
  const image = new Image();
  image.onload = () => resolve(image);
  image.onerror = () => reject(new Error("The picture could not be turned into an image."));
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
});

// A choice of one out of several, with its label.
cakg.choice = (label, id, options, onchange) => {
  const select = cakg.el("select", { id, onchange: () => onchange(select.value) },
    ...options.map(([value, text]) => cakg.el("option", { value }, text)));
  return cakg.el("label", {}, `${label} `, select);
};
