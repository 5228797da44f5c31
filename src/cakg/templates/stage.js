// The stage: what of it no sheet covers, arrow keys among what can be pressed in a drawing, and what is not drawn.
cakg.parts.push((page) => {
  const { data, view } = page;
  const stage = cakg.byId("stage");
  const panel = cakg.byId("chosen");
  const drawing = () => cakg.byId("sheet");

  page.free = () => {
    const { left, right, top, bottom } = stage.getBoundingClientRect();
    const covered = !panel.hidden && getComputedStyle(panel).position === "fixed";
    const low = Math.min(bottom, covered ? panel.getBoundingClientRect().top : innerHeight);
    return new DOMRect(left, Math.max(top, 0), right - left, Math.max(0, low - Math.max(top, 0)));
  };

  // How far to scroll so that a stretch lies within another, or in its middle where it is longer.
  const shift = (low, high, from, to) => {
    if (high - low > to - from) return (low + high - from - to) / 2;
    return Math.min(low - from, 0) || Math.max(high - to, 0);
  };
  // What of a button counts where it lies: the shape, and not the label beside it.
  const body = (button) => (button.matches("g") ? button.firstElementChild : button).getBoundingClientRect();
  function reveal(button) {
    const box = drawing();
    const { left, right, top, bottom } = page.free();
    const head = box.querySelector("#timeline-head")?.getBoundingClientRect().bottom || box.getBoundingClientRect().top;
    const at = body(button);
    box.scrollBy(
      shift(at.left, at.right, left + 12, right - 24),
      shift(at.top, at.bottom, Math.max(top, head) + 8, bottom - 12),
    );
  }

  // An arrow key goes to the nearest button in its direction; Enter, which a button knows itself, chooses.
  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const middle = ({ x, y, width, height }) => [x + width / 2, y + height / 2];
  stage.addEventListener("keydown", (event) => {
    if (!WAYS[event.key] || !event.target.dataset.key) return;
    event.preventDefault();
    const [right, down] = WAYS[event.key];
    const [x, y] = middle(body(event.target));
    let best,
      least = Infinity;
    for (const other of drawing().querySelectorAll("[data-key]")) {
      const [across, below] = middle(body(other)).map((one, axis) => one - [x, y][axis]);
      const ahead = across * right + below * down;
      const far = ahead + 2 * Math.abs(across * down + below * right);
      if (ahead > 1 && far < least) [best, least] = [other, far];
    }
    if (!best) return;
    best.focus({ preventScroll: true });
    reveal(best);
  });

  // Keeps what is chosen in sight when the panel opens over the picture.
  let before = "";
  page.listen(() => {
    const { thing, line, statement } = page.state;
    const now = [thing, line, statement].join(" ");
    const covered = Math.max(0, Math.min(stage.getBoundingClientRect().bottom, innerHeight) - page.free().bottom);
    stage.style.setProperty("--covered", `${covered}px`);
    if (now !== before && now.trim()) {
      if (view.keepVisible) view.keepVisible(page);
      else if (drawing()) {
        const at = document.activeElement;
        const id = CSS.escape(thing || line || statement);
        const button =
          drawing().contains(at) && at.dataset.key
            ? at
            : drawing().querySelector(`[data-key="${id}"], [data-statement="${id}"]`);
        if (button) reveal(button);
      }
    }
    before = now;
  });

  // What passes the filters and is not drawn is listed beside the picture; where nothing is drawn, in its place.
  const beside = cakg.el("details", { id: "unplaced", hidden: true, ontoggle: () => beside.open && fill() });
  cakg.byId("about").before(beside);
  const table = cakg.el("table", {}, cakg.byId("statements").querySelector("thead").cloneNode(true), cakg.el("tbody"));
  const why = cakg.el("p");
  const instead = cakg.el(
    "section",
    { id: "instead", "aria-label": "Statements, as a table", tabindex: 0, hidden: true },
    why,
    table,
    cakg.el("p", { class: "more" }),
  );
  stage.append(instead);
  const rows = page.statementTable(table);
  let places = [];
  function fill() {
    const items = places
      .map((place) => data.statements[place])
      .map((one) =>
        cakg.el(
          "li",
          {},
          cakg.el(
            "button",
            { type: "button", class: "thing", onclick: () => page.choose({ statement: one.id }) },
            cakg.told(one),
          ),
        ),
      );
    beside.replaceChildren(
      beside.firstChild,
      ...(view.whyUnplaced ? [cakg.el("p", {}, view.whyUnplaced)] : []),
      cakg.el("ul", {}, ...items),
    );
  }
  page.listen(() => {
    places = (view.unplaced?.(page) || []).sort(page.byRank);
    const nothing = places.length > 0 && places.length === page.shown.size;
    beside.hidden = !places.length || nothing;
    beside.replaceChildren(cakg.el("summary", {}, `Not drawn: ${cakg.count(places.length, "statement")}`));
    if (beside.open) fill();
    instead.hidden = !nothing;
    cakg.byId("view").inert = nothing;
    if (!nothing) return;
    const none = `The filters leave ${cakg.count(places.length, "statement")}, and none can be drawn.`;
    why.textContent = [none, view.whyUnplaced, "This table lists them."].filter(Boolean).join(" ");
    rows(places);
  });
});
