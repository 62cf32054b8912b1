"use strict";
{
  const data = JSON.parse(document.getElementById("data").textContent);
  const query = document.getElementById("query");
  const list = document.getElementById("results");
  const count = document.getElementById("count");
  const more = document.getElementById("more");
  const PAGE = 50;
  const COLUMN = { year: 4, clc: 5, journal: 6, quality: 7 };
  const folded = (text) => text.normalize("NFKC").toLowerCase();
  const records = [];
  const texts = [];
  const add = (fresh) => { for (const r of fresh) { records.push(r); texts.push(folded(`${r[1]} ${r[2]} ${r[3]} ${r[6]} ${r[0]}`)); } };
  const facets = new Map([...document.querySelectorAll("[data-facet]")].map((set) => [set.dataset.facet, {
    boxes: [...set.querySelectorAll("input")],
    counts: new Map([...set.querySelectorAll("[data-value]")].map((n) => [n.dataset.value, n])),
    wanted: new Set(),
  }]));
  let shown = [];
  let visible = PAGE;

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const item = (r) => {
    const [id, zh, en, authors, year, clc, journal, quality] = r;
    const li = document.createElement("li");
    const link = element("a", "", { href: `${encodeURIComponent(id)}.html` });
    if (zh) link.append(element("span", zh, { lang: "zh-Hans" }));
    if (en) link.append(" ", element("span", en, { lang: "en" }));
    if (!zh && !en) link.append(element("span", id));
    const meta = element("p", [journal, year, clc, id].filter(Boolean).join(" · "), { class: "meta" });
    meta.append(element("span", data.qualities[quality], { class: `quality q${quality}` }));
    li.append(link, element("p", authors), meta);
    return li;
  };
  const paint = () => {
    list.replaceChildren(...shown.slice(0, visible).map((i) => item(records[i])));
    more.hidden = shown.length <= visible;
    count.value = `${shown.length.toLocaleString("en")} / ${records.length.toLocaleString("en")}`;
  };
  // A facet's counts are those under the words and the other facets.
  const search = () => {
    const words = folded(query.value).split(/\s+/).filter(Boolean);
    const active = [...facets].filter(([, f]) => f.wanted.size).map(([key, f]) => [key, COLUMN[key], f.wanted]);
    const counts = new Map([...facets.keys()].map((key) => [key, new Map()]));
    shown = [];
    for (let i = 0; i < records.length; i += 1) {
      const text = texts[i];
      if (!words.every((word) => text.includes(word))) continue;
      const record = records[i];
      let misses = 0;
      let missed = null;
      for (const [key, column, wanted] of active) if (!wanted.has(String(record[column]))) { misses += 1; missed = key; }
      if (misses === 0) shown.push(i);
      if (misses > 1) continue;
      for (const [key, tally] of counts) if (misses === 0 || missed === key) { const value = String(record[COLUMN[key]]); tally.set(value, (tally.get(value) ?? 0) + 1); }
    }
    for (const [key, { counts: cells }] of facets) for (const [value, cell] of cells) cell.textContent = counts.get(key).get(value) ?? 0;
    visible = PAGE;
    paint();
  };
  let loading = null;
  const load = () => {
    loading ??= (async () => {
      for (const shard of data.shards) {
        try { add(await (await fetch(shard)).json()); } catch { count.title = "只有前几百篇 Only the first: serve this folder over HTTP for the rest"; break; }
      }
      search();
    })();
    return loading;
  };

  add(data.records);
  document.querySelector("search").hidden = false;
  for (const [, facet] of facets) for (const box of facet.boxes) {
    box.disabled = false;
    box.addEventListener("change", () => { if (box.checked) facet.wanted.add(box.value); else facet.wanted.delete(box.value); search(); load(); });
  }
  query.addEventListener("focus", load, { once: true });
  query.addEventListener("input", search);
  more.addEventListener("click", async () => { await load(); visible += PAGE * 2; paint(); });
  if (innerWidth < 832) document.querySelectorAll("nav details").forEach((details) => { details.open = false; });
  shown = records.map((_, i) => i);
  more.hidden = records.length <= PAGE && !data.shards.length;
}
