// The legend, light and dark, the link, and what can be saved: the picture with its legend, and the table behind it.
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

cakg.outline = (shape, x, y, size) => {
  if (shape === "dot")
    return `M${x - size} ${y}a${size} ${size} 0 1 0 ${2 * size} 0a${size} ${size} 0 1 0 ${-2 * size} 0Z`;
  const [corners, turn, factor] = CORNERS[shape] || [10, -90, 1.2];
  const points = Array.from({ length: corners }, (_, corner) => {
    const far = size * factor * (shape === "star" && corner % 2 ? 0.45 : 1);
    const angle = (turn / 180 + (2 * corner) / corners) * Math.PI;
    return `${(x + far * Math.cos(angle)).toFixed(1)} ${(y + far * Math.sin(angle)).toFixed(1)}`;
  });
  return `M${points.join("L")}Z`;
};

// A sample 40 wide and 14 high: a shape, or a line with its dashes. A look has colour and shape, or colour, dashes and
// width, or makes its sample itself.
cakg.sample = (look) => {
  const colour = cakg.ink(look.colour || "").slice(0, 7);
  if (look.sample) return cakg.svg("g", {}, ...look.sample());
  if (look.shape) return cakg.svg("path", { d: cakg.outline(look.shape, 20, 7, 6), fill: colour });
  const dashes = look.dashes?.length ? look.dashes.join(" ") : undefined;
  return cakg.svg("path", {
    d: "M0 7h40",
    stroke: colour,
    "stroke-width": look.width || 2.5,
    "stroke-dasharray": dashes,
  });
};

