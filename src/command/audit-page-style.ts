/**
 * The styles of the audit's page. Colours are named by what they say; both sets are held to a contrast of 4.5 between text
 * and ground by the page's test.
 */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #faf9f6; --sheet: #ffffff; --line: #e3e0d8; --text: #23262b; --quiet: #5d636d;
  --bad: #b3261e; --bad-ground: #fdecea; --warn: #8a5300; --warn-ground: #fdf3dd; --good: #1d6b3f; --good-ground: #e6f4ea;
  --accent: #2f5fae; --edge: #b9c2d0; --bar: #5b7fb9; --bar-more: #c9d5e8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #15171b; --sheet: #1d2026; --line: #333842; --text: #e6e8ec; --quiet: #a0a8b5;
    --bad: #ff9a90; --bad-ground: #3b1f1d; --warn: #f0c069; --warn-ground: #38290f; --good: #84d6a2; --good-ground: #17311f;
    --accent: #8db4f5; --edge: #4c5566; --bar: #7ba0dc; --bar-more: #35435c;
  }
}
* { box-sizing: border-box; }
html { scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } * { transition: none !important; } }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; font-variant-numeric: tabular-nums; }
main, header { max-width: 1180px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 44px; }
h1 { font-size: 30px; line-height: 1.2; margin: 0 0 6px; letter-spacing: -0.015em; overflow-wrap: anywhere; }
h2 { font-size: 20px; margin: 52px 0 6px; letter-spacing: -0.01em; }
h3 { font-size: 16px; margin: 0; overflow-wrap: anywhere; }
p { margin: 0 0 10px; }
.quiet { color: var(--quiet); }
code { font-family: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace; font-size: 0.9em; overflow-wrap: anywhere; }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 6px; }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 24px; top: 12px; background: var(--sheet); padding: 8px 14px; border-radius: 8px; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(330px, 1fr)); gap: 16px; margin: 18px 0 0; padding: 0; list-style: none; }
.card { background: var(--sheet); border: 1px solid var(--line); border-radius: 14px; padding: 18px 20px; scroll-margin-top: 16px; }
.card:target, tr:target td { background: var(--warn-ground); }
.card .figure { font-size: 26px; line-height: 1.25; font-weight: 650; margin: 8px 0 0; letter-spacing: -0.01em; }
.card .figure small { display: block; margin-bottom: 8px; font-size: 14px; font-weight: 400; color: var(--quiet); letter-spacing: 0; }
.badge { display: inline-block; border-radius: 99px; padding: 1px 10px; font-size: 12.5px; font-weight: 600; color: var(--quiet); background: var(--ground); border: 1px solid var(--line); white-space: nowrap; }
.badge.bad { color: var(--bad); background: var(--bad-ground); border-color: transparent; }
.badge.warn { color: var(--warn); background: var(--warn-ground); border-color: transparent; }
.badge.good { color: var(--good); background: var(--good-ground); border-color: transparent; }
.row { display: flex; justify-content: space-between; align-items: flex-start; gap: 12px; }
.bar { position: relative; height: 10px; border-radius: 5px; background: var(--line); margin: 12px 0; overflow: hidden; }
.bar i { position: absolute; inset: 0 auto 0 0; background: var(--bar-more); }
.bar i.now { background: var(--bar); }
.bad .bar i.now { background: var(--bad); }
.bar.endless { background: linear-gradient(90deg, var(--bad), transparent); }
.bar b { position: absolute; top: 0; bottom: 0; width: 3px; margin-left: -1px; background: var(--text); }
.map { overflow-x: auto; margin-top: 16px; background: var(--sheet); border: 1px solid var(--line); border-radius: 14px; padding: 20px; }
.map svg { display: block; width: 100%; min-width: 860px; height: auto; }
.head { font-size: 13px; font-weight: 600; fill: var(--quiet); }
.node rect { fill: var(--ground); stroke: var(--line); stroke-width: 1; transition: stroke 0.12s; }
.node .title { fill: var(--text); font-size: 14px; font-weight: 600; }
.node.module .title { font-size: 13px; font-weight: 400; font-family: ui-monospace, "SF Mono", "DejaVu Sans Mono", monospace; }
.node .detail { fill: var(--quiet); font-size: 12.5px; }
.node.server .detail { font-size: 17px; font-weight: 600; fill: var(--text); }
.node.bad rect { fill: var(--bad-ground); } .node.warn rect { fill: var(--warn-ground); } .node.good rect { fill: var(--good-ground); }
.node.bad .mark { fill: var(--bad); } .node.warn .mark { fill: var(--warn); } .node.good .mark { fill: var(--good); }
.node.bad .detail { fill: var(--bad); } .node.warn .detail { fill: var(--warn); } .node.good .detail { fill: var(--good); }
.node { text-decoration: none; outline: none; }
.node:hover rect, .node:focus-visible rect, .node.lit rect { stroke: var(--accent); stroke-width: 2.5; }
.edge { fill: none; stroke: var(--edge); stroke-linecap: round; opacity: 0.75; transition: opacity 0.12s; }
.edge.hot { stroke: var(--bad); stroke-dasharray: 5 6; }
.dim .edge { opacity: 0.14; } .dim .edge.lit { opacity: 1; stroke: var(--accent); }
.dim .node:not(.lit):not(:hover):not(:focus-visible) { opacity: 0.45; }
.legend { display: flex; flex-wrap: wrap; gap: 6px 22px; margin: 12px 0 0; padding: 0; list-style: none; color: var(--quiet); font-size: 13.5px; }
.legend i { display: inline-block; width: 9px; height: 9px; border-radius: 5px; margin-right: 7px; background: var(--quiet); }
.legend i.bad { background: var(--bad); } .legend i.warn { background: var(--warn); } .legend i.good { background: var(--good); }
details { background: var(--sheet); border: 1px solid var(--line); border-radius: 14px; margin-top: 14px; overflow: hidden; }
summary { cursor: pointer; padding: 14px 20px; display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: center; }
summary h3 { display: inline; }
.scroll { overflow-x: auto; border-top: 1px solid var(--line); }
table { border-collapse: collapse; table-layout: fixed; width: 100%; min-width: 1080px; font-size: 13.5px; line-height: 1.45; }
th:nth-child(1) { width: 20%; } th:nth-child(2) { width: 13%; } th:nth-child(3) { width: 23%; } th:nth-child(4) { width: 15%; } th:nth-child(6) { width: 8%; }
th { text-align: left; font-weight: 600; color: var(--quiet); padding: 10px 14px; white-space: nowrap; }
td, tbody th { vertical-align: top; padding: 10px 14px; border-top: 1px solid var(--line); font-weight: 400; color: var(--text); white-space: normal; overflow-wrap: anywhere; }
tbody th b { display: block; font-weight: 600; }
td.bad { color: var(--bad); } td.warn { color: var(--warn); }
tr { scroll-margin-top: 16px; }
ol.way { margin: 4px 0 0; padding: 0; list-style: none; color: var(--quiet); }
ol.way li { display: inline; } ol.way li + li::before { content: " → "; }
footer { max-width: 1180px; margin: 0 auto; padding: 40px 24px 60px; color: var(--quiet); }
@media (max-width: 640px) { header { padding-top: 28px; } main, header, footer { padding-left: 14px; padding-right: 14px; } .cards { grid-template-columns: 1fr; } }
@media print { .map, details, .card { break-inside: avoid; } body { background: none; } }
`;

/** Lights up what belongs to a box of the map under the pointer or the focus; opens a folded list that a link leads into. */
export const pageScript = `
(() => {
  const svg = document.querySelector(".map svg");
  const edges = [...document.querySelectorAll(".edge")];
  const nodes = new Map([...document.querySelectorAll("[data-node]")].map((node) => [node.dataset.node, node]));
  const clear = () => { svg.classList.remove("dim"); for (const lit of svg.querySelectorAll(".lit")) lit.classList.remove("lit"); };
  const light = (id) => {
    clear();
    svg.classList.add("dim");
    const walk = (from, next, back) => {
      nodes.get(from).classList.add("lit");
      for (const edge of edges) if (edge.dataset[back] === from) { edge.classList.add("lit"); walk(edge.dataset[next], next, back); }
    };
    walk(id, "to", "from");
    walk(id, "from", "to");
  };
  for (const [id, node] of nodes) {
    node.addEventListener("pointerenter", () => light(id));
    node.addEventListener("pointerleave", clear);
    node.addEventListener("focus", () => light(id));
    node.addEventListener("blur", clear);
  }
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = target && target.closest("details");
    if (folded && !folded.open) { folded.open = true; target.scrollIntoView(); }
  };
  addEventListener("hashchange", open);
  open();
})();
`;
