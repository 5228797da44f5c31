// The tables of answers. On a server, links with parameters select and sort rows. A page in a file reads the same
// parameters from its own address, and does the same to the rows that it contains.
(() => {
  "use strict";
  const FACET = "f.";
  const EMPTY = -1;
  const MOST_VALUES = 8; // as in answer.html
  const KNOWN = new Set(["sort", "page"]);
  const inFile = "static" in document.documentElement.dataset;
  const MOST_ROWS = 1000; // as in selection.py
  let search = new URLSearchParams(location.search);

  const { cakg } = window;
  const { filled } = cakg;
  const number = (value) => value.toLocaleString("en-US");

  function element(name, text, properties = {}) {
    const made = document.createElement(name);
    made.textContent = text;
    return Object.assign(made, properties);
  }

  // Objects without properties that they inherit: their names are compared with those in the address.
  const bare = (_, value) =>
    typeof value === "object" && value && !Array.isArray(value) ? Object.setPrototypeOf(value, null) : value;

  // ---- The rows of a page in a file -------------------------------------------
  // Only this function knows where rows come from. Each has an element, the keys of its facets, the rank of its cell in
  // a column, and the values of a line of CSV.

  function rowsOfPage(table, data) {
    const text = (cell) =>
      [...cell.childNodes]
        .filter((node) => node.className !== "cite" && node.nodeName !== "SMALL")
        .map((node) => node.textContent)
        .join("")
        .trim();
    const keys = (values, place) => [values.values[values.rows[place]]].flat();
    return [...table.tBodies[0].rows].map((row, place) => ({
      element: row,
      facet: (name) => (data.facets[name] ? keys(data.facets[name], place) : []),
      rank: (column) => data.ranks[column][place],
      text: (column) => text(row.cells[data.columns.indexOf(column)]),
      line: () =>
        data.csv.map((column) =>
          column.rows ? column.values[column.rows[place]] : text(row.cells[data.columns.indexOf(column.name)]),
        ),
    }));
  }

  // ---- The parameters of the address ------------------------------------------

  function readAddress(columns) {
    const facets = new Map();
    for (const [name, value] of search)
      if (name.startsWith(FACET) && value.trim()) {
        const facet = name.slice(FACET.length);
        facets.set(facet, new Set(facets.get(facet)).add(value));
      }
    const sort = search.get("sort") ?? "";
    return { facets, sort: columns.includes(sort.replace(/^-/, "")) ? sort : "" };
  }

  // The parameters of the question, each with one value.
  const given = () =>
    [...search].filter(([name, value]) => value.trim() && !name.startsWith(FACET) && !KNOWN.has(name));

  function addressOf({ facets, sort }) {
    const query = new URLSearchParams(given());
    for (const name of [...facets.keys()].sort()) for (const key of facets.get(name)) query.append(FACET + name, key);
    if (sort) query.append("sort", sort);
    return `?${query}#rows`;
  }

  function toggled(state, facet, key) {
    const keys = new Set(state.facets.get(facet));
    if (!keys.delete(key)) keys.add(key);
    return { ...state, facets: new Map(state.facets).set(facet, keys) };
  }

  // The rows for the parameters of the question whose values are those of a column. The page names all others.
  function rowsOfGiven(rows, names) {
    const chosen = new Map();
    const unused = [];
    for (const [name, value] of given()) {
      const key = names[name]?.[cakg.plain(value)];
      if (key === undefined) unused.push(`${name.replaceAll("_", " ")}: ${value}`);
      else chosen.set(name, new Set(chosen.get(name)).add(key));
    }
    const ignored = document.getElementById("ignored");
    if (ignored) {
      ignored.textContent = filled(ignored.dataset.text, { values: unused.join("; ") });
      ignored.hidden = !unused.length;
    }
    return rows.filter((row) => fits(row, chosen));
  }

  // ---- Selecting and sorting --------------------------------------------------

  const fits = (row, facets, except) =>
    [...facets].every(([name, keys]) => name === except || !keys.size || row.facet(name).some((key) => keys.has(key)));

  function sorted(rows, sort) {
    if (!sort) return rows;
    const column = sort.replace(/^-/, "");
    const direction = sort.startsWith("-") ? -1 : 1;
    // Rows that are not in the page have no ranks; then all are sorted by their texts.
    const ranked = rows.every((row) => row.rank);
    const { compare: compareTexts } = new Intl.Collator();
    const isEmpty = (row) => (ranked ? row.rank(column) === EMPTY : !row.text(column));
    const compare = (one, other) =>
      ranked ? one.rank(column) - other.rank(column) : compareTexts(one.text(column), other.text(column));
    return rows
      .filter((row) => !isEmpty(row))
      .sort((one, other) => direction * compare(one, other))
      .concat(rows.filter(isEmpty));
  }

  // ---- Showing the rows -------------------------------------------------------

  function showTable(table, data, rows) {
    const state = readAddress(data.columns);
    const shown = sorted(rows, state.sort).filter((row) => fits(row, state.facets));
    const part = shown.slice(0, MOST_ROWS);
    table.tBodies[0].replaceChildren(...part.map((row) => row.element));
    nameCells(table);
    const cut = document.querySelector(".cut");
    cut.textContent = filled(cut.dataset.text, { n: number(part.length) });
    cut.hidden = part.length === shown.length;
    document.querySelector(".nothing").hidden = shown.length > 0;
    table.parentElement.hidden = !shown.length;
    for (const picture of document.querySelectorAll(".picture"))
      picture.hidden = shown.length < data.facets.year.rows.length;
    showHeaders(table, state);
    showFacets(rows, state);
    showCount(shown.length, rows.length);
    showCitations(part);
    offerFile(data, shown);
    if (location.hash === "#rows") document.getElementById("rows").scrollIntoView();
  }

  function nameCells(table) {
    const columns = [...table.tHead.rows[0].cells].map((header) => header.textContent);
    for (const row of table.tBodies[0].rows)
      for (const [place, cell] of [...row.cells].entries()) cell.dataset.label = columns[place];
  }

  function showHeaders(table, state) {
    for (const header of table.tHead.querySelectorAll("[data-column]")) {
      const column = header.dataset.column;
      const following = { [column]: `-${column}`, [`-${column}`]: "" }[state.sort] ?? column;
      const title = following === column ? "up" : following ? "down" : "usual";
      header.replaceChildren(
        element("a", header.textContent, {
          href: addressOf({ ...state, sort: following }),
          title: filled(table.dataset[title], { column: header.textContent }),
        }),
      );
      header.ariaSort = following === column ? null : following ? "ascending" : "descending";
    }
  }

  // The values of each facet, all of which the page has at first; later only those with rows.
  const valuesOf = new Map(
    [...document.querySelectorAll("[data-facet]")].map((facet) => [facet, [...facet.querySelectorAll("[data-key]")]]),
  );

  function showFacets(rows, state) {
    const facets = document.querySelector(".facets");
    if (!facets) return;
    const labels = new Map();
    for (const facet of facets.querySelectorAll("[data-facet]")) {
      const name = facet.dataset.facet;
      const counts = new Map();
      for (const row of rows.filter((one) => fits(one, state.facets, name)))
        for (const key of row.facet(name)) counts.set(key, (counts.get(key) ?? 0) + 1);
      const shown = valuesOf.get(facet).filter((item) => {
        const [link, count] = item.children;
        const key = item.dataset.key;
        labels.set(`${name}=${key}`, `${facet.previousElementSibling.textContent}: ${link.textContent}`);
        link.href = addressOf(toggled(state, name, key));
        count.textContent = counts.get(key) ?? 0;
        link.ariaCurrent = state.facets.get(name)?.has(key) ? "true" : null;
        return counts.get(key) || link.ariaCurrent;
      });
      const isChosen = (item) => item.firstElementChild.ariaCurrent === "true";
      showValues(facet, [...shown.filter(isChosen), ...shown.filter((item) => !isChosen(item))]);
    }
    showChosen(facets.querySelector(".chosen"), state, labels);
    facets.hidden = false;
  }

  function showValues(facet, items) {
    const [first, more] = facet.querySelectorAll("ul");
    const others = items.slice(MOST_VALUES);
    first.replaceChildren(...items.slice(0, MOST_VALUES));
    facet.hidden = facet.previousElementSibling.hidden = !items.length;
    if (!more) return;
    const summary = more.previousElementSibling;
    more.replaceChildren(...others);
    more.parentElement.hidden = !others.length;
    summary.textContent = filled(summary.dataset.text, { n: others.length });
  }

  function showChosen(place, state, labels) {
    place.replaceChildren(place.firstElementChild, " ");
    for (const [name, value] of given()) {
      const rest = [...search].filter((pair) => pair[0] !== name || pair[1] !== value);
      const text = `${name.replaceAll("_", " ")}: ${value} ✕`;
      place.append(
        element("a", text, { href: `?${new URLSearchParams(rest)}#rows`, title: place.dataset.remove }),
        " ",
      );
    }
    for (const [name, keys] of state.facets)
      for (const key of keys)
        place.append(
          element("a", `${labels.get(`${name}=${key}`) ?? `${name}: ${key}`} ✕`, {
            href: addressOf(toggled(state, name, key)),
            title: place.dataset.remove,
          }),
          " ",
        );
    if (state.facets.size)
      place.append(element("a", place.dataset.removeAll, { href: addressOf({ ...state, facets: new Map() }) }));
    place.hidden = !place.children[1];
  }

  function showCount(shown, all) {
    const count = document.querySelector(".count b");
    const texts = count.dataset;
    const text = shown === all ? (all === 1 ? texts.row : texts.rows) : all === 1 ? texts.rowOf : texts.rowsOf;
    count.textContent = filled(text, { n: number(shown), all: number(all) });
  }

  function showCitations(shown) {
    const cited = new Set(
      shown.flatMap((row) => [...row.element.querySelectorAll(".cite")].map((link) => link.hash.slice(1))),
    );
    const list = document.querySelector(".citations");
    if (!list) return;
    for (const item of list.querySelectorAll("li")) item.hidden = !cited.has(item.id);
    list.querySelector("summary span").textContent = number(cited.size);
  }

  function offerFile(data, shown) {
    const button = document.querySelector("button.save");
    button.hidden = false;
    button.onclick = () => {
      const names = data.csv.map((column) => column.name);
      const text = cakg.csv([names, ...shown.map((row) => row.line(names))]);
      const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
      element("a", "", { href: address, download: button.dataset.name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60000);
    };
  }

  // ---- The list of questions --------------------------------------------------

  function showQuestions(form) {
    const found = document.querySelector(".found");
    const items = [...document.querySelectorAll(".questions li")];
    form.hidden = false;
    form.elements.q.value = search.get("q") ?? "";
    const words = cakg.words(form.elements.q.value);
    if (!words.length) return;
    const matching = words.map((word) => {
      const begins = cakg.beginning(word);
      const those = items.filter((item) => begins.test(item.dataset.head));
      return new Set(those.length ? those : items.filter((item) => begins.test(item.dataset.details)));
    });
    for (const item of items) item.hidden = !matching.every((those) => those.has(item));
    for (const theme of document.querySelectorAll(".theme")) theme.hidden = !theme.querySelector("li:not([hidden])");
    const count = items.filter((item) => !item.hidden).length;
    const text = filled(count === 1 ? found.dataset.one : found.dataset.many, { n: count, words: search.get("q") });
    found.replaceChildren(`${text} `, element("a", found.dataset.all, { href: "?" }));
  }

  // ---- On every page ----------------------------------------------------------

  // Code and addresses begin with a placeholder if the program does not know the address of this site.
  for (const code of document.querySelectorAll("[data-start]")) {
    const { start, path } = code.dataset;
    const here = location.href.replace(/[?#].*/, "");
    if (start && here.includes(path))
      code.textContent = code.textContent.replaceAll(start, here.slice(0, here.lastIndexOf(path)));
  }

  // A narrow window shows a row as lines, each with its column, and the facets folded.
  for (const table of document.querySelectorAll("table.rows")) nameCells(table);
  for (const facets of document.querySelectorAll(".facets > details"))
    facets.open = matchMedia("(min-width: 40rem)").matches;

  for (const form of document.querySelectorAll("form[data-question]"))
    form.addEventListener("formdata", ({ formData }) => {
      for (const name of new Set(formData.keys())) {
        const values = formData.getAll(name).filter((value) => value.trim());
        formData.delete(name);
        for (const value of values) formData.append(name, value);
      }
    });

  // ---- The address of a page in a file ------------------------------------------
  // Links and the form change the table in place: loading the page again would load its engine again too.

  const form = document.querySelector("form[data-question]");
  const permanent = document.querySelector("[data-here]");

  // The form shows the values of the address.
  function fillForm() {
    form?.reset();
    for (const [name, value] of search) {
      const fields = [...document.querySelectorAll(`form[data-question] [name="${CSS.escape(name)}"]`)];
      const free = fields.find((field) => field.type === "checkbox" || !field.value);
      if (free?.type === "checkbox") free.checked = value === free.value;
      else if (free) free.value = value;
    }
  }

  function readParameters() {
    search = new URLSearchParams(location.search);
    fillForm();
    if (permanent) permanent.textContent = permanent.parentElement.href = location.href.replace(/#.*/, "");
  }

  // With an engine in the page, asking.js answers the question with the parameters of the address.
  let shows = "";
  async function show(table, content, rows) {
    shows = location.search;
    readParameters();
    const found = (await cakg.asked?.(rows, content.columns)) ?? rowsOfGiven(rows, content.names);
    if (shows === location.search) showTable(table, content, found);
  }

  function followLinks(table, content) {
    const rows = rowsOfPage(table, content);
    const go = (address) => {
      history.pushState(null, "", address);
      show(table, content, rows);
    };
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[href^='?']");
      if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      go(link.href);
    });
    form?.addEventListener("submit", (event) => {
      event.preventDefault();
      form.parentElement.open = false;
      scrollTo(0, 0);
      go(`?${new URLSearchParams(new FormData(form))}`);
    });
    addEventListener("popstate", () => {
      if (shows !== location.search) show(table, content, rows);
    });
    show(table, content, rows);
  }

  const data = document.getElementById("table-data");
  if (inFile) readParameters();
  if (inFile && data) followLinks(document.querySelector("table.rows"), JSON.parse(data.textContent, bare));
  if (inFile && !data) (cakg.cannotAsk ?? (() => rowsOfGiven([], {})))();
  if (inFile && document.getElementById("find")) showQuestions(document.getElementById("find"));
})();
