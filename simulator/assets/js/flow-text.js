import { h, icon } from "./dom.js";

// The part of Markdown that flows have. Nothing in it is ever read as HTML.

const beginnings = [["iVBOR", "png"], ["/9j/", "jpeg"], ["UklGR", "webp"], ["R0lGOD", "gif"]];

// image returns a picture that is in the flow as base64. Nothing is loaded from
// elsewhere.
export function image(source, alt) {
  const text = String(source ?? "");
  const inline = /^data:image\/(?:png|jpe?g|webp|gif);base64,/.test(text);
  const known = beginnings.find(([beginning]) => text.startsWith(beginning));
  if (!inline && !known) return h("span", { class: "placeholder", role: "img", "aria-label": alt || "Image" }, icon("image"), alt);
  return h("img", { src: inline ? text : `data:image/${known[1]};base64,${text}`, alt });
}

const marks = [
  { pattern: /!\[([^\]]*)\]\((data:image\/[^)\s]+)\)/, node: ([, alt, source]) => image(source, alt) },
  { pattern: /\[([^\]]+)\]\((https?:\/\/[^)\s]+)\)/, node: ([, text, address]) => h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...inline(text)) },
  { pattern: /\*\*(?=\S)(.*?\S)\*\*/, node: ([, text]) => h("strong", null, ...inline(text)) },
  { pattern: /~~(?=\S)(.*?\S)~~/, node: ([, text]) => h("s", null, ...inline(text)) },
  { pattern: /\*(?=\S)(.*?\S)\*/, node: ([, text]) => h("em", null, ...inline(text)) },
];

function inline(text) {
  let first = null;
  for (const mark of marks) {
    const found = mark.pattern.exec(text);
    if (found && (!first || found.index < first.found.index)) first = { mark, found };
  }
  if (!first) return text ? [text] : [];
  const { mark, found } = first;
  return [text.slice(0, found.index), mark.node(found), ...inline(text.slice(found.index + found[0].length))].filter((node) => node !== "");
}

// markdown returns the nodes of a text. Headings and tables are for rich text.
export function markdown(text, isRich = false) {
  const nodes = [];
  let list = null, table = null;
  for (const line of text.split("\n")) {
    const item = /^\s*(?:([-+*])|(\d+)\.)\s+(.*)$/.exec(line);
    const heading = isRich && /^(#{1,6})\s+(.*)$/.exec(line);
    const cells = isRich && /^\s*\|(.*)\|\s*$/.exec(line);
    if (!item) list = null;
    if (!cells) table = null;
    if (item) {
      const kind = item[1] ? "ul" : "ol";
      if (list?.localName !== kind) nodes.push(list = h(kind, null));
      list.append(h("li", null, ...inline(item[3])));
    } else if (heading) nodes.push(h(["h3", "h4"][heading[1].length - 1] ?? "p", null, ...inline(heading[2])));
    else if (cells) table = row(table, cells[1], nodes);
    else if (line.trim()) nodes.push(h("p", null, ...inline(line)));
  }
  return nodes;
}

function row(table, text, nodes) {
  const cells = text.split("|").map((cell) => cell.trim());
  if (table && cells.every((cell) => /^:?-{3,}:?$/.test(cell))) return table;
  if (!table) nodes.push(table = h("table", null));
  const tag = table.rows.length ? "td" : "th";
  table.append(h("tr", null, cells.map((cell) => h(tag, null, ...inline(cell)))));
  return table;
}
