// Draws in SVG, for timeline and map: elements, colours as they stand on the page, what can be pressed, and a still of it.
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

// How long a text is, and the text cut to a length.
const measure = document.createElement("canvas").getContext("2d");
cakg.wide = (text, size, weight = "") => {
  measure.font = `${weight} ${size}px Arial, "Liberation Sans", Helvetica, sans-serif`;
  return measure.measureText(text).width;
};
cakg.fit = (text, size, width) => {
  let most = text.length;
  while (most > 1 && cakg.wide(text.slice(0, most), size) > width) most -= 1;
  return most < text.length ? `${text.slice(0, most - 1).trimEnd()}…` : text;
};

// The drawing as an image for the PNG, twice as fine.
cakg.still = async (drawing) => {
  const { width, height } = drawing.viewBox.baseVal;
  const copy = drawing.cloneNode(true);
  copy.setAttribute("width", width * 2);
  copy.setAttribute("height", height * 2);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
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
