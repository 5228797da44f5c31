// Finds things by any label or alias, in Latin or Cyrillic, and lets the rest recede.
cakg.parts.push((page) => {
  const MOST = 12;
  const names = page.data.things.map((thing) => [thing.label, ...thing.aliases].map(cakg.plain));
  const input = cakg.el("input", {
    type: "search",
    id: "search",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: "Find: Tokayev, Токаев …",
    "aria-label": "Find a thing by any of its names",
    "aria-expanded": "false",
    "aria-controls": "found",
    "aria-autocomplete": "list",
  });
  const list = cakg.el("ul", { id: "found", role: "listbox", "aria-label": "Things found", hidden: true });
  cakg.byId("filters").append(cakg.el("div", { class: "search" }, input, list));
  let active = -1;
  // Which things a text finds, the best first: a name that starts so, then a word that does, then any other.
  page.matches = (text) => {
    const wanted = cakg.plain(text);
    if (!wanted) return [];
    const ranked = [];
    names.forEach((all, place) => {
      const ranks = all
        .filter((name) => name.includes(wanted))
        .map((name) => (name.startsWith(wanted) ? 0 : name.includes(` ${wanted}`) ? 1 : 2));
      if (ranks.length) ranked.push([Math.min(...ranks), -page.about[place].length, place]);
    });
    return ranked.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]).map((one) => one[2]);
  };
  function show(open) {
    const found = open ? page.matches(input.value) : [];
    const wanted = cakg.plain(input.value);
    list.replaceChildren(
      ...found.slice(0, MOST).map((place, row) => {
        const thing = page.data.things[place];
        const also = thing.aliases.find((name) => cakg.plain(name).includes(wanted));
        const said = cakg.plain(thing.label).includes(wanted) || !also ? "" : ` (${also})`;
        return cakg.el(
          "li",
          { id: `found-${row}`, role: "option", "aria-selected": "false", onclick: () => pick(place) },
          thing.label + said,
          cakg.el(
            "small",
            {},
            ` ${page.data.kinds[thing.kind].label}, ${cakg.count(page.about[place].length, "statement")}`,
          ),
        );
      }),
    );
    if (open && wanted && !found.length) list.append(cakg.el("li", { class: "none" }, "Nothing here is called so."));
    if (found.length > MOST) list.append(cakg.el("li", { class: "none" }, `and ${found.length - MOST} more`));
    list.hidden = !list.children.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    active = -1;
    input.removeAttribute("aria-activedescendant");
  }
  function move(by) {
    const options = [...list.querySelectorAll("[role=option]")];
    if (!options.length) return;
    active = (active + by + options.length + (active < 0 && by < 0 ? 1 : 0)) % options.length;
    options.forEach((option, row) => option.setAttribute("aria-selected", String(row === active)));
    input.setAttribute("aria-activedescendant", options[active].id);
  }
  function pick(place) {
    show(false);
    page.choose({ thing: page.data.things[place].id, q: "" });
    cakg.byId("chosen").focus();
  }

  input.addEventListener("input", () => {
    show(true);
    page.set({ q: input.value }, { replace: true });
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) show(true);
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") page.matches(input.value).slice(Math.max(active, 0)).slice(0, 1).forEach(pick);
    else if (event.key === "Escape") {
      // leaves the field; the next one clears the choice
      event.preventDefault();
      event.stopPropagation();
      show(false);
      input.blur();
    }
  });
  input.addEventListener("blur", () => setTimeout(() => document.activeElement === input || show(false), 200));
  page.listen(() => {
    if (input.value !== page.state.q) input.value = page.state.q;
    if (!page.state.q) show(false);
  });
});
