// Filters: facets with combined counts, a time slider, and the number of statements they hide.
cakg.parts.push((page) => {
  const { data } = page;
  const total = data.statements.length;
  const kindOf = (place) => data.kinds[data.things[place].kind].label;
  const FACETS = [
    { key: "kind", label: "Kind of thing", of: (one) => [...new Set(one.things.map(kindOf))] },
    { key: "theme", label: "Theme", of: (one) => [one.theme || "none"] },
    { key: "status", label: "Status", of: (one) => [one.status] },
    { key: "source", label: "Source", of: cakg.sourcesOf },
    { key: "mark", label: "Said by", of: (one) => (one.mark ? [one.mark] : []) },
  ]
    .map((facet) => ({ ...facet, values: data.statements.map(facet.of), rows: new Map() }))
    .filter((facet) => facet.values.some((values) => values.length));

  const dated = (one) => Boolean(one.earliest || one.latest);
  // Whether a statement may hold in the selected months; an end without a date may be at any time.
  const inTime = (one, { from, until, undated }) =>
    dated(one)
      ? (!one.latest || one.latest.slice(0, 7) >= from) && (!until || one.earliest.slice(0, 7) <= until)
      : undated;
  // Whether a statement passes only because one of its ends has no date.
  const openEnded = (one, { from, until }) =>
    Boolean(
      (one.earliest && !one.latest && one.earliest.slice(0, 7) < from) ||
      (one.latest && !one.earliest && until && one.latest.slice(0, 7) > until),
    );
  page.applyFilters = () => {
    page.shown = new Set();
    page.undated = page.outside = page.openEnded = 0; // numbers among the statements that pass the other filters
    for (const facet of FACETS) {
      facet.chosen = new Set(page.state[facet.key]);
      facet.counts = new Map(); // numbers among the statements that pass the other facets
    }
    data.statements.forEach((one, place) => {
      const passes = ({ chosen, values }) => !chosen.size || values[place].some((value) => chosen.has(value));
      const failed = FACETS.filter((facet) => !passes(facet));
      const timely = inTime(one, page.state);
      if (!failed.length) {
        if (timely) page.shown.add(place);
        page.undated += !dated(one);
        page.outside += dated(one) && !timely;
        page.openEnded += timely && openEnded(one, page.state);
      }
      for (const facet of timely ? FACETS : [])
        if (failed.every((other) => other === facet))
          for (const value of facet.values[place]) facet.counts.set(value, (facet.counts.get(value) || 0) + 1);
    });
  };

  const inWords = (month) =>
    month && new Date(month).toLocaleString("en", { month: "long", year: "numeric", timeZone: "UTC" });
  function range() {
    const { from, until } = page.state;
    if (from === until) return inWords(from) || "any time";
    return [from && `from ${inWords(from)}`, until && `until ${inWords(until)}`].filter(Boolean).join(" ");
  }
  // The active filters: label, value, and the state change that removes each.
  function filters() {
    const { from, until, undated } = page.state;
    const found = FACETS.flatMap(({ key, label }) =>
      page.state[key].map((value) => ({
        label,
        value,
        back: { [key]: page.state[key].filter((one) => one !== value) },
      })),
    );
    if (from || until) found.push({ label: "Time", value: range(), back: { from: "", until: "" } });
    if (!undated) found.push({ label: "", value: "only dated", back: { undated: true } });
    return found;
  }
  const listed = (those) =>
    Object.entries(Object.groupBy(those, (one) => one.label))
      .map(([label, ones]) => `${label.toLowerCase()} ${ones.map((one) => one.value).join(" or ")}`.trim())
      .join(", ");
  page.hiding = () =>
    page.shown.size < total ? `${total - page.shown.size} of ${total} hidden: ${listed(filters())}` : "";
  // The effect of the time filter in words.
  function hidden() {
    const { from, until, undated } = page.state;
    if (!from && !until && undated) return "";
    return [
      page.outside && `${cakg.count(page.outside, "dated statement")} hidden`,
      page.undated && `${page.undated} undated ${undated ? "shown" : "hidden"}`,
      page.openEnded && `${page.openEnded} shown because a start or end date is missing`,
    ]
      .filter(Boolean)
      .join("; ");
  }
  // The takeaway, which is only true of the first, unfiltered picture.
  page.takeaway = () =>
    page.shown.size === total && !page.state.all && !page.state.around?.length ? data.takeaway : "";
  // The command that draws the filtered picture; it has no option for kinds of things.
  page.command = () => {
    let [made, file] = data.command.split(" -o ");
    if (!made.startsWith("cakg draw ")) return data.command;
    const quoted = (text) => (/^[\w.:/-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
    for (const key of ["theme", "status", "source"]) {
      const values = page.state[key];
      if (values.length) made = made.replace(new RegExp(` --${key}[ =]('[^']*'|\\S+)`, "g"), "");
      for (const value of values) if (value !== "none") made += ` --${key} ${quoted(value)}`;
    }
    const { from, until } = page.state;
    if (from) made += ` --from ${from}-01`;
    if (until) made += ` --until ${new Date(new Date(after(until)) - 1).toISOString().slice(0, 10)}`;
    return file ? `${made} -o ${file}` : made;
  };

  // In a small window, filters and tools are behind a button; only the search is always visible.
  const box = el("div", { id: "narrow" });
  const opener = button("Filters", () => open(), {
    id: "open-filters",
    "aria-expanded": "false",
    "aria-controls": "narrow",
  });
  const open = (shown) => opener.setAttribute("aria-expanded", String(box.classList.toggle("open", shown)));
  const small = matchMedia("(max-width: 699px), (max-height: 499px)");
  const settle = () => (small.matches ? box : document.querySelector("header")).append(byId("tools"));
  small.addEventListener("change", settle);
  byId("filters").append(opener, box);

  // Arrow keys open a facet and move through its values; Enter ticks one.
  function keys(event, { details, summary, rows }) {
    const checks = [...rows.values()].map((row) => row.check);
    const at = checks.indexOf(event.target);
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" && at >= 0) event.target.click();
    else if (by === 1 || (by && at >= 0)) {
      details.open = true;
      (checks[at + by] || summary).focus();
    } else return;
    event.preventDefault();
  }
  for (const facet of FACETS) {
    const list = el("ul", { "aria-label": facet.label });
    for (const [value] of cakg.tally(facet.values.flat())) {
      const onchange = () => {
        const rest = page.state[facet.key].filter((one) => one !== value);
        page.set({ [facet.key]: check.checked ? [...rest, value] : rest });
      };
      const check = el("input", { type: "checkbox", onchange });
      const number = el("span", { class: "number" });
      const row = el("li", {}, el("label", {}, check, ` ${value} `, number));
      facet.rows.set(value, { check, number, row });
      list.append(row);
    }
    facet.summary = el("summary");
    facet.details = el(
      "details",
      { class: "facet", name: "facet", "data-facet": facet.key, onkeydown: (event) => keys(event, facet) },
      facet.summary,
      el("div", {}, list, el("p", {}, "Counts: statements that match the other filters.")),
    );
    box.append(facet.details);
  }
  // A click elsewhere or Escape closes an open facet, the Save menu or the box of filters.
  document.addEventListener("pointerdown", ({ target }) => {
    for (const menu of document.querySelectorAll(".facet[open]")) if (!menu.contains(target)) menu.open = false;
    if (!byId("filters").contains(target)) open(false);
  });
  document.addEventListener("keydown", (event) => {
    const menu = document.querySelector(".facet[open]");
    if (event.key !== "Escape" || !(menu || box.matches(".open"))) return;
    if (menu) menu.open = false;
    else open(false);
    (menu?.querySelector("summary") || opener).focus();
    event.stopImmediatePropagation();
  });

  // The slider has a stop for each month of years with dates, and one for each other year.
  function after(month) {
    const date = new Date(month);
    date.setUTCMonth(date.getUTCMonth() + 1);
    return date.toISOString().slice(0, 7);
  }
  const months = data.statements
    .flatMap((one) => [one.earliest, one.latest])
    .filter(Boolean)
    .map((date) => date.slice(0, 7))
    .sort();
  const years = new Set(months.map((month) => month.slice(0, 4)));
  const stops = [];
  for (let month = months[0]; month <= months.at(-1); month = after(month))
    if (years.has(month.slice(0, 4)) || month.endsWith("-01")) stops.push(month);
  const last = stops.length - 1;

  // The two ends cannot pass each other: one pushes the other.
  function slide({ target }) {
    const at = Number(target.value);
    const first = target === lower ? at : Math.min(at, lower.value);
    const end = target === lower ? Math.max(at, upper.value) : at;
    page.set({ from: first > 0 ? stops[first] : "", until: end < last ? stops[end] : "" }, { replace: true });
  }
  const slider = (id, label) =>
    el("input", { type: "range", min: 0, max: last, id, "aria-label": label, oninput: slide });
  const lower = slider("time-from", "Earliest month");
  const upper = slider("time-until", "Latest month");
  const span = el("output", { id: "time-said" });
  const count = el("span", { id: "undated-count" });
  const hides = el("output", { id: "time-hides" });
  const undated = el("input", {
    type: "checkbox",
    id: "undated",
    onchange: () => page.set({ undated: undated.checked }),
  });
  if (stops.length)
    box.append(
      el(
        "fieldset",
        { class: "time" },
        el("legend", {}, "Time"),
        el("div", { class: "sliders" }, lower, upper),
        span,
        el("label", {}, undated, " include undated ", count),
        hides,
      ),
    );
  settle();
  function place(input, month, otherwise, end) {
    const at = stops.findLastIndex((stop) => stop <= month);
    input.value = month ? Math.max(0, at) : otherwise;
    input.setAttribute("aria-valuetext", inWords(month) || `the ${end}, ${inWords(stops[otherwise])}`);
  }

  const said = byId("said");
  page.listen(() => {
    for (const { label, chosen, counts, rows, summary } of FACETS) {
      for (const [value, { check, number, row }] of rows) {
        check.checked = chosen.has(value);
        number.textContent = String(counts.get(value) || 0);
        row.classList.toggle("zero", !counts.has(value));
      }
      summary.textContent = chosen.size ? `${label}: ${chosen.size === 1 ? [...chosen][0] : chosen.size}` : label;
      summary.classList.toggle("on", chosen.size > 0);
    }
    place(lower, page.state.from, 0, "beginning");
    place(upper, page.state.until, last, "end");
    lower.style.zIndex = Number(Number(lower.value) > last / 2); // otherwise the lower thumb could be covered
    undated.checked = page.state.undated;
    count.textContent = `(${page.undated})`;
    span.textContent = range();
    hides.textContent = hidden();

    // Each active filter is a button that removes it.
    const chips = filters().map(({ label, value, back }) => {
      const words = label ? `${label}: ${value}` : value;
      const remove = () => {
        page.set(back);
        (said.querySelector("button") || byId("search")).focus({ preventScroll: true });
      };
      return button(words, remove, { class: "chip", "aria-label": `Remove the filter ${words}` });
    });
    const left = page.shown.size;
    fill(
      said,
      chips.length && [
        el("strong", {}, `${total - left} of ${cakg.count(total, "statement")} hidden`),
        left ? " by " : ". No statement matches all filters: ",
        chips,
        button("Clear filters", page.reset),
      ],
    );
    opener.textContent = chips.length ? `Filters (${chips.length})` : "Filters";
    const takeaway = byId("takeaway");
    if (takeaway) takeaway.hidden = !page.takeaway();
    if (data.command) byId("command").textContent = page.command();
    const others = listed(filters().filter((one) => one.label !== "Time"));
    byId("shown").textContent =
      `Selection: ${data.selection || "everything"}. Filters: ${others || "none"}. Time: ${range()}. ` +
      (page.view.shown?.(page) || `${left} of ${cakg.count(total, "statement")} shown.`);
  });
  byId("filters").hidden = false;
});
