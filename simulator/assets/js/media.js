import { h, icon } from "./dom.js";
import { mediaURL } from "./api.js";
import { open } from "./dialog.js";

const names = { image: "Photo", video: "Video", audio: "Audio", sticker: "Sticker", document: "Document" };

// media shows or plays a file that the simulator has. What is only linked is
// not loaded, since nothing is loaded from elsewhere.
export function media(kind, { id, link, voice }) {
  if (!id) return linked(kind, link);
  const source = mediaURL(id);
  const missing = (event) => event.currentTarget.replaceWith(placeholder(kind, `${names[kind]} ${id}`));
  switch (kind) {
    case "image":
      return h("button", { type: "button", class: "picture", "aria-label": "Open the photo", onclick: () => show(source) },
        h("img", { src: source, alt: "Photo", loading: "lazy", onerror: (event) => { event.stopPropagation(); const box = event.currentTarget.parentElement; box.replaceWith(placeholder(kind, `${names[kind]} ${id}`)); } }));
    case "sticker": return h("img", { class: "sticker", src: source, alt: "Sticker", loading: "lazy", onerror: missing });
    case "video": return h("video", { class: "video", src: source, controls: true, preload: "metadata", onerror: missing });
    default:
      return h("div", { class: "audio" }, h("span", { class: "avatar avatar-1", "aria-hidden": "true" }, icon(voice ? "mic" : "call")),
        h("audio", { src: source, controls: true, preload: "metadata", "aria-label": voice ? "Voice message" : "Audio" }));
  }
}

function show(source) { open("Photo", h("img", { class: "large", src: source, alt: "Photo" }), { class: "photo" }); }

function linked(kind, link) {
  if (!link) return placeholder(kind, names[kind]);
  let host = link;
  try { host = new URL(link).host; } catch { /* shown as it is */ }
  const isWeb = /^https?:/.test(link);
  return h(isWeb ? "a" : "div", isWeb && { href: link, target: "_blank", rel: "noopener noreferrer", class: "linked", title: link },
    placeholder(kind, `${names[kind]} at ${host}`));
}

function placeholder(kind, label) {
  return h("span", { class: "placeholder" }, icon(kind === "video" ? "video" : kind === "document" ? "document" : "image"), label);
}

export function document_({ id, link, filename, mime_type: type }) {
  const name = filename || (link ? link.split("/").at(-1) : "Document");
  const extension = name.includes(".") ? name.split(".").at(-1).toUpperCase() : (type ?? "FILE").split("/").at(-1).toUpperCase();
  const address = id ? mediaURL(id) : /^https?:/.test(link ?? "") ? link : undefined;
  return h(address ? "a" : "div", { class: "file", href: address, target: "_blank", rel: "noopener noreferrer", ...(id && { download: name }) },
    icon("document"), h("span", null, h("strong", null, name), h("span", { class: "soft" }, extension)));
}
