import { h, icon } from "./dom.js";
import { linkedURL, mediaURL } from "./api.js";
import { open } from "./dialog.js";
import { store } from "./store.js";

const names = { image: "Photo", video: "Video", audio: "Audio", sticker: "Sticker", document: "Document" };

// media shows or plays a file that the simulator has, or loads for a message
// that links to it. The page itself loads nothing from elsewhere.
export function media(kind, { id, link, voice }, message) {
  if (id) return player(kind, mediaURL(id), voice, () => placeholder(kind, `${names[kind]} ${id}`));
  if (!link || !message) return placeholder(kind, names[kind]);
  if (!store.remote && !isHere(link)) return linked(kind, link, "not on this machine, so not loaded");
  const source = linkedURL(message.id, link);
  return player(kind, source, voice, (box) => why(source).then((reason) => box.replaceWith(linked(kind, link, reason))));
}

// player shows or plays what is at an address. What cannot be shown is replaced
// by what missing returns or does.
function player(kind, source, voice, missing) {
  const fail = (event, box = event.currentTarget) => {
    event.stopPropagation();
    const instead = missing(box);
    if (instead instanceof Node) box.replaceWith(instead);
  };
  switch (kind) {
    case "image":
      return h("button", { type: "button", class: "picture", "aria-label": "Open the photo", onclick: () => show(source) },
        h("img", { src: source, alt: "Photo", loading: "lazy", onerror: (event) => fail(event, event.currentTarget.parentElement) }));
    case "sticker": return h("img", { class: "sticker", src: source, alt: "Sticker", loading: "lazy", onerror: fail });
    case "video": return h("video", { class: "video", src: source, controls: true, preload: "metadata", onerror: fail });
    default: {
      const box = h("div", { class: "audio" }, h("span", { class: "avatar avatar-1", "aria-hidden": "true" }, icon(voice ? "mic" : "music")));
      box.append(h("audio", { src: source, controls: true, preload: "metadata", "aria-label": voice ? "Voice message" : "Audio", onerror: (event) => fail(event, box) }));
      return box;
    }
  }
}

function isHere(link) {
  try {
    const host = new URL(link).hostname;
    return host === "localhost" || host === "[::1]" || /^127\./.test(host);
  } catch {
    return false;
  }
}

// why returns the reason that a file was not loaded.
async function why(source) {
  const answer = await fetch(source).catch(() => null);
  if (answer?.ok) return "it cannot be shown";
  const refusal = await answer?.json().catch(() => null);
  return refusal?.error?.message ?? "it cannot be loaded";
}

function show(source) { open("Photo", h("img", { class: "large", src: source, alt: "Photo" }), { class: "photo" }); }

function linked(kind, link, reason) {
  let host = link;
  try { host = new URL(link).host; } catch { /* shown as it is */ }
  const isWeb = /^https?:/.test(link);
  return h(isWeb ? "a" : "div", { class: "linked", ...(isWeb && { href: link, target: "_blank", rel: "noopener noreferrer", title: link }) },
    placeholder(kind, `${names[kind]} at ${host}: ${reason}`));
}

function placeholder(kind, label) {
  return h("span", { class: "placeholder" }, icon({ video: "video", document: "document", audio: "music" }[kind] ?? "image"), label);
}

export function document_({ id, link, filename, mime_type: type }) {
  const name = filename || (link ? link.split("/").at(-1) : "Document");
  const extension = name.includes(".") ? name.split(".").at(-1).toUpperCase() : (type ?? "FILE").split("/").at(-1).toUpperCase();
  const address = id ? mediaURL(id) : /^https?:/.test(link ?? "") ? link : undefined;
  return h(address ? "a" : "div", { class: "file", href: address, target: "_blank", rel: "noopener noreferrer", ...(id && { download: name }) },
    icon("document"), h("span", null, h("strong", null, name), h("span", { class: "soft" }, extension)));
}
