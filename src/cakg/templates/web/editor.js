// Colours the query in a text area, and marks a place in it. The text area is transparent and lies over the colours.
"use strict";
(() => {
  const { cakg } = window;
  const KINDS = {
    comment: /#[^\n\r]*/u,
    iri: /<[^<>"{}|^`\\\s]*>/u,
    long: /"""(?:[^"\\]|\\[^]|"(?!""))*(?:""")?|'''(?:[^'\\]|\\[^]|'(?!''))*(?:''')?/u,
    string: /"(?:[^"\\\n\r]|\\.)*"?|'(?:[^'\\\n\r]|\\.)*'?|@[A-Za-z][\w-]*/u,
    variable: /[?$][\p{L}\p{N}_]+/u,
    name: /(?:[\p{L}\p{N}_][\p{L}\p{N}_.-]*)?:(?:(?:[\p{L}\p{N}_.:%·-]|\\.)*[\p{L}\p{N}_:%·-])?/u,
    number: /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/u,
    keyword: /[\p{L}_][\p{L}\p{N}_]*/u,
  };
  const TOKEN = new RegExp(
    Object.entries(KINDS)
      .map(([kind, { source }]) => `(?<${kind}>${source})`)
      .join("|"),
    "gu",
  );
  const LONGEST = 50_000; // characters; longer queries are not coloured

  // The tokens of a query and what is between them: the kind of each or an empty text, its text, and where it begins.
  cakg.queryTokens = function* tokens(text) {
    let last = 0;
    for (const token of text.length > LONGEST ? [] : text.matchAll(TOKEN)) {
      if (token.index > last) yield ["", text.slice(last, token.index), last];
      const [kind] = Object.entries(token.groups).find(([, value]) => value !== undefined);
      last = token.index + token[0].length;
      yield [kind, token[0], token.index];
    }
    yield ["", text.slice(last), last];
  };

  cakg.editor = (field) => {
    const { make } = cakg;
    const box = make("div", { className: "editor" });
    const sheet = make("div", { className: "sheet" });
    const colours = make("pre", { ariaHidden: "true" });
    field.before(box);
    box.append(sheet);
    sheet.append(colours, field);
    let fault = -1;

    function part([kind, text, start]) {
      const at = fault - start;
      const faulty = at >= 0 && at < text.length;
      const marked = (content) => make("mark", { className: `token-${kind}` }, content.replace(/^\n/, " \n"));
      if (faulty && kind) return [marked(text)];
      if (faulty) return [text.slice(0, at), marked(text[at]), text.slice(at + 1)];
      return [kind ? make("span", { className: `token-${kind}` }, text) : text];
    }

    function colour() {
      // The last line has no height without a sign.
      colours.replaceChildren(...[...cakg.queryTokens(`${field.value}\n`)].flatMap(part).filter(Boolean));
    }

    function mark(place) {
      fault = place;
      if (place < 0) field.removeAttribute("aria-invalid");
      else field.setAttribute("aria-invalid", "true");
      colour();
    }

    field.addEventListener("input", () => mark(-1));
    mark(-1);

    return {
      box,
      mark,
      write(text) {
        field.value = text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      },
      // The token in or at the end of which *place* is: its kind and its text up to there.
      before(place) {
        const [kind, text, start] = [...cakg.queryTokens(field.value)].find(
          ([, one, at]) => at < place && at + one.length >= place,
        ) ?? ["", "", place];
        return { kind, text: text.slice(0, place - start) };
      },
      // Where a place of the query is shown: left and bottom in pixels, within the box.
      position(place) {
        const range = document.createRange();
        const walker = document.createTreeWalker(colours, NodeFilter.SHOW_TEXT);
        let rest = place;
        while (walker.nextNode() && rest > walker.currentNode.length) rest -= walker.currentNode.length;
        range.setStart(walker.currentNode, Math.min(rest, walker.currentNode.length));
        const [shown, frame] = [range.getBoundingClientRect(), box.getBoundingClientRect()];
        return { left: shown.left - frame.left, bottom: shown.bottom - frame.top };
      },
    };
  };
})();
