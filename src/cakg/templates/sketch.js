// A substitute for a canvas context that records drawing as SVG; it has only the parts that vis-network uses.
cakg.sketch = () => {
  const canvas = document.createElement("canvas").getContext("2d");
  const number = (value) => Math.round(value * 10) / 10;
  const step =
    (letter) =>
    (...points) => {
      made.d += (made.d ? letter : "M") + points.map(number).join(" ");
    };
  const made = {
    parts: [],
    title: "", // of the next path
    d: "",
    save() {},
    restore() {},
    beginPath() {
      made.d = "";
    },
    moveTo: step("M"),
    lineTo: step("L"),
    quadraticCurveTo: step("Q"),
    closePath: step("Z"),
    rect(x, y, width, height) {
      step("M")(x, y);
      made.d += `h${width}v${height}h${-width}`;
    },
    // vis-network draws only full circles
    arc(x, y, radius) {
      step("M")(x - radius, y);
      made.d += `a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`;
    },
    setLineDash(dashes) {
      made.dashes = dashes[0] > 0 && dashes.join(" ");
    },
    stroke() {
      const line = { stroke: made.strokeStyle, "stroke-width": number(made.lineWidth), "stroke-linecap": made.lineCap };
      const title = made.title && svg("title", {}, made.title);
      made.parts.push(svg("path", { d: made.d, fill: "none", ...line, "stroke-dasharray": made.dashes }, title));
      made.title = "";
    },
    fill: () => made.parts.push(svg("path", { d: made.d, fill: made.fillStyle })),
    measureText(text) {
      canvas.font = made.font;
      return canvas.measureText(text);
    },
    // comes before fillText, which draws both
    strokeText() {},
    fillText(text, left, top) {
      const size = parseFloat(made.font);
      const at = {
        x: number(left + made.measureText(text).width / 2),
        y: number(top + size * (made.textBaseline === "middle" ? 0.35 : 0.8)),
        "text-anchor": "middle",
        "font-size": size,
      };
      const rim = cakg.rim(made.strokeStyle, made.lineWidth);
      made.parts.push(svg("text", { ...at, fill: made.fillStyle, ...rim }, text));
    },
  };
  return made;
};
