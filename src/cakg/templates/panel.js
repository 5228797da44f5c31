// Tells what stands behind the thing, line or statement chosen: every claim, whose word it is, how, and where.
cakg.parts.push((page) => {
  const MOST = 120;
  const { data } = page;
  const box = cakg.byId("chosen");

  const thingButton = (place) =>
    cakg.el(
      "button",
      { type: "button", class: "thing", onclick: () => page.choose({ thing: data.things[place].id }) },
      data.things[place].label,
    );
  cakg.thingButtons = (places) => places.flatMap((place, number) => [number ? " · " : "", thingButton(place)]);
  // A claim in words: what it does, in which mode, hedged how, whose word, through whom; then where.
  cakg.claim = (claim) => {
    if (claim.line) return cakg.el("div", { class: "claim" }, claim.line);
    return cakg.el(
      "div",
      { class: "claim" },
      cakg.el("b", { class: claim.does.replace(" ", "-") }, claim.does),
      ` ${claim.words}. `,
      cakg.el("cite", {}, claim.place),
      cakg.el("details", {}, cakg.el("summary", {}, "citation"), claim.citation),
    );
  };

  function item(place) {
    const one = data.statements[place];
    const facts = [one.status, one.theme, one.when, one.mark && `told by ${one.mark}`].filter(Boolean).join(" · ");
    return cakg.el(
      "li",
      { class: one.certainty + (page.state.statement === one.id ? " on" : ""), "data-statement": one.id },
      cakg.el("p", { class: "status" }, facts),
      cakg.el("p", { class: "paraphrase" }, [one.label, one.more].filter(Boolean).join("; ")),
      ...one.claims.map(cakg.claim),
      ...(one.points || []).flatMap(({ text, sides }) => [
        cakg.el("p", { class: "point" }, text),
        cakg.el("ul", { class: "sides" }, ...sides.map((side) => cakg.el("li", {}, side))),
      ]),
      cakg.el("p", { class: "involved" }, "Involves ", ...cakg.thingButtons(one.things)),
    );
  }
  // What is chosen: its name, what it is, its statements, and what else the view has to say of it.
  function chosen() {
    const { thing, line, statement } = page.state;
    if (page.thing.has(thing)) {
      const place = page.thing.get(thing);
      const { label, kind, definition, aliases } = data.things[place];
      const about = [
        [data.kinds[kind].label, definition].filter(Boolean).join(" · "),
        aliases.length && `Also called ${aliases.join(", ")}`,
      ];
      return { name: label, about, statements: page.about[place], more: page.view.more?.(page, place) || [] };
    }
    const group = line && page.view.group?.(line);
    if (group) return { name: group.name, about: [group.about], statements: group.statements, more: [] };
    if (page.statement.has(statement))
      return { name: "One statement", about: [], statements: [page.statement.get(statement)], more: [] };
    return null;
  }

  let told = "";
  page.listen(() => {
    const what = chosen();
    const had = !box.hidden;
    box.hidden = !what;
    if (!what) {
      if (had && box.contains(document.activeElement)) box.parentElement.focus(); // not the field, which would take the keys
      told = "";
      box.replaceChildren();
      return;
    }
    const shown = what.statements.filter((place) => page.shown.has(place));
    const hidden = what.statements.length - shown.length;
    box.replaceChildren(
      cakg.el(
        "button",
        {
          type: "button",
          class: "close",
          "aria-label": "Close, back to the whole picture",
          onclick: () => page.choose(),
        },
        "×",
      ),
      cakg.el("h2", {}, what.name),
      ...what.about.filter(Boolean).map((text) => cakg.el("p", {}, text)),
      ...what.more,
      cakg.el(
        "p",
        { class: "counted" },
        cakg.count(what.statements.length, "statement") + (hidden ? `, ${hidden} hidden by the filters` : ""),
      ),
      cakg.el("ol", {}, ...shown.slice(0, MOST).map(item)),
      ...(shown.length > MOST ? [cakg.el("p", {}, `${shown.length - MOST} more stand in the table below.`)] : []),
    );
    const now = [page.state.thing, page.state.line].join(" ");
    if (now !== told) {
      told = now;
      box.parentElement.scrollTop = 0;
      box.scrollTop = 0;
    }
    const on = page.state.line && box.querySelector("li.on");
    if (on) on.scrollIntoView({ block: "nearest" });
  });
});
