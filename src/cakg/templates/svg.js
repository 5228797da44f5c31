// Draws in SVG: elements, colours as they stand on the page, what can be pressed, texts that fit, and a still of a drawing.
// Makes an SVG element. Properties are attributes; texts become text nodes and never markup.
cakg.svg = (tag, properties, ...children) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
};

// The page's own colours, light or dark, by name; a still of the picture has no style sheet to look them up in.
cakg.colours = () =>
  Object.fromEntries(
    ["paper", "ink", "faint", "rule", "raised", "focus"].map((name) => {
      const told = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
      return [name, /^light-dark\(([^,]+),\s*([^)]+)\)$/.exec(told)?.[cakg.dark() ? 2 : 1] || told];
    }),
  );

// Makes an element a button, for mouse, keyboard and screen reader; the key finds it again in the next drawing.
cakg.button = (made, key, label, press) => {
  for (const [name, value] of Object.entries({
    tabindex: 0,
    role: "button",
    "aria-label": label,
    cursor: "pointer",
    "data-key": key,
  }))
    made.setAttribute(name, value);
  made.append(cakg.svg("title", {}, label));
  made.addEventListener("click", press);
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    press();
  });
  return made;
};

// Puts drawings in the place of those before; whoever was at one of their buttons stays there.
cakg.redraw = (box, ...drawings) => {
  const key = box.contains(document.activeElement) && document.activeElement.dataset.key;
  box.replaceChildren(...drawings);
  if (key) box.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
};

cakg.FONT = 'Arial, "Liberation Sans", Helvetica, sans-serif';

// How long a text is, the text cut to a length, and the text in rows that fit.
const measure = document.createElement("canvas").getContext("2d");
cakg.wide = (text, size, weight = "") => {
  measure.font = `${weight} ${size}px ${cakg.FONT}`;
  return measure.measureText(text).width;
};
cakg.fit = (text, size, width) => {
  let most = text.length;
  while (most > 1 && cakg.wide(text.slice(0, most), size) > width) most -= 1;
  return most < text.length ? `${text.slice(0, most - 1).trimEnd()}…` : text;
};
cakg.rows = (text, width, size, weight = "") =>
  text.split(" ").reduce((rows, word) => {
    const longer = rows.length ? `${rows.at(-1)} ${word}` : word;
    return rows.length && cakg.wide(longer, size, weight) <= width ? [...rows.slice(0, -1), longer] : [...rows, word];
  }, []);

// A copy of a drawing to be saved: nothing in it can be pressed.
cakg.still = (drawing) => {
  const copy = drawing.cloneNode(true);
  for (const part of [copy, ...copy.querySelectorAll("*")]) {
    for (const name of ["tabindex", "role", "aria-label", "cursor", "data-key"]) part.removeAttribute(name);
  }
  return copy;
};

// A choice of one out of several, with its label.
cakg.choice = (label, id, options, choose) =>
  cakg.el(
    "label",
    {},
    `${label} `,
    cakg.el(
      "select",
      { id, onchange: (event) => choose(event.target.value) },
      ...options.map(([value, text]) => cakg.el("option", { value }, text)),
    ),
  );
