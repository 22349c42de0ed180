"use strict";
// The review page: choosing a number on either side shows it on the other and tells its story. All text is set as
// text, never as markup; the page fetches nothing.
(() => {
  const find = (id) => document.getElementById(id);
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const story = find("story"), search = find("search"), count = find("count"), work = find("work");
  const cells = all('a[id^="c-"]', work);
  const NOT_SHOWN = document.body.className === "textless" ? "" : "(in the header of the submission, which is not shown)";
  const LONGEST_VALUE = 60; // characters of a text that stands as the head of its story
  let chosen = null, paper = null, facts = null;

  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children.filter((child) => child !== null && child !== ""));
    return element;
  };

  /** The workpaper, read when the first number is chosen, so that the page is there before it. */
  const load = () => {
    if (paper) return;
    paper = JSON.parse(find("workpaper").textContent);
    facts = new Map(paper.facts.map((fact) => [fact.id, fact]));
    for (const sheet of paper.sheets) sheet.at = new Map();
    for (const fact of paper.facts) {
      const [sheet, row, column] = fact.at;
      const at = `${row},${column}`;
      if (!paper.sheets[sheet].at.has(at)) paper.sheets[sheet].at.set(at, fact.id);
    }
  };

  const markOf = (cell) => find(cell.getAttribute("href").slice(1));
  const keyOf = (cell) => cell.id.slice(2);

  // --- choosing ------------------------------------------------------------------------

  const bring = (element) => {
    if (!element) return;
    for (let at = element.parentElement; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    element.scrollIntoView({ block: "center", inline: "nearest" });
  };

  const choose = (cell, from) => {
    if (chosen) {
      chosen.classList.remove("chosen");
      chosen.removeAttribute("aria-current");
      chosen.tabIndex = -1;
      const before = markOf(chosen);
      if (before) before.classList.remove("chosen");
    }
    chosen = cell;
    const mark = markOf(cell);
    cell.classList.add("chosen");
    cell.setAttribute("aria-current", "true");
    cell.tabIndex = 0;
    if (mark) mark.classList.add("chosen");
    tell(keyOf(cell));
    if (from !== mark) bring(mark);
    if (from !== cell) bring(cell);
    (from === mark && mark ? mark : cell).focus({ preventScroll: true });
    history.replaceState(null, "", `#${cell.id}`);
  };

  const chooseKey = (key) => {
    const cell = find(`c-${key}`);
    if (cell) choose(cell, null);
  };

  const step = (by) => {
    const shown = cells.filter((cell) => !cell.closest(".away"));
    if (!shown.length) return;
    const at = shown.indexOf(chosen);
    choose(shown[at < 0 ? 0 : Math.min(Math.max(at + by, 0), shown.length - 1)], null);
  };

  // --- the story -----------------------------------------------------------------------

  const pair = (term, ...content) =>
    content.some((part) => part) ? [make("dt", {}, term), make("dd", {}, ...content)] : [];
  const code = (text) => (text ? make("code", {}, text) : "");
  const link = (key, text) => {
    const button = make("button", { type: "button" }, text);
    button.addEventListener("click", () => chooseKey(key));
    return button;
  };
  const tag = (status) => make("span", { className: `tag ${status}` }, status);

  const top = (value, label, status) => {
    const close = make("button", { type: "button", className: "close" }, "Close (Esc)");
    close.addEventListener("click", dismiss);
    const head = value.length > LONGEST_VALUE ? null : make("span", { className: "value" }, value);
    return make("div", { className: "top" }, head, make("h2", {}, label), tag(status), close);
  };

  /** A value with commas and its currency, as people read it; the stored one is told beside the unit. */
  const shown = (fact) => {
    if (!fact.unit) return fact.value;
    const [, sign, whole, rest] = /^(-?)(\d+)(.*)$/.exec(fact.value);
    const unit = fact.unit.replace(/^iso4217:|xbrli:/g, "").replace("/", " per ");
    return `${sign ? "−" : ""}${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${rest} ${unit}`;
  };

  const tellUnreported = (number) => {
    const why = number.reason || "Nothing accounts for this number: it is lost.";
    const line = code(`${paper.filing.file}:${number.place[0]}`), statement = paper.sheets[number.sheet].title;
    const about = [...pair("Why", why), ...pair("Statement", statement), ...pair("Printed at", line, onTheLeft(number))];
    story.replaceChildren(top(number.text, "Not tagged", number.status), make("dl", {}, ...about));
  };

  const tellFact = (fact) => {
    const decision = paper.decisions[fact.decision], concept = paper.concepts[decision.concept];
    const about = [...tellPrint(fact), ...tellConcept(decision, concept), ...tellDecision(decision), ...tellProof(fact)];
    story.replaceChildren(top(shown(fact), concept.label, decision.status), make("dl", {}, ...about));
  };

  /** Where it is printed, how that was read, and for whom, when and in what it is stated. */
  const tellPrint = (fact) => {
    const [number, row, column] = fact.at, sheet = paper.sheets[number], printed = sheet.rows[row];
    const heading = sheet.columns[column].text, when = paper.contexts[fact.context];
    const under = [...printed.section, printed.label || "(no caption)"].join(" › ") + (heading ? ` · ${heading}` : "");
    const place = make("p", {}, code(`${paper.filing.file}:${fact.place[0]}`), onTheLeft(fact));
    return [
      ...pair("Printed", make("pre", {}, printed.line || NOT_SHOWN), make("p", {}, under), place),
      ...pair("Read as", reading(fact)),
      ...pair("Stated for", [when.period, ...when.members].join(" · ")),
      ...pair("Stored as", fact.unit && `${fact.value} ${fact.unit}, decimals ${fact.decimals}`),
    ];
  };

  const reading = (fact) => {
    if (!fact.unit) return fact.text === fact.value ? fact.text : `${fact.text}, stated as ${fact.value}`;
    const scale = fact.scale > 0 ? ` × ${(10 ** fact.scale).toLocaleString("en")}` : "";
    return `${fact.text}${scale}, sign ${fact.sign || "as printed"}`;
  };

  /** The number of the line on the left, where it is not that of the file: of a filing in HTML. */
  const onTheLeft = (number) =>
    lineOf(number) !== number.place[0] ? ` (line ${lineOf(number)} on the left)` : "";

  const lineOf = (number) => {
    const line = find(`L${number.laid_out[0]}`);
    return line ? Number(line.dataset.n) : number.place[0];
  };

  const tellConcept = (decision, concept) => {
    const kind = [concept.balance, concept.period_type, concept.type].filter(Boolean).join(", ");
    const own = decision.status === "own" ? "A concept of the filer’s own; the taxonomy has none for it." : "";
    return [...pair("Concept", code(decision.concept), ` ${kind}`), ...pair("Definition", concept.documentation || own)];
  };

  const tellDecision = (decision) => [
    ...pair("Why", [decision.reason, decision.says].filter(Boolean).join("; ")),
    ...pair("Mapping row", code(decision.rule)),
    ...pair("Confidence", decision.confidence),
    ...pair("Not chosen", decision.alternatives.length ? others(decision) : ""),
  ];

  const others = (decision) =>
    make("ul", {}, ...decision.alternatives.map((other) =>
      make("li", {}, code(other.concept), ` ${other.why}${other.place ? ` (${other.place})` : ""}`)));

  /** What it adds up to or from, what states the same, and what was found of it. */
  const tellProof = (fact) => {
    const same = paper.facts.filter((other) => other !== fact && String(other.laid_out) === String(fact.laid_out));
    const about = paper.findings.filter((finding) => finding.facts.includes(fact.id));
    return [
      ...pair("Adds up", ...sums(fact)),
      ...pair("Ties", ...ties(fact)),
      ...pair("Also stated", ...same.flatMap((other) => [link(other.id, paper.decisions[other.decision].concept), " "])),
      ...pair("Findings", ...about.map((finding) =>
        make("p", {}, `${finding.severity}: ${finding.message} `, code(finding.code), ` ${finding.suppression}`))),
    ];
  };

  const sums = (fact) => {
    const [number, row, column] = fact.at, sheet = paper.sheets[number];
    const isIn = (sum) => sum.total === row || sum.addends.some(([part]) => part === row);
    const found = sheet.sums.filter((sum) => sum.verdicts[column] && isIn(sum));
    if (!found.length) return sheet.verdict ? ["It is in no sum that was found."] : [];
    return found.flatMap((sum) => sumOf(sheet, sum, row, column));
  };

  const sumOf = (sheet, sum, row, column) => {
    const line = (sign, part) => {
      const printed = sheet.rows[part], key = sheet.at.get(`${part},${column}`);
      const label = printed.label || "(no caption)";
      return make("tr", { className: part === row ? "self" : "" }, make("td", {}, sign),
        make("td", {}, key && part !== row ? link(key, label) : label),
        make("td", { className: "n" }, printed.texts[column]));
    };
    const verdict = sum.verdicts[column];
    const glyph = { proved: "✓", "within rounding": "≈", "does not add up": "✗" }[verdict];
    const come = verdict === "proved" ? "" : `: its rows come to ${sum.added[column]}`;
    const parts = sum.addends.filter(([part]) => sheet.rows[part].texts[column]);
    const lines = [...parts.map(([part, sign]) => line(sign > 0 ? "+" : "−", part)), line("=", sum.total)];
    return [make("p", {}, `${glyph} ${verdict}${come}`), make("table", { className: "sum" }, make("tbody", {}, ...lines))];
  };

  const ties = (fact) => paper.ties.filter((tie) => tie.facts.includes(fact.id)).map((tie) => {
    const where = tie.facts.filter((id) => id !== fact.id).map((id) => facts.get(id));
    const links = where.flatMap((other) => [link(other.id, `${other.text} at line ${lineOf(other)}`), " "]);
    return make("p", {}, `${tie.agrees ? "✓ agrees" : "✗ does not agree"}: ${tie.words}: `, ...links);
  });

  const tell = (key) => {
    load();
    if (facts.has(key)) tellFact(facts.get(key));
    else tellUnreported(paper.unreported[Number(key.slice(1))]);
    story.scrollTop = 0;
  };

  const keys = () => {
    const key = (name) => make("kbd", {}, name);
    const words = "Choose a number on either side to see where it comes from and what proves it. ";
    const legend = all(".chip[data-status]").flatMap((chip) => pair(tag(chip.dataset.status), chip.title));
    story.replaceChildren(
      make("p", { className: "hint" }, words, key("j"), " ", key("k"), " next, previous · ", key("/"), " search · ",
        key("Enter"), " its story · ", key("Esc"), " back"),
      make("dl", { className: "key" }, ...legend));
  };

  const dismiss = () => {
    if (chosen && story.contains(document.activeElement)) chosen.focus();
    else keys();
  };

  // --- filters -------------------------------------------------------------------------

  const pressed = (name) => new Set(all(`[data-${name}][aria-pressed="true"]`).map((chip) => chip.dataset[name]));

  /** A part that is closed is open while the filter finds something in it. */
  const narrow = (part, isNarrowed, isFound) => {
    part.classList.toggle("away", isNarrowed && !isFound);
    if (isNarrowed && isFound && !part.open) part.open = part.dataset.opened = true;
    if (!isNarrowed && part.dataset.opened) {
      part.open = false;
      delete part.dataset.opened;
    }
  };

  const filter = () => {
    const statuses = pressed("status"), severities = pressed("severity");
    const words = search.value.trim().toLowerCase(), isNarrowed = statuses.size > 0 || words !== "";
    const hasWords = (element) => !words || element.textContent.toLowerCase().includes(words);
    const hasStatus = (link) => !statuses.size || statuses.has(link.classList[0]);
    let shown = 0;
    for (const sheet of all(".sheet", work)) {
      const before = shown;
      for (const table of all("table", sheet)) {
        const above = shown, part = table.closest("details.untagged");
        for (const row of all("tbody tr", table)) {
          const found = hasWords(row) ? all('a[id^="c-"]', row).filter(hasStatus).length : 0;
          row.classList.toggle("away", isNarrowed && !found);
          shown += found;
        }
        if (part) narrow(part, isNarrowed, shown > above);
      }
      sheet.classList.toggle("away", isNarrowed && shown === before);
    }
    for (const mark of all("#source a")) mark.classList.toggle("dim", !hasStatus(mark));
    for (const group of all("details.finding")) {
      const isOfSeverity = !severities.size || severities.has(group.dataset.severity);
      group.classList.toggle("away", !(isOfSeverity && hasWords(group)));
    }
    count.textContent = isNarrowed ? `${shown} of ${cells.length} numbers` : "";
  };

  // --- what the reader does ------------------------------------------------------------

  document.addEventListener("click", (event) => {
    const chip = event.target.closest(".chip");
    if (chip) {
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
      filter();
      return;
    }
    const anchor = event.target.closest('a[href^="#"]');
    if (!anchor || event.ctrlKey || event.metaKey) return;
    const href = anchor.getAttribute("href");
    if (anchor.id.startsWith("c-")) choose(anchor, anchor);
    else if (href.startsWith("#c-") && find(href.slice(1))) choose(find(href.slice(1)), anchor);
    else if (href.startsWith("#L")) showLine(find(href.slice(1)));
    else return;
    event.preventDefault();
  });

  const showLine = (line) => {
    for (const other of all(".here")) other.classList.remove("here");
    if (!line) return;
    line.classList.add("here");
    bring(line);
  };

  search.addEventListener("input", filter);

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isTyping = event.target === search;
    const isOnNumber = event.target.matches?.('a[id^="c-"], a[id^="p-"]');
    if (event.key === "Escape") {
      if (isTyping) {
        search.value = "";
        filter();
        search.blur();
      } else dismiss();
    } else if (isTyping) {
      if (event.key === "Enter") step(0);
      else return;
    } else if (event.key === "/") search.focus();
    else if (event.key === "j" || (isOnNumber && event.key === "ArrowDown")) step(1);
    else if (event.key === "k" || (isOnNumber && event.key === "ArrowUp")) step(-1);
    else if (event.key === "Enter" && isOnNumber && chosen) {
      if (event.target.id.slice(2) !== keyOf(chosen) && event.target !== markOf(chosen)) return;
      story.focus();
    } else return;
    event.preventDefault();
  });

  addEventListener("beforeprint", () => all("details").forEach((details) => (details.open = true)));

  keys();
  if (cells.length) cells[0].tabIndex = 0;
  if (location.hash.startsWith("#c-")) chooseKey(location.hash.slice(3));
})();
