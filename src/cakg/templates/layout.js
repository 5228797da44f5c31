// Layout and routing of networks, like pictures/layout.py and pictures/routing.py: tied things are close together, labels
// do not overlap, and lines avoid things that they do not connect.
(() => {
  const STEP = 0.08; // one step of a bend
  const FARTHEST = 9; // in steps
  const CLEARANCE = 8; // leaves room for arrowheads, which shorten a curve
  const SHAPE = 100; // the penalty of a line through a shape, in steps
  const LABEL = 3;
  const CLOSE = 30; // to another line of the pair
  const SAME = 1000;
  const GAP = 10;
  const APART = [140, 165, 190]; // distances between things; the first without faults is used
  const ROUNDS = 80;
  const MOST_TURNS = 6;

  // Points on the curve of a line between two rims, with the control point of vis-network.
  function curve(one, other, bend) {
    const [dx, dy, share, turn] = [other.x - one.x, other.y - one.y, (1 + Math.abs(bend)) / 2, (-bend * Math.PI) / 2];
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    const middle = { x: one.x + share * (dx * cos - dy * sin), y: one.y + share * (dx * sin + dy * cos) };
    const [start, end] = [one, other].map((thing) => {
      const far = thing.radius / (Math.hypot(middle.x - thing.x, middle.y - thing.y) || 1);
      return { x: thing.x + (middle.x - thing.x) * far, y: thing.y + (middle.y - thing.y) * far };
    });
    return Array.from({ length: 39 }, (_, number) => {
      const part = (number + 1) / 40;
      const [a, b, c] = [(1 - part) ** 2, 2 * part * (1 - part), part ** 2];
      return { x: a * start.x + b * middle.x + c * end.x, y: a * start.y + b * middle.y + c * end.y };
    });
  }
  // The penalty of a bend in steps, with the number of shapes that the line passes through.
  function bent(things, one, other, step) {
    const points = curve(one, other, step * STEP);
    let [shapes, labels] = [0, 0];
    for (const thing of things) {
      if (thing === one || thing === other) continue;
      const [reach, half, low] = [thing.radius + CLEARANCE, thing.wide / 2, thing.radius + thing.high];
      let [shape, label] = [false, false];
      for (const { x, y } of points) {
        const [right, down] = [x - thing.x, y - thing.y];
        if (right * right + down * down < reach * reach) shape = true;
        else if (right < half && right > -half && down > thing.radius && down < low) label = true;
      }
      shapes += shape;
      labels += label;
    }
    return { step, shapes, price: SHAPE * shapes + LABEL * labels + Math.abs(step) };
  }
  // Chooses the bend of each line: as straight as possible, and lines of one pair apart. Returns the bends by line id,
  // and the number of shapes that lines still pass through.
  function route(things, lines) {
    const bends = new Map();
    let through = 0;
    for (const abreast of Object.values(Object.groupBy(lines, ({ from, to }) => [from, to].sort().join(" ")))) {
      const [{ from, to }] = abreast;
      const [one, other] = [things.get(from), things.get(to)];
      const farthest = FARTHEST + Math.max(0, 2 * (abreast.length - 4));
      const steps = Array.from({ length: 2 * farthest + 1 }, (_, number) => number - farthest).sort(
        (a, b) => Math.abs(a) - Math.abs(b) || b - a,
      );
      const tried = new Map(steps.map((step) => [step, { step, more: 0 }]));
      for (const line of abreast) {
        let best = { price: Infinity };
        for (const step of steps) {
          if (Math.abs(step) >= best.price) break; // larger bends cannot be better
          const found = tried.get(step);
          if (found.shapes === undefined) Object.assign(found, bent(things.values(), one, other, step));
          if (found.price + found.more < best.price) best = { ...found, price: found.price + found.more };
        }
        through += best.shapes;
        bends.set(line.id, (line.from === from ? 1 : -1) * best.step * STEP);
        for (const near of tried.values()) near.more += [SAME, CLOSE][Math.abs(near.step - best.step)] || 0;
      }
    }
    return { bends, through };
  }
  // The number of steps between each pair of things; for unconnected things, a fixed larger number.
  function distances(ids, lines) {
    const near = new Map(ids.map((id) => [id, new Set()]));
    for (const { from, to } of lines) {
      near.get(from).add(to);
      near.get(to).add(from);
    }
    const far = 1.5 + Math.sqrt(ids.length) / 4;
    return ids.map((start) => {
      const found = new Map([[start, 0]]);
      for (const [id, steps] of found)
        for (const next of near.get(id)) if (!found.has(next)) found.set(next, steps + 1);
      return ids.map((id) => found.get(id) ?? far);
    });
  }
  // Moves things until their distances match their steps (stress majorisation, Gansner and others 2004).
  function drawTogether(all, lines, aspect, apart) {
    const steps = distances(
      all.map(({ id }) => id),
      lines,
    );
    scale(all, 1 / aspect, 1);
    for (let round = 0; round < ROUNDS; round += 1)
      all.forEach((one, i) => {
        let [x, y, sum] = [0, 0, 0];
        all.forEach((other, j) => {
          if (i === j) return;
          const wanted = apart * steps[i][j];
          const weight = 1 / (wanted * wanted);
          const [dx, dy] = [one.x - other.x || (i - j) * 0.01, one.y - other.y];
          const pull = wanted / Math.max(Math.hypot(dx, dy), 0.01);
          x += weight * (other.x + dx * pull);
          y += weight * (other.y + dy * pull);
          sum += weight;
        });
        if (sum) [one.x, one.y] = [x / sum, y / sum];
      });
    scale(all, aspect, 1);
  }
  const scale = (all, wide, high) => all.forEach((one) => Object.assign(one, { x: one.x * wide, y: one.y * high }));
  // Moves boxes of shape and label apart, each pair along the axis with the smaller overlap, until none touch.
  function pushApart(all) {
    const middle = (thing) => thing.y + thing.high / 2;
    for (let round = 1, touched = true; touched && round < 400; round += 1) {
      touched = false;
      all.forEach((other, i) => {
        for (const one of all.slice(0, i)) {
          const [dx, dy] = [other.x - one.x, middle(other) - middle(one)];
          const overX = (one.box + other.box) / 2 + GAP - Math.abs(dx);
          const overY = one.radius + other.radius + (one.high + other.high) / 2 + GAP - Math.abs(dy);
          if (overX <= 0 || overY <= 0) continue;
          touched = true;
          const [axis, over, way] = overX < overY ? ["x", overX, dx] : ["y", overY, dy];
          const push = (over / 2 + 0.5) * Math.sign(way || 1);
          one[axis] -= push;
          other[axis] += push;
        }
      });
      if (round % 10 === 0) scale(all, 1.1, 1.1); // without more room, boxes could push each other in circles forever
    }
  }
  // Returns the positions of things and the bends of lines, as Maps by id. A thing has id, x, y, radius, wide and high
  // (of its label) and box (the width of both). With `fresh`, things get new positions;
  // otherwise they stay near their old ones.
  cakg.arrange = (things, lines, fresh, aspect) => {
    let best = { through: Infinity };
    for (const apart of fresh ? APART : [0]) {
      const all = things.map((one) => ({ ...one }));
      if (fresh) drawTogether(all, lines, aspect, apart);
      for (let turn = 0; turn < MOST_TURNS && best.through; turn += 1) {
        if (turn) scale(all, 1.15, 1.15); // more room lets lines avoid things
        pushApart(all);
        // vis-network rounds positions to whole pixels
        const places = new Map(all.map((one) => [one.id, { ...one, x: Math.round(one.x), y: Math.round(one.y) }]));
        const { bends, through } = route(places, lines);
        if (through < best.through) best = { places, bends, through };
      }
    }
    return best;
  };
})();
