// Finds things, sources, statements and questions by their names: the search of cakg.pages.find, on the index of names.
(() => {
  const cakg = window.cakg;
  const CUTOFF = 0.7; // of similar words, as in difflib
  const IRI = /^(?:https:\/\/w3id\.org\/cakg\/)?(id|source|stmt|cakg|ontology)[:/#](.+)$/;
  const KIND = { id: "thing", source: "source", stmt: "statement", cakg: "predicate", ontology: "predicate" };

  // The rows of the index as objects, with their names in plain form; made once.
  function entries(index) {
    const named = (kind, slug, label, others, more) => {
      const names = [label, ...others];
      return { kind, slug, label, names, plain: names.map(cakg.plain), ...more };
    };
    const things = index.things.map(([slug, label, about, given, kind, others], place) =>
      named("thing", slug, label, others, { place, about, given, type: index.kinds[kind] }),
    );
    const sources = index.sources.map(([slug, label, about, given, publishers, others], place) =>
      named("source", slug, label, others, { place, about, given, publishers: publishers.map((at) => things[at]) }),
    );
    const predicates = index.predicates.map(([slug, label, given, others], place) =>
      named("predicate", slug, label, others, { place, given }),
    );
    const statements = index.statements.map(([slug, label, given, status, predicate, involved, others], place) =>
      named("statement", slug, label, others, {
        place,
        given,
        status: index.statuses[status],
        parts: [predicates[predicate], ...involved.map((at) => things[at])],
      }),
    );
    const questions = index.questions.map(([slug, label, head, details]) => ({
      kind: "question",
      slug,
      label,
      head,
      details,
    }));
    const terms = Object.entries(index.terms).map(([kind, rows]) => [
      kind,
      rows.map(([given, others], place) => named(kind, "", given, others, { place, given })),
    ]);
    return { things, sources, predicates, statements, questions, ...Object.fromEntries(terms) };
  }

  const made = new Map();
  cakg.entries = (index) => {
    if (!made.has(index)) made.set(index, entries(index));
    return made.get(index);
  };

  const union = (...sets) => new Set(sets.flatMap((set) => [...set]));
  const compare = (one, other) => (one < other ? -1 : Number(one > other));

  // The words that entries have in their names, and the places of the names that have one.
  function reader(all) {
    const [found, places] = [new Map(), new Map()];
    const words = (entry) => found.get(entry) ?? new Set();
    return {
      words,
      names: (entry) => [...(places.get(entry) ?? [])],
      give: (entry, wanted) => found.set(entry, new Set(wanted)),
      missing: (wanted) => wanted.filter((word) => ![...found.values()].some((those) => those.has(word))),
      // Adds the words for which the test of a name holds.
      read(wanted, test) {
        for (const entry of all) {
          entry.plain.forEach((name, place) => {
            const those = wanted.filter((word) => test(name, word));
            if (!those.length) return;
            found.set(entry, union(words(entry), those));
            places.set(entry, union(places.get(entry) ?? [], [place]));
          });
        }
      },
    };
  }

  // A sort key: names with most words, then names that begin with the text, then names with all words, then short ones.
  function rank(entry, has, wanted) {
    const phrase = wanted.join(" ");
    const keys = has.names(entry).map((place) => {
      const name = entry.plain[place];
      const near = name.startsWith(phrase) ? 0 : wanted.every((word) => name.includes(word)) ? 1 : 2;
      return [near, [...name].length];
    });
    keys.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    return [-has.words(entry).size, ...(keys[0] ?? [2, 0]), entry.place];
  }

  function ranked(found, has, wanted) {
    const keys = new Map(found.map((entry) => [entry, rank(entry, has, wanted)]));
    const first = (a, b) =>
      keys
        .get(a)
        .map((key, at) => key - keys.get(b)[at])
        .find(Boolean) ?? 0;
    return [...found].sort(first);
  }

  // The name of an entry with the most words, if its label has fewer; else an empty text.
  function matched(entry, has, wanted) {
    const number = (name) => wanted.filter((word) => cakg.plain(name).includes(word)).length;
    const names = has.names(entry).map((place) => entry.names[place]);
    const [best] = names.sort((a, b) => number(b) - number(a) || compare(b, a));
    return best && number(best) > number(entry.label) ? best : "";
  }

  // The number of characters in the blocks that two words share, as difflib counts them.
  function shared(one, other) {
    let [most, start, at] = [0, 0, 0];
    for (let i = 0; i < one.length; i++) {
      for (let j = 0; j < other.length; j++) {
        let size = 0;
        while (i + size < one.length && j + size < other.length && one[i + size] === other[j + size]) size++;
        if (size > most) [most, start, at] = [size, i, j];
      }
    }
    if (!most) return 0;
    const before = shared(one.slice(0, start), other.slice(0, at));
    return before + most + shared(one.slice(start + most), other.slice(at + most));
  }
  const ratio = (one, other) => (2 * shared([...one], [...other])) / ([...one].length + [...other].length);

  // Variants of the wanted words, with similar known words for the missing ones; none if a word has none.
  function respelt(known, wanted, missing) {
    const similar = new Map(
      missing.map((word) => {
        const close = known.map((one) => [ratio(one, word), one]).filter(([near]) => near >= CUTOFF);
        close.sort((a, b) => b[0] - a[0] || compare(b[1], a[1]));
        return [word, close.slice(0, 3).map(([, one]) => one)];
      }),
    );
    const lengths = [...similar.values()].map((those) => those.length);
    if (!lengths.length || lengths.includes(0)) return [];
    const spelt = [...Array(Math.max(...lengths)).keys()].map((place) =>
      wanted.map((word) => similar.get(word)?.[Math.min(place, similar.get(word).length - 1)] ?? word).join(" "),
    );
    return [...new Set(spelt)];
  }

  // The questions that have all words: each in its main words, or if no question has it there, in the others.
  function questionsWith(questions, wanted) {
    const matches = wanted.map((word) => {
      const begins = cakg.beginning(word);
      const main = questions.filter(({ head }) => begins.test(head));
      return new Set(main.length ? main : questions.filter(({ details }) => begins.test(details)));
    });
    return matches.length ? questions.filter((one) => matches.every((those) => those.has(one))) : [];
  }

  // The words of a statement: its own, those of its predicate, and those of its things, unless one has all by itself.
  function wordsOf(statement, has, number, several) {
    const [predicate, ...things] = statement.parts;
    const own = has.words(statement);
    if (own.size === number) return own;
    const said = union(own, has.words(predicate));
    if (!several || things.some((thing) => has.words(thing).size === number)) return said;
    return union(said, ...things.map(has.words));
  }

  // The words that each entry has: at the beginning of a word, or else within one; all, if it is named by its IRI.
  function read(all, text, wanted) {
    const has = reader(all);
    const begins = new Map(wanted.map((word) => [word, cakg.beginning(word)]));
    has.read(wanted, (name, word) => begins.get(word).test(name));
    const inside = has.missing(wanted);
    if (inside.length) has.read(inside, (name, word) => name.includes(word));
    const [, prefix, local] = text.trim().replace(/^<|>$/g, "").match(IRI) ?? [];
    const last = cakg.plain(text).replaceAll(" ", "-");
    for (const entry of all) {
      const byIri = KIND[prefix] === entry.kind && entry.slug === local;
      const byName = ["thing", "source"].includes(entry.kind) && entry.slug === last;
      if (byIri || byName) has.give(entry, wanted);
    }
    return { has, inside };
  }

  // The things, sources and statements with at least so many words; all is the number of words that count.
  function having({ things, sources, statements }, has, wanted, all, least) {
    const bySource = new Map(sources.map((one) => [one, union(has.words(one), ...one.publishers.map(has.words))]));
    const byStatement = new Map(statements.map((one) => [one, wordsOf(one, has, all, wanted.length > 1)]));
    const byThing = new Map(things.map((one) => [one, has.words(one)]));
    const most = Math.max(
      1,
      ...[byThing, bySource, byStatement].flatMap((one) => [...one.values()].map((those) => those.size)),
    );
    const enough = (found) => [...found.keys()].filter((one) => found.get(one).size >= (least ?? most));
    const complete = (one) => has.words(one).size === all;
    const order = (a, b) => complete(b) - complete(a) || compare(a.label, b.label) || a.place - b.place;
    return {
      things: ranked(enough(byThing), has, wanted),
      sources: ranked(enough(bySource), has, wanted),
      statements: enough(byStatement).sort(order),
    };
  }

  // The entries of a list with all words of a text in their names, the best first; without words, all.
  cakg.matching = (entries, text) => {
    const wanted = cakg.words(text);
    const { has } = read(entries, text, wanted);
    const found = entries.filter((one) => has.words(one).size === wanted.length);
    return wanted.length ? ranked(found, has, wanted) : found;
  };

  // The results for a text, by kind: names with all its words, or if there are none, with most of them.
  cakg.find = (index, text) => {
    const rows = cakg.entries(index);
    const named = [...rows.things, ...rows.sources, ...rows.predicates, ...rows.statements];
    const wanted = cakg.words(text);
    const { has, inside } = read(named, text, wanted);
    const result = (found, more) => ({
      ...found,
      any: Object.values(found).some((those) => those.length),
      matched: (entry) => matched(entry, has, wanted),
      partial: false,
      missing: [],
      similar: [],
      ...more,
    });
    const nothing = { things: [], sources: [], statements: [], questions: [] };
    if (!wanted.length) return result(nothing);
    const found = having(rows, has, wanted, wanted.length, wanted.length);
    const exact = result({ ...found, questions: questionsWith(rows.questions, wanted) });
    if (exact.any) return exact;
    const missing = has.missing(wanted).filter((word) => !questionsWith(rows.questions, [word]).length);
    const first = inside.map((word) => cakg.prefix([...word].slice(0, 2).join("")));
    const like = (name) => first.some((begins) => begins.test(name)) || inside.some((word) => name.includes(word));
    const known = new Set(named.flatMap((entry) => entry.plain.filter(like)).flatMap(cakg.words));
    const more = { missing, similar: respelt([...known], wanted, missing) };
    const rest = wanted.filter((word) => !missing.includes(word));
    if (!rest.length) return result(nothing, more);
    const questions = missing.length ? questionsWith(rows.questions, rest) : [];
    return result({ ...having(rows, has, wanted, rest.length), questions }, { ...more, partial: true });
  };
})();
