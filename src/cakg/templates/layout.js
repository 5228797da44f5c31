// Where things stand and how lines bend in what the filters leave, as pictures/layout.py and pictures/routing.py do for
// the whole: what is tied stands close by, no label covers another, no line passes through a thing that it does not connect.
(() => {
  const STEP = 0.08,
    FARTHEST = 9,
    CLEARANCE = 4,
    SHAPE = 100,
    LABEL = 3,
    CROSSING = 1,
    SIZE = 0.04,
    GAP = 10,
    APART = 150,
    ROUNDS = 80,
    MOST_TURNS = 6;
  // The control point of a line's curve, as vis-network sets it.
  const via = (one, other, bend) => {
    const [dx, dy, share, turn] = [other.x - one.x, other.y - one.y, (1 + Math.abs(bend)) / 2, (-bend * Math.PI) / 2];
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    return { x: one.x + share * (dx * cos - dy * sin), y: one.y + share * (dx * sin + dy * cos) };
  };
  const curve = (one, other, bend, points) => {
    const middle = via(one, other, bend);
    return Array.from({ length: points - 1 }, (_, number) => {
      const share = (number + 1) / points,
        [a, b, c] = [(1 - share) ** 2, 2 * share * (1 - share), share ** 2];
      return { x: a * one.x + b * middle.x + c * other.x, y: a * one.y + b * middle.y + c * other.y };
    });
  };
  // How many shapes and labels of other things a line passes through.
  function faults(things, one, other, bend) {
    const points = curve(one, other, bend, 40);
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
    return { shapes, labels };
  }
  // Gives each line a bend: as straight as it can be; lines of one pair keep apart.
  function route(things, lines) {
    const pairs = new Map();
    for (const line of lines) {
      const key = [line.from, line.to].sort().join(" ");
      pairs.set(key, [...(pairs.get(key) || []), line]);
    }
    let [price, through] = [0, 0];
    for (const abreast of pairs.values()) {
      const [one, other] = [things.get(abreast[0].from), things.get(abreast[0].to)];
      const farthest = FARTHEST + Math.max(0, 2 * (abreast.length - 4));
      const steps = Array.from({ length: 2 * farthest + 1 }, (_, number) => number - farthest)
        .sort((a, b) => Math.abs(a) - Math.abs(b) || b - a)
        .map((step) => {
          const { shapes, labels } = faults(things.values(), one, other, step * STEP);
          return { step, shapes, price: SHAPE * shapes + LABEL * labels + Math.abs(step) };
        });
      const taken = [];
      for (const line of abreast) {
        const free = steps.filter(({ step }) => taken.every((used) => Math.abs(step - used) > 1));
        const best = (free.length ? free : steps).reduce((a, b) => (b.price < a.price ? b : a));
        taken.push(best.step);
        price += best.price;
        through += best.shapes;
        line.bend = (line.from === abreast[0].from ? 1 : -1) * best.step * STEP;
      }
    }
    return { price, through };
  }
  // Steps between all things along lines; between parts that nothing ties, a little more than across the larger one.
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
  // Moves things until their distances are as the lines between them ask (stress majorisation, Gansner and others 2004).
  function drawTogether(all, lines, aspect) {
    const steps = distances(
      all.map(({ id }) => id),
      lines,
    );
    for (const one of all) one.x /= aspect;
    for (let round = 0; round < ROUNDS; round += 1)
      all.forEach((one, i) => {
        let [x, y, sum] = [0, 0, 0];
        all.forEach((other, j) => {
          if (i === j) return;
          const wanted = APART * steps[i][j],
            weight = 1 / (wanted * wanted);
          const [dx, dy] = [one.x - other.x || (i - j) * 0.01, one.y - other.y];
          const pull = wanted / Math.max(Math.hypot(dx, dy), 0.01);
          x += weight * (other.x + dx * pull);
          y += weight * (other.y + dy * pull);
          sum += weight;
        });
        if (sum) [one.x, one.y] = [x / sum, y / sum];
      });
    for (const one of all) one.x *= aspect;
  }
  // Pushes boxes of shape and label apart, each pair along the shorter way, until none touches another.
  function pushApart(all) {
    for (let round = 1, touched = true; touched && round < 400; round += 1) {
      touched = false;
      for (let i = 1; i < all.length; i += 1)
        for (let j = 0; j < i; j += 1) {
          const [one, other] = [all[j], all[i]];
          const middle = (thing) => thing.y + thing.high / 2;
          const [dx, dy] = [other.x - one.x, middle(other) - middle(one)];
          const overX = (one.box + other.box) / 2 + GAP - Math.abs(dx),
            overY = one.radius + other.radius + (one.high + other.high) / 2 + GAP - Math.abs(dy);
          if (overX <= 0 || overY <= 0) continue;
          touched = true;
          const [axis, push] =
            overX < overY
              ? ["x", (overX / 2 + 0.5) * Math.sign(dx || 1)]
              : ["y", (overY / 2 + 0.5) * Math.sign(dy || 1)];
          one[axis] -= push;
          other[axis] += push;
        }
      if (round % 10 === 0) scale(all, 1.1, 1.1); // boxes that push each other round in a ring need more room
    }
  }
  const scale = (all, wide, high) => all.forEach((one) => Object.assign(one, { x: one.x * wide, y: one.y * high }));
  const spread = (all, axis) => Math.max(...all.map((one) => one[axis])) - Math.min(...all.map((one) => one[axis]));
  // Draws together what stood farther apart when there was more around it.
  function gather(all) {
    const room = 5 * all.reduce((sum, one) => sum + one.box * (2 * one.radius + one.high), 0);
    const shrunk = Math.min(1, Math.sqrt(room / Math.max(spread(all, "x") * spread(all, "y"), 1)));
    scale(all, shrunk, shrunk);
  }
  function crossings(things, lines) {
    const side = (a, b, c) => Math.sign((b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x));
    let found = 0;
    for (let i = 1; i < lines.length; i += 1)
      for (let j = 0; j < i; j += 1) {
        const [a, b, c, d] = [lines[i].from, lines[i].to, lines[j].from, lines[j].to].map((id) => things.get(id));
        if (a === c || a === d || b === c || b === d) continue;
        found += side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;
      }
    return found;
  }
  // Returns where each of *things* stands and how each of *lines* bends, as Maps by id. A thing has id, x, y, radius,
  // wide and high (its label's), box (the width of all); a line has id, from, to. Things keep about their places, drawn
  // closer; or, with *anew*, the lines may draw them to others, whichever is clearer.
  cakg.arrange = (things, lines, anew, aspect) => {
    const ways = anew ? [gather, (all) => drawTogether(all, lines, aspect)] : [() => {}];
    const tried = ways.map((way) => {
      const all = things.map((one) => ({ ...one }));
      way(all);
      const byId = new Map(all.map((one) => [one.id, one]));
      const bent = lines.map(({ id, from, to }) => ({ id, from, to }));
      let found;
      for (let turn = 0; turn < MOST_TURNS; turn += 1) {
        pushApart(all);
        found = route(byId, bent);
        if (!found.through) break;
        if (turn < MOST_TURNS - 1) scale(all, 1.15, 1.15); // lines find ways where there is more room
      }
      const room = SIZE * Math.max(spread(all, "x") / aspect, spread(all, "y"));
      return { price: found.price + CROSSING * crossings(byId, bent) + room, byId, bent };
    });
    const best = tried.reduce((one, other) => (other.price < one.price ? other : one));
    return { places: best.byId, bends: new Map(best.bent.map(({ id, bend }) => [id, bend])) };
  };
  cakg.via = via;
  cakg.faults = faults;
})();
