"use strict";
{
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const card = document.getElementById("card");
  const content = card.querySelector(".content");
  const jump = document.getElementById("jump");
  const stored = {
    get(key) { try { return localStorage.getItem(key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem(key, value); } catch { /* a file or a private window keeps nothing */ } },
  };
  all(".bar [hidden]").forEach((control) => { control.hidden = false; });

  // Views and layers
  const views = all(".views button");
  const show = (view) => {
    root.dataset.view = view;
    views.forEach((b) => b.setAttribute("aria-pressed", String(b.dataset.view === view)));
    find();
  };
  views.forEach((b) => b.addEventListener("click", () => show(b.dataset.view)));
  const marks = all(".gloss[data-card], .mention[data-card]");
  const wake = () => marks.forEach((mark) => {
    const awake = (root.hasAttribute("data-glosses") && mark.matches(".gloss")) || (root.hasAttribute("data-entities") && mark.matches(".mention, [data-card*='entity-']"));
    if (awake) { mark.tabIndex = 0; mark.setAttribute("role", "button"); } else { mark.removeAttribute("tabindex"); mark.removeAttribute("role"); }
  });
  all(".layers button").forEach((b) => b.addEventListener("click", () => {
    b.setAttribute("aria-pressed", String(root.toggleAttribute(`data-${b.dataset.layer}`)));
    wake();
  }));

  // Light and dark
  const theme = document.getElementById("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const showTheme = () => theme.setAttribute("aria-pressed", String(isDark()));
  if (["light", "dark"].includes(stored.get("theme"))) root.dataset.theme = stored.get("theme");
  theme.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; stored.set("theme", root.dataset.theme); showTheme(); });
  dark.addEventListener("change", showTheme);
  showTheme();

  // Cards: an entry, a term, a diagnostic, shown where it is named
  let opener = null;
  const open = (mark) => {
    const sources = mark.dataset.card.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
    if (!sources.length) return;
    content.replaceChildren(...sources.map((source) => {
      const copy = document.createElement("div");
      copy.className = source.className;
      copy.append(...source.cloneNode(true).childNodes);
      all("[id]", copy).forEach((e) => e.removeAttribute("id"));
      return copy;
    }));
    jump.href = `#${sources[0].id}`;
    opener = mark;
    card.showPopover();
    const at = mark.getBoundingClientRect();
    const box = card.getBoundingClientRect();
    const below = at.bottom + 8 + box.height < innerHeight || at.top < box.height + 8;
    card.style.left = `${Math.max(16, Math.min(at.left, document.documentElement.clientWidth - box.width - 16))}px`;
    card.style.top = `${below ? at.bottom + 8 : at.top - box.height - 8}px`;
    jump.focus({ preventScroll: true });
  };
  const active = (mark) => !mark.matches(".gloss, .mention") || mark.hasAttribute("tabindex");
  document.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-card]");
    if (!mark || !active(mark) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open(mark);
  });
  card.addEventListener("toggle", (event) => {
    if (event.newState === "closed" && opener && (document.activeElement === document.body || card.contains(document.activeElement))) opener.focus({ preventScroll: true });
  });
  card.addEventListener("click", (event) => { if (event.target.closest("a[href^='#']")) { opener = null; card.hidePopover(); } });

  // Rows: hover marks both sides by itself; j and k walk, a tap marks
  const rows = all(".row[id]");
  let at = -1;
  const go = (index, scroll) => {
    rows[at]?.classList.remove("at");
    rows[at]?.removeAttribute("aria-current");
    at = Math.max(0, Math.min(index, rows.length - 1));
    rows[at]?.classList.add("at");
    rows[at]?.setAttribute("aria-current", "true");
    if (scroll) rows[at]?.scrollIntoView({ block: "center" });
  };
  rows.forEach((row, index) => row.addEventListener("click", (event) => { if (!event.target.closest("a, button, [role='button']")) go(index, false); }));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if ((event.key === "Enter" || event.key === " ") && event.target.matches(".gloss[role], .mention[role]")) { event.preventDefault(); open(event.target); return; }
    if (typing) return;
    if (event.key === "j") go(at + 1, true);
    else if (event.key === "k") go(at - 1, true);
    else if (event.key === "/") { event.preventDefault(); query.focus(); }
  });

  // Copy: text as it is read, formulas as TeX, no marks
  const written = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/[\u00ad\u2060]/g, "").replace(/\s+/g, " ");
    if (node.nodeType === Node.ELEMENT_NODE) {
      if (node.matches(".flag, .meta, .back, #card, script, style")) return "";
      if (node.localName === "math") return `$${node.getAttribute("alttext")}$`;
      if (node.localName === "pre") return `\n${node.textContent}\n`;
    }
    const inner = [...node.childNodes].map(written).join("");
    if (node.nodeType !== Node.ELEMENT_NODE) return inner;
    if (node.matches(".entry")) return `\n${inner.trim().replace(/\s*\n\s*/g, " ")}\n`;
    if (node.matches("td, th")) return `${inner.trim()}\t`;
    return node.matches("p, div, li, tr, h1, h2, h3, h4, h5, h6, section, figure, figcaption, header, dl, h1 span") ? `\n${inner.trim()}\n` : inner;
  };
  document.addEventListener("copy", (event) => {
    const selection = getSelection();
    if (selection.isCollapsed || event.target.closest?.("input")) return;
    const pieces = Array.from({ length: selection.rangeCount }, (_, i) => written(selection.getRangeAt(i).cloneContents()));
    event.clipboardData.setData("text/plain", pieces.join("\n").split("\n").map((line) => line.trimEnd()).filter(Boolean).join("\n"));
    event.preventDefault();
  });

  // What is wider than its place scrolls by keyboard, too
  const reach = () => all(".display, .wide").forEach((box) => { if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; else box.removeAttribute("tabindex"); });
  addEventListener("load", reach);
  addEventListener("resize", reach);

  // Outline
  const links = new Map(all(".outline a").map((a) => [a.hash.slice(1), a]));
  const sections = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  const follow = () => {
    let current = null;
    for (const section of sections) if (section.getBoundingClientRect().top < innerHeight * 0.3) current = section;
    links.forEach((a, id) => { if (current && id === current.id) a.setAttribute("aria-current", "true"); else a.removeAttribute("aria-current"); });
  };
  let waiting = false;
  addEventListener("scroll", () => { if (!waiting) { waiting = true; requestAnimationFrame(() => { waiting = false; follow(); }); } }, { passive: true });
  follow();
  if (innerWidth < 1088) document.querySelector(".outline details").open = false;

  // Search
  const query = document.getElementById("query");
  const hits = document.getElementById("hits");
  let ranges = [];
  let hit = -1;
  const blocks = () => all("main :is(p, h1, h2, h3, h4, h5, h6, td, th, figcaption, .display, .concepts li, .keywords li, dd)").filter((e) => !card.contains(e) && e.checkVisibility());
  const find = () => {
    const wanted = query.value.trim().toLowerCase().replace(/\s+/g, " ");
    ranges = [];
    hit = -1;
    if (wanted) for (const block of blocks()) rangesIn(block, wanted);
    paint();
  };
  const rangesIn = (block, wanted) => {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    const nodes = [];
    const places = [];
    let text = "";
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (let i = 0; i < node.data.length; i += 1) {
        const char = /\s/.test(node.data[i]) ? " " : node.data[i].toLowerCase();
        if (char === " " && text.endsWith(" ")) continue;
        for (const unit of char.length === 1 ? char : char[0]) { text += unit; places.push([nodes.length, i]); }
      }
      nodes.push(node);
    }
    for (let from = text.indexOf(wanted); from >= 0; from = text.indexOf(wanted, from + wanted.length)) {
      const [first, start] = places[from];
      const [last, end] = places[from + wanted.length - 1];
      const range = new Range();
      range.setStart(nodes[first], start);
      range.setEnd(nodes[last], end + 1);
      ranges.push(range);
    }
  };
  const paint = () => {
    hits.value = query.value.trim() ? `${ranges.length ? hit + 1 : 0}/${ranges.length}` : "";
    if (!globalThis.Highlight) return;
    CSS.highlights.set("hit", new Highlight(...ranges.filter((_, i) => i !== hit)));
    CSS.highlights.set("here", new Highlight(...ranges.slice(Math.max(hit, 0), hit + 1)));
  };
  const step = (by) => {
    if (!ranges.length) return;
    hit = (hit + by + ranges.length) % ranges.length;
    ranges[hit].startContainer.parentElement.scrollIntoView({ block: "center" });
    paint();
  };
  query.addEventListener("input", find);
  query.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); step(event.shiftKey ? -1 : 1); }
    if (event.key === "Escape") { query.value = ""; find(); query.blur(); }
  });
  all("[data-step]").forEach((b) => b.addEventListener("click", () => step(Number(b.dataset.step))));
}
