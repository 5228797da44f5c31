// What several scripts of the explorer use: texts with places, new elements, other scripts, lines of CSV, lists of
// suggestions.
(() => {
  const cakg = (window.cakg ??= {});

  // Fills the places of a text: "{n} rows" with {n: 3}.
  cakg.filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

  cakg.make = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children.filter(Boolean));
    return made;
  };

  // Loads a script: a page opened from disk can load no other file.
  cakg.load = (src) =>
    new Promise((done, failed) => {
      const script = cakg.make("script", { src });
      script.addEventListener("load", done);
      script.addEventListener("error", () => failed(new Error(`${src.split("/").at(-1)} could not be loaded`)));
      document.head.append(script);
    });

  // Makes a list of suggestions for a field; *choose* is called with the entry that the reader chooses. Put its list and
  // heard, which says how many there are, next to the field.
  cakg.suggestions = (field, id, choose) => {
    // Tab would otherwise reach a list that scrolls.
    const list = cakg.make("ul", { id, role: "listbox", hidden: true, tabIndex: -1 });
    const heard = cakg.make("span", { className: "heard", role: "status" });
    let [found, active] = [[], -1];
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", id);

    function mark(place) {
      active = place;
      [...list.children].forEach((one, at) => one.setAttribute("aria-selected", String(at === active)));
      list.children[active]?.scrollIntoView({ block: "nearest" });
      if (active < 0) field.removeAttribute("aria-activedescendant");
      else field.setAttribute("aria-activedescendant", list.children[active].id);
    }

    function open(opened) {
      list.hidden = !opened;
      if (field.getAttribute("role") === "combobox") field.setAttribute("aria-expanded", String(opened));
      mark(-1);
    }

    function option(content, place) {
      const made = cakg.make("li", { id: `${id}-${place}`, role: "option", ariaSelected: "false" }, ...content);
      made.addEventListener("mousedown", (event) => event.preventDefault());
      made.addEventListener("click", () => choose(found[place]));
      return made;
    }
    field.addEventListener("blur", () => open(false));

    return {
      list,
      heard,
      mark,
      close: () => open(false),
      isOpen: () => !list.hidden,
      // Shows the entries; *content* returns the parts of the option for one. *said* is whether to say their number.
      show(entries, texts, content, said) {
        found = entries;
        list.replaceChildren(...found.map((entry, place) => option(content(entry), place)));
        list.setAttribute("aria-label", texts.suggestions);
        open(found.length > 0);
        const number = found.length === 1 ? texts.suggested_one : texts.suggested;
        heard.textContent = said ? (found.length ? cakg.filled(number, { n: found.length }) : texts.none) : "";
      },
      // Marks the option so many places further. One place more than there are options: no option, the text as typed.
      move: (by) => found.length && mark(((active + 1 + by + found.length + 1) % (found.length + 1)) - 1),
      // Does what Enter and Escape do in an open list; returns whether they did something.
      takes(key) {
        if (list.hidden || (key !== "Escape" && (key !== "Enter" || active < 0))) return false;
        if (key === "Enter") choose(found[active]);
        else open(false);
        return true;
      },
    };
  };

  const quoted = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  cakg.csv = (lines) => lines.map((line) => `${line.map(quoted).join(",")}\r\n`).join("");
})();
