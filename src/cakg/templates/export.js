// The legend, the switch between light and dark, the link, and the Save menu for the picture and its table.
cakg.dark = () => {
  const look = document.documentElement.dataset.look;
  return look ? look === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};

// A colour for the current theme: lighter on a dark background.
cakg.ink = (colour) => {
  if (!cakg.dark() || !/^#[0-9a-f]{6}$/i.test(colour)) return colour;
  return colour.replace(/[0-9a-f]{2}/gi, (part) => Math.round(parseInt(part, 16) * 0.55 + 255 * 0.45).toString(16));
};

// A legend sample of 40 by 14 pixels: a shape with corners (empty for a circle), a line with dashes and width, or the
// result of the entry's own sample(). A fixed colour does not change in the dark.
cakg.sample = ({ sample, corners, fixed, colour, dashes, width = 2.5 }) => {
  if (sample) return svg("g", {}, sample());
  const ink = fixed ? colour : cakg.ink(colour);
  if (corners === "") return svg("circle", { cx: 20, cy: 7, r: 6, fill: ink });
  if (corners) return svg("polygon", { points: corners, fill: ink });
  return svg("path", {
    d: "M0 7h40",
    stroke: ink,
    "stroke-width": width,
    "stroke-dasharray": dashes?.length > 0 && dashes.join(" "),
  });
};

cakg.parts.push((page) => {
  const { data, view } = page;
  const PRINT = 2008; // pixels: 170 mm, the text width of an A4 page, at 300 dots per inch
  const COLUMNS =
    "statement,label,status,theme,when,earliest,latest,details,things,polarity,claim,source,passage,citation,graph";
  const legend = byId("legend");

  page.listen(() => {
    look.textContent = cakg.dark() ? "Light" : "Dark";
    const sample = (entry) =>
      svg("svg", { viewBox: "0 0 40 14", class: "sample", "aria-hidden": "true" }, cakg.sample(entry));
    fill(
      legend,
      view.legend(page).map(({ heading, entries, note }) => [
        el("h2", {}, heading),
        el(
          "ul",
          { class: entries.every((entry) => entry.corners !== undefined) ? "key shapes" : "key" },
          entries.map((entry) => el("li", {}, sample(entry), ` ${entry.label}`)),
        ),
        note && el("p", {}, note),
      ]),
    );
    legend.hidden = !byId("chosen").hidden;
  });

  // The picture as SVG: title, takeaway, drawing, legend, filters and sources.
  function picture() {
    const { ink, paper } = cakg.colours();
    const drawn = view.still(page);
    const box = drawn.viewBox.baseVal;
    const width = Math.max(760, Math.min(Math.round(box.width), 1400));
    const made = [];
    let y = 14;
    const write = (text, size, weight = "normal") => {
      for (const row of cakg.rows(text, width - 32, size, weight)) {
        y += Math.round(size * 1.4);
        made.push(svg("text", { x: 16, y, "font-size": size, "font-weight": weight }, row));
      }
    };
    write(data.title, 20, "bold");
    if (page.takeaway()) write(page.takeaway(), 14);
    const high = Math.round((box.height * width) / box.width);
    made.push(set(drawn, { x: 0, y: y + 14, width, height: high }));
    y += high + 20;
    const columns = Math.floor((width - 32) / 300);
    const parts = view.legend(page);
    for (const { heading, entries } of parts.filter((part) => part.entries.length)) {
      write(heading, 14, "bold");
      y += 10;
      for (let first = 0; first < entries.length; first += columns) {
        const labels = entries.slice(first, first + columns).map((entry) => cakg.rows(entry.label, 236, 13));
        labels.forEach((rows, column) => {
          const x = 16 + column * 300;
          made.push(svg("g", { transform: `translate(${x} ${y})` }, cakg.sample(entries[first + column])));
          rows.forEach((row, number) => made.push(svg("text", { x: x + 50, y: y + 12 + 16 * number }, row)));
        });
        y += 8 + 16 * Math.max(...labels.map((rows) => rows.length));
      }
    }
    const sources = data.sources.map((one) => (one.date ? `${one.name} (${one.date})` : one.name)).join("; ");
    [
      ...parts.map(({ heading, entries, note }) => (entries.length ? note : `${heading}. ${note}`)),
      page.hiding(),
      byId("shown").textContent,
      sources && `Sources: ${sources}.`,
      data.version && `Graph version ${data.version}.`,
      data.command && `Made with: ${page.command()}`,
    ]
      .filter(Boolean)
      .forEach((text) => write(text, 12));
    const height = y + 16;
    const whole = svg(
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
      svg("title", {}, data.title),
      svg("desc", {}, page.takeaway() || page.hiding()),
      svg("rect", { width, height, fill: paper }),
      made,
    );
    return new XMLSerializer().serializeToString(whole);
  }

  // The picture on a canvas at print size.
  page.png = async () => {
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture())}`;
    await image.decode();
    const width = Math.max(PRINT, image.width);
    const height = Math.round((image.height * width) / image.width);
    const canvas = el("canvas", { width, height });
    canvas.getContext("2d").drawImage(image, 0, 0, width, height);
    return canvas;
  };

  // The table of the picture as CSV: one row per claim about each statement that passes the filters.
  function csv() {
    const rows = [...page.shown].flatMap((place) => {
      const one = data.statements[place];
      const things = one.things.map((thing) => data.things[thing].label).join(" | ");
      const common = [one.id, one.label, one.status, one.theme, one.when, one.earliest, one.latest, one.more, things];
      return (one.claims.length ? one.claims : [{}]).map(({ does, words, line, source, cites }) => {
        const cited = data.citations[cites];
        return [...common, does, words || line, source, cited?.place, cited?.text, data.version];
      });
    });
    const cell = (value = "") => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
    return [COLUMNS, ...rows.map((row) => row.map(cell).join(",")), ""].join("\r\n");
  }

  const FILES = {
    svg: () => new Blob([picture()], { type: "image/svg+xml" }),
    png: async () => {
      const canvas = await page.png();
      return new Promise((done) => canvas.toBlob(done));
    },
    csv: () => new Blob([csv()], { type: "text/csv" }),
  };
  function saver(format, title) {
    const save = async () => {
      const name = data.title
        .split(":")[0]
        .replace(/[^\p{L}\d]+/gu, "-")
        .slice(0, 60)
        .toLowerCase();
      const href = URL.createObjectURL(await FILES[format]());
      el("a", { href, download: `${name}.${format}` }).click();
      setTimeout(() => URL.revokeObjectURL(href), 60_000);
      saving.open = false;
    };
    return button(format.toUpperCase(), save, { id: format, title });
  }
  const saving = el(
    "details",
    { id: "save", class: "facet", name: "facet" },
    el("summary", {}, "Save"),
    el(
      "div",
      {},
      saver("svg", "The picture with its legend, for printing or editing"),
      saver("png", "The picture with its legend, at print size"),
      saver("csv", "The table behind the picture"),
    ),
  );

  const field = el("input", {
    id: "link",
    readonly: true,
    "aria-label": "Link to this view",
    hidden: true,
    onblur() {
      field.hidden = true;
    },
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
  const link = button("Link", copy, {
    id: "copy",
    hidden: location.protocol === "about:",
    title: "Copy a link to this view",
  });
  const change = () => page.set({ look: cakg.dark() ? "light" : "dark" }, { replace: true });
  const look = button("Dark", change, { id: "look", title: "Switch between light and dark" });
  fill(byId("tools"), view.tools?.(page), field, link, saving, look);
  byId("tools").hidden = false;
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => page.update());
});
