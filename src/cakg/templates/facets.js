// What of the statements is shown: facets whose counts combine, a time slider, and how much they hide.
cakg.parts.push((page) => {
  const { data } = page;
  const FACETS = [
    {
      key: "kind",
      label: "Kind of thing",
      of: (one) => [...new Set(one.things.map((place) => data.kinds[data.things[place].kind].label))],
    },
    { key: "theme", label: "Theme", of: (one) => [one.theme || "none"] },
    { key: "status", label: "Status", of: (one) => [one.status] },
    { key: "source", label: "Source", of: cakg.sourcesOf },
    { key: "mark", label: "Said by", of: (one) => (one.mark ? [one.mark] : []) },
  ]
    .map((facet) => ({ ...facet, values: data.statements.map(facet.of), rows: new Map() }))
    .filter((facet) => facet.values.some((values) => values.length));
  const stops = monthStops();
  // In a small window everything but the search waits behind a button, the tools of the picture too.
  const box = cakg.el("div", { id: "narrow" });
  const opener = cakg.el(
    "button",
    { type: "button", id: "open-filters", "aria-expanded": "false", "aria-controls": "narrow", onclick: () => open() },
    "Filters",
  );
  const open = (shown = !box.classList.contains("open")) => {
    box.classList.toggle("open", shown);
    opener.setAttribute("aria-expanded", String(shown));
  };
  const small = matchMedia("(max-width: 699px), (max-height: 499px)");
  const settle = () => (small.matches ? box : document.querySelector("header")).append(cakg.byId("tools"));
  cakg.byId("filters").append(opener, box);
  small.addEventListener("change", settle);
  // The months that the slider stops at: every one of a year in which something begins or ends, of others the first.
  function monthStops() {
    const ends = data.statements
      .flatMap((one) => [one.earliest, one.latest])
      .filter(Boolean)
      .map((date) => date.slice(0, 7))
      .sort();
    if (!ends.length) return [];
    const years = new Set(ends.map((month) => month.slice(0, 4)));
    const [first, last] = [ends[0], ends.at(-1)].map(
      (month) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1,
    );
    return Array.from({ length: last - first + 1 }, (_, step) => first + step)
      .map((month) => `${String(Math.floor(month / 12)).padStart(4, "0")}-${String((month % 12) + 1).padStart(2, "0")}`)
      .filter((month) => years.has(month.slice(0, 4)) || month.endsWith("-01"));
  }

  const inWords = (month) =>
    month && new Date(month).toLocaleString("en", { month: "long", year: "numeric", timeZone: "UTC" });
  // Whether a statement may have been so in the months chosen; an end that nobody gives may lie anywhere.
  function inTime(one, { from, until, undated }) {
    if (!dated(one)) return undated;
    return (
      !(from && one.latest && one.latest.slice(0, 7) < from) &&
      !(until && one.earliest && one.earliest.slice(0, 7) > until)
    );
  }
  const dated = (one) => one.earliest || one.latest;
  // Whether only an end that nobody gives lets a statement reach into the months chosen.
  const openEnded = (one, { from, until }) =>
    (from && one.earliest && !one.latest && one.earliest.slice(0, 7) < from) ||
    (until && one.latest && !one.earliest && one.latest.slice(0, 7) > until);
  // One pass over all statements: those that pass everything, and for each facet how many pass all the others.
  page.sift = () => {
    const chosen = FACETS.map((facet) => new Set(page.state[facet.key]));
    const counts = FACETS.map(() => new Map());
    page.shown = new Set();
    page.undated = page.outside = page.openEnded = 0; // of those that pass all the rest
    data.statements.forEach((one, place) => {
      const failed = inTime(one, page.state) ? [] : [-1];
      FACETS.forEach((facet, number) => {
        if (chosen[number].size && !facet.values[place].some((value) => chosen[number].has(value))) failed.push(number);
      });
      if (!failed.length) page.shown.add(place);
      if (!failed.some((number) => number >= 0)) {
        page.undated += dated(one) ? 0 : 1;
        page.outside += dated(one) && failed.length ? 1 : 0;
        page.openEnded += dated(one) && !failed.length && openEnded(one, page.state) ? 1 : 0;
      }
      FACETS.forEach((facet, number) => {
        if (failed.length && !(failed.length === 1 && failed[0] === number)) return;
        for (const value of facet.values[place]) counts[number].set(value, (counts[number].get(value) || 0) + 1);
      });
    });
    return counts;
  };

  // Arrow keys open a facet and go through its values; Enter ticks one.
  function keys(event, { details, summary, rows }) {
    const checks = [...rows.values()].map((row) => row.check);
    const at = checks.indexOf(event.target);
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" && at >= 0) event.target.click();
    else if (by === 1 && at < 0) {
      details.open = true;
      checks[0].focus();
    } else if (by && at >= 0) (checks[at + by] || summary).focus();
    else return;
    event.preventDefault();
  }
  for (const facet of FACETS) {
    const list = cakg.el("ul", { "aria-label": facet.label });
    for (const [value] of cakg.tally(facet.values, (values) => values)) {
      const check = cakg.el("input", {
        type: "checkbox",
        onchange: () => {
          const rest = page.state[facet.key].filter((one) => one !== value);
          page.set({ [facet.key]: check.checked ? [...rest, value] : rest });
        },
      });
      const number = cakg.el("span", { class: "number" });
      const row = cakg.el("li", {}, cakg.el("label", {}, check, ` ${value} `, number));
      facet.rows.set(value, { check, number, row });
      list.append(row);
    }
    facet.summary = cakg.el("summary", {}, facet.label);
    facet.details = cakg.el(
      "details",
      { class: "facet", name: "facet", "data-facet": facet.key, onkeydown: (event) => keys(event, facet) },
      facet.summary,
      cakg.el("div", {}, list, cakg.el("p", {}, "Number: statements that all other filters leave.")),
    );
    box.append(facet.details);
  }
  document.addEventListener("pointerdown", (event) => {
    FACETS.forEach((facet) => {
      if (!facet.details.contains(event.target)) facet.details.open = false;
    });
    if (!cakg.byId("filters").contains(event.target)) open(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const facet = FACETS.find((one) => one.details.open);
    if (facet) {
      facet.details.open = false;
      facet.summary.focus();
    } else if (box.classList.contains("open")) {
      open(false);
      opener.focus();
    } else return;
    event.stopImmediatePropagation();
  });

  const slider = (name, usual) =>
    cakg.el("input", {
      type: "range",
      min: 0,
      max: stops.length - 1,
      step: 1,
      id: `time-${name}`,
      "aria-label": name === "from" ? "Earliest month" : "Latest month",
      oninput: (event) => {
        const value = Number(event.target.value);
        const other = name === "from" ? Math.max(value, Number(upper.value)) : Math.min(value, Number(lower.value));
        const [first, last] = name === "from" ? [value, other] : [other, value];
        page.set(
          { from: first ? stops[first] : "", until: last < stops.length - 1 ? stops[last] : "" },
          { replace: true },
        );
      },
      value: usual,
    });
  const lower = slider("from", 0);
  const upper = slider("until", stops.length - 1);
  const span = cakg.el("output", { id: "time-said" }),
    count = cakg.el("span", { id: "undated-count" }),
    hides = cakg.el("output", { id: "time-hides" });
  const undated = cakg.el("input", {
    type: "checkbox",
    id: "undated",
    onchange: () => page.set({ undated: undated.checked }),
  });
  if (stops.length)
    box.append(
      cakg.el(
        "fieldset",
        { class: "time" },
        cakg.el("legend", {}, "Time"),
        cakg.el("div", { class: "sliders" }, lower, upper),
        span,
        cakg.el("label", {}, undated, " include undated ", count),
        hides,
      ),
    );
  settle();
  // The range in words, also for the legend.
  page.range = () => {
    const { from, until } = page.state;
    if (!from && !until) return "any time";
    return from === until
      ? inWords(from)
      : [from && `from ${inWords(from)}`, until && `until ${inWords(until)}`].filter(Boolean).join(" ");
  };
  // What the range of time hides, and what it cannot tell.
  function hidden() {
    const { from, until } = page.state;
    const words = [`hides ${page.outside ? cakg.count(page.outside, "dated statement") : "nothing dated"}`];
    if (page.undated) words.push(`${page.undated} undated ${page.state.undated ? "stay" : "hidden too"}`);
    if (page.openEnded) words.push(`${page.openEnded} with an open end may have been so`);
    return from || until || !page.state.undated ? words.join("; ") : "hides nothing";
  }
  const facets = () =>
    FACETS.filter((facet) => page.state[facet.key].length)
      .map((facet) => `${facet.label.toLowerCase()} ${page.state[facet.key].join(" or ")}`)
      .concat(page.state.undated ? [] : ["only dated"]);
  const filters = () =>
    facets()
      .concat(page.state.from || page.state.until ? [page.range()] : [])
      .join(", ");
  // Each filter as a button that takes it back.
  const said = cakg.byId("said");
  function chips() {
    const chip = (words, patch) =>
      cakg.el(
        "button",
        {
          type: "button",
          class: "chip",
          "aria-label": `Remove the filter ${words}`,
          onclick: () => {
            page.set(patch);
            (said.querySelector("button") || cakg.byId("search")).focus({ preventScroll: true });
          },
        },
        words,
      );
    const { from, until } = page.state;
    return [
      ...FACETS.flatMap(({ key, label }) =>
        page.state[key].map((value) =>
          chip(`${label}: ${value}`, { [key]: page.state[key].filter((one) => one !== value) }),
        ),
      ),
      ...(from || until ? [chip(`Time: ${page.range()}`, { from: "", until: "" })] : []),
      ...(page.state.undated ? [] : [chip("only dated", { undated: true })]),
    ];
  }
  page.hiding = () =>
    page.shown.size < data.statements.length
      ? `${data.statements.length - page.shown.size} of ${data.statements.length} hidden: ${filters()}`
      : "";
  // The command that makes a page of what the filters leave; kinds are chosen in the page alone.
  page.command = () => {
    if (!data.command.startsWith("cakg draw ")) return data.command;
    const quoted = (text) => (/^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
    const added = ["theme", "status", "source"].flatMap((key) =>
      page.state[key].filter((value) => value !== "none").map((value) => `--${key} ${quoted(value)}`),
    );
    const { from, until } = page.state;
    if (from) added.push(`--from ${from}-01`);
    if (until)
      added.push(
        `--until ${until}-${new Date(Date.UTC(Number(until.slice(0, 4)), Number(until.slice(5)), 0)).getUTCDate()}`,
      );
    const words = data.command.split(" -o ");
    const kept = ["theme", "status", "source"].reduce(
      (text, key) => (page.state[key].length ? text.replace(new RegExp(` --${key}[ =]('[^']*'|\\S+)`, "g"), "") : text),
      words[0],
    );
    return [kept, ...added].join(" ") + (words[1] ? ` -o ${words[1]}` : "");
  };

  page.listen(() => {
    FACETS.forEach((facet, number) => {
      const chosen = new Set(page.state[facet.key]);
      for (const [value, { check, number: shown, row }] of facet.rows) {
        const count = page.counts[number].get(value) || 0;
        check.checked = chosen.has(value);
        shown.textContent = String(count);
        row.classList.toggle("zero", !count);
      }
      facet.summary.textContent = chosen.size
        ? `${facet.label}: ${chosen.size === 1 ? [...chosen][0] : chosen.size}`
        : facet.label;
      facet.summary.classList.toggle("on", chosen.size > 0);
    });
    const place = (month, otherwise) =>
      month
        ? Math.max(
            0,
            stops.findLastIndex((stop) => stop <= month),
          )
        : otherwise;
    lower.value = place(page.state.from, 0);
    upper.value = place(page.state.until, stops.length - 1);
    lower.setAttribute("aria-valuetext", inWords(page.state.from) || `the beginning, ${inWords(stops[0])}`);
    upper.setAttribute("aria-valuetext", inWords(page.state.until) || `the end, ${inWords(stops.at(-1))}`);
    undated.checked = page.state.undated;
    count.textContent = `(${page.undated})`;
    span.textContent = page.range();
    hides.textContent = hidden();

    said.replaceChildren(
      ...(chips().length
        ? [
            cakg.el(
              "strong",
              {},
              `${data.statements.length - page.shown.size} of ${cakg.count(data.statements.length, "statement")} hidden`,
            ),
            page.shown.size ? " by " : ". Nothing is left to show. Hidden by ",
            ...chips(),
            cakg.el("button", { type: "button", onclick: page.reset }, "Show all again"),
          ]
        : []),
    );
    opener.textContent = chips().length ? `Filters (${chips().length})` : "Filters";
    const takeaway = cakg.byId("takeaway");
    if (takeaway) takeaway.hidden = page.shown.size < data.statements.length; // it speaks of the whole
    cakg.byId("command").textContent = page.command();
    cakg.byId("shown").textContent =
      `Selection: ${data.selection || "everything"}. Filters: ${facets().join(", ") || "none"}. Range: ${page.range()}. ` +
      (page.view.shown?.(page) || `${page.shown.size} of ${cakg.count(data.statements.length, "statement")} shown.`);
  });
  cakg.byId("filters").hidden = false;
});
