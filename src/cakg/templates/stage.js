// The stage: its visible part, and arrow keys between the buttons of a drawing.
// The nearest item in the direction of an arrow key, if any; the sideways distance counts twice.
cakg.ahead = (key, from, items, pointOf) => {
  const [right, down] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  let best,
    least = Infinity;
  for (const item of items) {
    const { x, y } = pointOf(item);
    const [across, below] = [x - from.x, y - from.y];
    const ahead = across * right + below * down;
    const far = ahead + 2 * Math.abs(across * down + below * right);
    if (ahead > 1 && far < least) [best, least] = [item, far];
  }
  return best;
};

// How far to scroll so that one interval is inside another, or centred on it if it is longer.
cakg.shift = (low, high, from, to) =>
  high - low > to - from ? (low + high - from - to) / 2 : Math.min(low - from, 0) || Math.max(high - to, 0);

cakg.parts.push((page) => {
  const { view } = page;
  const stage = byId("stage");
  const panel = byId("chosen");
  const drawing = () => byId("sheet");

  page.free = () => {
    const { left, right, top, bottom } = stage.getBoundingClientRect();
    const covered = !panel.hidden && getComputedStyle(panel).position === "fixed";
    const low = Math.min(bottom, covered ? panel.getBoundingClientRect().top : innerHeight);
    return new DOMRect(left, Math.max(top, 0), right - left, Math.max(0, low - Math.max(top, 0)));
  };

  // The position of a button: that of its shape, without the label.
  const body = (button) => (button.matches("g") ? button.firstElementChild : button).getBoundingClientRect();
  function reveal(button) {
    const box = drawing();
    const { left, right, top, bottom } = page.free();
    const head = box.querySelector("#timeline-head")?.getBoundingClientRect().bottom || box.getBoundingClientRect().top;
    const at = body(button);
    box.scrollBy(
      cakg.shift(at.left, at.right, left + 12, right - 24),
      cakg.shift(at.top, at.bottom, Math.max(top, head) + 8, bottom - 12),
    );
  }

  stage.addEventListener("keydown", (event) => {
    if (!event.key.startsWith("Arrow") || !event.target.dataset.key) return;
    event.preventDefault();
    const middle = (button) => {
      const { x, y, width, height } = body(button);
      return { x: x + width / 2, y: y + height / 2 };
    };
    const next = cakg.ahead(event.key, middle(event.target), drawing().querySelectorAll("[data-key]"), middle);
    if (!next) return;
    next.focus({ preventScroll: true });
    reveal(next);
  });

  // Chromium leaves a focused link half hidden.
  byId("menu")?.addEventListener("focusin", ({ target }) =>
    target.scrollIntoView({ inline: "nearest", block: "nearest" }),
  );

  // Keeps the selected item visible when the panel opens over the picture.
  let before = "";
  page.listen(() => {
    const { thing, line, statement } = page.state;
    const now = [thing, line, statement].join(" ");
    const covered = Math.max(0, Math.min(stage.getBoundingClientRect().bottom, innerHeight) - page.free().bottom);
    stage.style.setProperty("--covered", `${covered}px`);
    if (now !== before && now.trim()) {
      if (view.keepVisible) view.keepVisible(page);
      else {
        const id = CSS.escape(thing || line || statement);
        const button =
          drawing().querySelector("[data-key]:focus") ||
          drawing().querySelector(`[data-key="${id}"], [data-statement="${id}"]`);
        if (button) reveal(button);
      }
    }
    before = now;
  });
});
