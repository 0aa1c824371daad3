import { h } from "./dom.js";

// WhatsApp's formatting of text: *bold*, _italic_, ~strike~, `code`,
// ```monospace```, lists, quotes and links.

const inline = [
  { pattern: /```([^]+?)```/, tag: "code", plain: true },
  { pattern: /`([^`\n]+)`/, tag: "code", plain: true },
  { pattern: /(?<![\p{L}\p{N}])\*(?=\S)([^*\n]*[^*\s])\*(?![\p{L}\p{N}])/u, tag: "strong" },
  { pattern: /(?<![\p{L}\p{N}])_(?=\S)([^_\n]*[^_\s])_(?![\p{L}\p{N}])/u, tag: "em" },
  { pattern: /(?<![\p{L}\p{N}])~(?=\S)([^~\n]*[^~\s])~(?![\p{L}\p{N}])/u, tag: "s" },
  { pattern: /\bhttps?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/, link: true },
];

// format returns the nodes that show a text.
export function format(text) {
  const nodes = [];
  let list = null;
  let lines = [];
  const flush = () => {
    if (lines.length) nodes.push(h("span", { class: "lines" }, ...formatInline(lines.join("\n"))));
    lines = [];
  };
  for (const [kind, content] of blocks(text)) {
    if (kind === "line") { list = null; lines.push(content); continue; }
    flush();
    if (kind === "quote") { list = null; nodes.push(h("blockquote", null, ...formatInline(content))); continue; }
    if (!list || list.localName !== kind) nodes.push(list = h(kind, null));
    list.append(h("li", null, ...formatInline(content)));
  }
  flush();
  return nodes;
}

// blocks splits a text into lines, quotes and items of lists, but not inside
// monospace.
function* blocks(text) {
  let open = "";
  for (const line of text.split("\n")) {
    const fences = line.split("```").length - 1;
    if (open !== "" || fences % 2 === 1) {
      open = open === "" ? line : open + "\n" + line;
      if (fences % 2 === 1 && open !== line) { yield ["line", open]; open = ""; }
      continue;
    }
    const found = /^(?:(>) ?|([*-]) |(\d{1,2})\. )(.+)$/.exec(line);
    if (!found) yield ["line", line];
    else if (found[1]) yield ["quote", found[4]];
    else yield [found[2] ? "ul" : "ol", found[4]];
  }
  if (open !== "") yield ["line", open];
}

function formatInline(text) {
  let first = null;
  for (const rule of inline) {
    const found = rule.pattern.exec(text);
    if (found && (!first || found.index < first.found.index)) first = { rule, found };
  }
  if (!first) return text ? [text] : [];
  const { rule, found } = first;
  const after = formatInline(text.slice(found.index + found[0].length));
  return [text.slice(0, found.index), shown(rule, found), ...after].filter((node) => node !== "");
}

function shown(rule, found) {
  if (rule.link) return h("a", { href: found[0], target: "_blank", rel: "noopener noreferrer" }, found[0]);
  if (rule.plain) return h(rule.tag, null, found[1]);
  return h(rule.tag, null, ...formatInline(found[1]));
}
