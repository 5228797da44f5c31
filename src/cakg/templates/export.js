// The legend, light and dark, the link, and the picture as PNG with the legend in it.
cakg.dark = () => {
  const look = document.documentElement.dataset.look;
  return look ? look === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};

// A colour as it stands on the page: on a dark ground it is lifted towards white.
cakg.ink = (colour) => {
  if (!cakg.dark() || !/^#[0-9a-f]{6}$/i.test(colour)) return colour;
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return `#${parts
    .map((part) =>
      Math.round(part + (255 - part) * 0.45)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
};

// Corners, where the first one is in degrees, and how far out they are; a star has none of its own.
const CORNERS = {
  square: [4, 45, 1.2],
  diamond: [4, 0, 1.2],
  hexagon: [6, 0, 1.1],
  triangle: [3, -90, 1.2],
  triangleDown: [3, 90, 1.2],
};

function outline(shape, x, y, size) {
  const path = new Path2D();
  const [corners, turn, factor] = CORNERS[shape] || [10, -90, 1.2];
  if (shape === "dot") path.arc(x, y, size, 0, 2 * Math.PI);
  else
    for (let corner = 0; corner < corners; corner += 1) {
      const far = size * factor * (shape === "star" && corner % 2 ? 0.45 : 1);
      const angle = (turn / 180 + (2 * corner) / corners) * Math.PI;
      path.lineTo(x + far * Math.cos(angle), y + far * Math.sin(angle));
    }
  return path;
}

// Draws a sample 40 wide and 14 high: a shape, or a line with its dashes. A look has colour and shape, or colour, dashes and width.
cakg.sample = (pen, look, x, y) => {
  pen.save();
  pen.fillStyle = pen.strokeStyle = cakg.ink(look.colour);
  pen.lineWidth = look.width || 2.5;
  pen.setLineDash(look.dashes || []);
  if (look.shape) pen.fill(outline(look.shape, x + 20, y + 7, 6));
  else pen.stroke(new Path2D(`M${x} ${y + 7}h40`));
  pen.restore();
};

cakg.parts.push((page) => {
  const { data } = page;
  const legend = cakg.byId("legend");
  const tool = (text, onclick, properties) => cakg.el("button", { type: "button", onclick, ...properties }, text);

  function sample(look) {
    const canvas = cakg.el("canvas", { width: 80, height: 28, class: "sample", "aria-hidden": "true" });
    canvas.getContext("2d").scale(2, 2);
    cakg.sample(canvas.getContext("2d"), look, 0, 0);
    return canvas;
  }

  page.listen(() => {
    document.documentElement.dataset.look = page.state.look;
    look.textContent = cakg.dark() ? "Light" : "Dark";
    legend.replaceChildren(
      ...page.view
        .legend(page)
        .flatMap(({ heading, entries, note }) => [
          cakg.el("h2", {}, heading),
          cakg.el(
            "ul",
            { class: entries.every((entry) => entry.shape) ? "key shapes" : "key" },
            ...entries.map((entry) => cakg.el("li", {}, sample(entry), ` ${entry.label}`)),
          ),
          ...(note ? [cakg.el("p", {}, note)] : []),
        ]),
    );
    legend.hidden = !cakg.byId("chosen").hidden;
  });
  // Cuts a text into rows that fit.
  function rows(pen, text, width) {
    const found = [""];
    for (const word of text.split(" ")) {
      const longer = `${found.at(-1)} ${word}`.trim();
      if (pen.measureText(longer).width <= width || !found.at(-1)) found[found.length - 1] = longer;
      else found.push(word);
    }
    return found;
  }
  // Returns the picture as a canvas: title, what is drawn, the legend, and where it all comes from.
  page.png = async () => {
    const image = await page.view.image(page);
    const width = Math.max(900, Math.min(image.width, 2400));
    const height = Math.round((image.height * width) / image.width);
    const { color, backgroundColor } = getComputedStyle(document.body);
    const canvas = cakg.el("canvas", { width, height: 10 });
    const pen = canvas.getContext("2d");
    const font = (size, weight = "") => {
      pen.font = `${weight} ${size}px Arial, "Liberation Sans", Helvetica, sans-serif`;
    };
    const parts = page.view.legend(page);
    const across = Math.floor((width - 32) / 300);
    const high = parts.reduce((sum, part) => sum + 34 + 24 * Math.ceil(part.entries.length / across), 0);
    font(15);
    const said = [
      `Sources: ${data.sources.map((one) => (one.date ? `${one.name} (${one.date})` : one.name)).join("; ")}.`,
      cakg.byId("shown").textContent,
      data.version ? `Graph version ${data.version}.` : "",
      `Made by: ${page.command()}`,
    ]
      .filter(Boolean)
      .flatMap((text) => rows(pen, text, width - 32));
    canvas.height = 56 + height + high + 24 + said.length * 21;
    pen.fillStyle = backgroundColor;
    pen.fillRect(0, 0, width, canvas.height);
    pen.fillStyle = color;
    pen.textBaseline = "middle";
    font(22, "bold");
    pen.fillText(data.title, 16, 28, width - 32);
    pen.drawImage(image, 0, 56, width, height);
    let y = 56 + height + 8;
    for (const { heading, entries } of parts) {
      font(15, "bold");
      pen.fillText(heading, 16, y + 12);
      font(14);
      y += 28;
      entries.forEach((entry, number) => {
        const x = 16 + (number % across) * 300;
        const down = y + 24 * Math.floor(number / across);
        cakg.sample(pen, entry, x, down);
        pen.fillText(entry.label, x + 50, down + 8, 240);
      });
      y += 24 * Math.ceil(entries.length / across) + 6;
    }
    font(15);
    said.forEach((row, number) => pen.fillText(row, 16, y + 14 + number * 21));
    return canvas;
  };

  async function save() {
    const name = document.title
      .replace(/[^\p{L}\d]+/gu, "-")
      .slice(0, 60)
      .toLowerCase();
    cakg.el("a", { href: (await page.png()).toDataURL(), download: `${name}.png` }).click();
  }

  const field = cakg.el("input", {
    id: "link",
    readonly: true,
    "aria-label": "Link to exactly this view",
    hidden: true,
  });
  async function copy() {
    field.hidden = false;
    field.value = page.link();
    field.select();
    const copied = await navigator.clipboard?.writeText(field.value).then(
      () => true,
      () => false,
    );
    link.textContent = copied ? "Link copied" : "Copy it with Ctrl+C";
    setTimeout(() => {
      link.textContent = "Link";
    }, 2500);
  }

  const link = tool("Link", copy, {
    id: "copy",
    hidden: location.protocol === "about:",
    title: "A link that shows exactly this again",
  });
  const look = tool("Dark", () => page.set({ look: cakg.dark() ? "light" : "dark" }, { replace: true }), {
    id: "look",
    title: "Light or dark",
  });
  cakg
    .byId("tools")
    .append(
      ...(page.view.tools?.(page) || []),
      field,
      link,
      tool("PNG", save, { id: "png", title: "Save the picture with its legend" }),
      look,
    );
  cakg.byId("tools").hidden = false;
  field.addEventListener("blur", () => {
    field.hidden = true;
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => page.tell());
});
