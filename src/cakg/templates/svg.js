// Helpers for SVG: theme colours, buttons, texts that fit, and copies for saving.
// The colours of the current theme by name, because a saved picture has no style sheet.
cakg.colours = () =>
  Object.fromEntries(
    ["paper", "ink", "faint", "rule", "raised", "focus"].map((name) => {
      const both = getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).match(/#\w+/g);
      return [name, both[Number(cakg.dark())]];
    }),
  );

// Makes an element a button for mouse, keyboard and screen readers; its key finds it again after redrawing.
const BUTTON = { tabindex: 0, role: "button", cursor: "pointer" };
cakg.pressable = (made, key, label, onclick) => {
  const onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    onclick();
  };
  made.append(svg("title", {}, label));
  return set(made, { ...BUTTON, "aria-label": label, "data-key": key, onclick, onkeydown });
};

// A copy of a drawing for saving, without buttons.
cakg.still = (drawing) => {
  const copy = drawing.cloneNode(true);
  for (const part of [copy, ...copy.querySelectorAll("*")])
    for (const name of [...Object.keys(BUTTON), "aria-label", "data-key"]) part.removeAttribute(name);
  return copy;
};

cakg.FONT = 'Arial, "Liberation Sans", Helvetica, sans-serif';

// An outline in the background colour keeps a text legible.
cakg.rim = (stroke, width) => ({
  stroke,
  "stroke-width": width,
  "stroke-linejoin": "round",
  "paint-order": "stroke",
});

// The width of a text, the text cut to a width, and the text wrapped to a width.
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

// A select element with its label.
cakg.choice = (label, id, options, choose) =>
  el(
    "label",
    {},
    `${label} `,
    el(
      "select",
      { id, onchange: (event) => choose(event.target.value) },
      options.map(([value, text]) => el("option", { value }, text)),
    ),
  );
