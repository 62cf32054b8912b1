"use strict";
{
  const entries = JSON.parse(document.getElementById("data").textContent);
  const get = (id) => document.getElementById(id);
  const query = get("query");
  const list = get("results");
  const count = get("count");
  const more = get("more");
  const least = get("least");
  const source = get("source");
  const clc = get("clc");
  const rivals = get("rivals");
  const PAGE = 50;
  const folded = (text) => text.normalize("NFKC").toLowerCase();
  const texts = entries.map((e) => folded([e.zh, e.en, e.ab ?? "", ...(e.zhs ?? []).map(([v]) => v), ...(e.ens ?? []).map(([v]) => v)].join(" ")));
  let found = [];
  let visible = PAGE;

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const counted = (pairs) => pairs.map(([term, n]) => `${term} (${n})`).join("; ");
  const evidence = (e) => {
    const details = element("details", "");
    details.append(element("summary", `证据 Evidence: ${(e.from ?? []).join(", ")}`));
    if (e.zhs || e.ens) details.append(element("p", `写法 Variants: ${counted([...(e.zhs ?? []), ...(e.ens ?? [])])}`));
    for (const [zh, en, article] of e.examples ?? []) {
      const quote = element("blockquote", "");
      quote.append(element("p", zh, { lang: "zh-Hans" }), element("p", en, { lang: "en" }), element("p", article, { class: "meta" }));
      details.append(quote);
    }
    for (const [article, place, n] of e.places ?? []) details.append(element("p", `${article} · ${place}${n > 1 ? ` × ${n}` : ""}`));
    return details;
  };
  const item = (e) => {
    const li = document.createElement("li");
    const term = element("p", "", { class: "term" });
    term.append(element("b", e.zh, { lang: "zh-Hans" }), " ", element("span", e.ab ? `${e.en} (${e.ab})` : e.en, { lang: "en" }));
    const meta = element("p", [`置信度 ${e.p.toFixed(2)}`, `${e.n} article${e.n === 1 ? "" : "s"}`, (e.clc ?? []).join(" "), e.note].filter(Boolean).join(" · "), { class: "meta" });
    if (e.status) meta.append(" · ", element("span", e.status, { class: "status" }));
    li.append(term, meta);
    if (e.rivals) li.append(element("p", `又作 Also: ${counted(e.rivals.map(([, name, n]) => [name, n]))}`, { class: "meta" }));
    li.append(evidence(e));
    return li;
  };
  const paint = () => {
    list.replaceChildren(...found.slice(0, visible).map((i) => item(entries[i])));
    more.hidden = found.length <= visible;
    count.value = `${found.length.toLocaleString("en")} / ${entries.length.toLocaleString("en")}`;
  };
  const search = () => {
    const words = folded(query.value).split(/\s+/).filter(Boolean);
    const floor = Number(least.value);
    get("least-value").value = floor.toFixed(2);
    found = [];
    for (let i = 0; i < entries.length; i += 1) {
      const e = entries[i];
      if (e.p < floor || (e.status === "outranked" && floor > 0)) continue;
      if (source.value && !(e.from ?? []).includes(source.value)) continue;
      if (clc?.value && !(e.clc ?? []).includes(clc.value)) continue;
      if (rivals.checked && !e.rivals) continue;
      if (words.every((word) => texts[i].includes(word))) found.push(i);
    }
    visible = PAGE;
    paint();
  };
  for (const control of [query, least, source, clc, rivals]) control?.addEventListener("input", search);
  get("filters").addEventListener("submit", (event) => event.preventDefault());
  more.addEventListener("click", () => { visible += PAGE; paint(); });
  document.querySelector("search").hidden = false;
  get("filters").hidden = false;
  search();
}