cakg.parts.push((page) => {
  const { data } = page;
  const PRINT = 2008; // pixels: the text of a page of A4, 170 mm, at 300 dots an inch
  const legend = cakg.byId("legend");
  const tool = (text, onclick, properties) => cakg.el("button", { type: "button", onclick, ...properties }, text);

  page.listen(() => {
    document.documentElement.dataset.look = page.state.look;
    look.textContent = cakg.dark() ? "Light" : "Dark";
    const sample = (entry) =>
      cakg.svg("svg", { viewBox: "0 0 40 14", class: "sample", "aria-hidden": "true" }, cakg.sample(entry));
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

  // What is drawn now, as an SVG element; of a view that has only a canvas, a photograph of it.
  async function still() {
    if (page.view.still) return page.view.still(page);
    const canvas = await page.view.image(page);
    const { width, height } = canvas;
    return cakg.svg(
      "svg",
      { viewBox: `0 0 ${width} ${height}` },
      cakg.svg("image", { href: canvas.toDataURL(), width, height }),
    );
  }

  // The picture as one SVG: title, what it shows, what is drawn, the legend, what filters hide, and where it comes from.
  page.picture = async () => {
    const { ink, paper } = cakg.colours();
    const drawn = await still();
    const box = drawn.viewBox.baseVal;
    const width = Math.max(760, Math.min(Math.round(box.width), 1400));
    const made = [];
    let y = 14;
    const write = (text, size, weight = "normal") => {
      for (const row of cakg.rows(text, width - 32, size, weight)) {
        y += Math.round(size * 1.4);
        made.push(cakg.svg("text", { x: 16, y, "font-size": size, "font-weight": weight }, row));
      }
    };
    write(data.title, 20, "bold");
    if (data.takeaway && page.shown.size === data.statements.length) write(data.takeaway, 14);
    const high = Math.round((box.height * width) / box.width);
    for (const [name, value] of Object.entries({ x: 0, y: y + 14, width, height: high }))
      drawn.setAttribute(name, value);
    made.push(drawn);
    y += high + 20;
    const notes = [];
    for (const { heading, entries, note } of page.view.legend(page)) {
      if (entries.length) {
        write(heading, 14, "bold");
        y += 10;
      }
      const columns = Math.max(1, Math.floor((width - 32) / 300));
      for (let first = 0; first < entries.length; first += columns) {
        const labels = entries.slice(first, first + columns).map((entry) => cakg.rows(entry.label, 236, 13));
        labels.forEach((rows, column) => {
          const x = 16 + column * 300;
          made.push(cakg.svg("g", { transform: `translate(${x} ${y})` }, cakg.sample(entries[first + column])));
          rows.forEach((row, number) => made.push(cakg.svg("text", { x: x + 50, y: y + 12 + 16 * number }, row)));
        });
        y += 8 + 16 * Math.max(...labels.map((rows) => rows.length));
      }
      notes.push(entries.length ? note : [heading, note].filter(Boolean).join(". "));
    }
    const sources = data.sources.map((one) => (one.date ? `${one.name} (${one.date})` : one.name)).join("; ");
    [
      ...notes,
      page.hiding(),
      cakg.byId("shown").textContent,
      sources && `Sources: ${sources}.`,
      data.version && `Graph version ${data.version}.`,
      `Made by: ${page.command()}`,
    ]
      .filter(Boolean)
      .forEach((text) => write(text, 12));
    const height = y + 16;
    return cakg.svg(
      "svg",
      {
        viewBox: `0 0 ${width} ${height}`,
        width,
        height,
        role: "img",
        "font-family": cakg.FONT,
        "font-size": 13,
        fill: ink,
      },
      cakg.svg("title", {}, data.title),
      cakg.svg("desc", {}, data.takeaway || ""),
      cakg.svg("rect", { width, height, fill: paper }),
      ...made,
    );
  };
  const text = async () => new XMLSerializer().serializeToString(await page.picture());

  // The picture as a canvas of print size.
  page.png = async () => {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await text())}`;
    await image.decode();
    const width = Math.max(PRINT, image.width);
    const height = Math.round((image.height * width) / image.width);
    const canvas = cakg.el("canvas", { width, height });
    canvas.getContext("2d").drawImage(image, 0, 0, width, height);
    return canvas;
  };

  // The table behind the picture as CSV: a row for each claim about each statement that the filters leave.
  page.csv = () => {
    const rows = [...page.shown].flatMap((place) => {
      const one = data.statements[place];
      const things = one.things.map((thing) => data.things[thing].label).join(" | ");
      const told = [one.id, one.label, one.status, one.theme, one.when, one.earliest, one.latest, one.more, things];
      return (one.claims.length ? one.claims : [{}]).map((claim) => {
        const { place, text } = data.citations[claim.cites] || {};
        const said = [claim.does, claim.words || claim.line, claim.source, place, text];
        return [...told, ...said.map((value) => value || ""), data.version];
      });
    });
    const cell = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
    return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
  };
  const COLUMNS =
    "statement label status theme when earliest latest details things polarity claim source passage citation graph".split(
      " ",
    );

  const FILES = {
    svg: async () => new Blob([await text()], { type: "image/svg+xml" }),
    png: async () => {
      const canvas = await page.png();
      return new Promise((done) => canvas.toBlob(done));
    },
    csv: () => new Blob([page.csv()], { type: "text/csv" }),
  };
  async function save(format) {
    const name = document.title
      .replace(/[^\p{L}\d]+/gu, "-")
      .slice(0, 60)
      .toLowerCase();
    const href = URL.createObjectURL(await FILES[format]());
    cakg.el("a", { href, download: `${name}.${format}` }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60_000);
    saving.open = false;
  }
  const saving = cakg.el(
    "details",
    { id: "save", class: "facet" },
    cakg.el("summary", {}, "Save"),
    cakg.el(
      "div",
      {},
      tool("SVG", () => save("svg"), { id: "svg", title: "The picture with its legend, to print or to edit" }),
      tool("PNG", () => save("png"), { id: "png", title: "The picture with its legend, at print size" }),
      tool("CSV", () => save("csv"), { id: "csv", title: "The table behind the picture" }),
    ),
  );
  document.addEventListener("pointerdown", (event) => {
    if (!saving.contains(event.target)) saving.open = false;
  });
  saving.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !saving.open) return;
    saving.open = false;
    saving.querySelector("summary").focus();
    event.stopPropagation();
  });

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
  cakg.byId("tools").append(...(page.view.tools?.(page) || []), field, link, saving, look);
  cakg.byId("tools").hidden = false;
  field.addEventListener("blur", () => {
    field.hidden = true;
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => page.tell());
});
