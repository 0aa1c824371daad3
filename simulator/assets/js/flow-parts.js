import { h, icon } from "./dom.js";
import { field, isField } from "./flow-fields.js";
import { image, markdown } from "./flow-text.js";

export { isTyped } from "./flow-fields.js";

// draw returns a component of a screen. One that is not known is a box that
// says what it is.
export function draw(component, sheet) {
  try {
    if (isField(component)) return field(component, sheet);
    return (parts[component.type] ?? unknown)(component, sheet);
  } catch {
    return unknown(component); // of another form than Meta's
  }
}

function unknown({ type }) {
  return h("div", { class: "flow-unknown" }, icon("form"), h("span", null, `A component of the type ${type || "that is not named"}`));
}

const lines = (value) => (Array.isArray(value) ? value.join("\n") : String(value ?? ""));

function weighted(tag, component, className) {
  const weight = String(component["font-weight"] ?? "normal");
  const names = [className, weight.includes("bold") && "bold", weight.includes("italic") && "italic", component.strikethrough && "struck"];
  const text = lines(component.text);
  return h(component.markdown ? "div" : tag, { class: names.filter(Boolean).join(" ") }, component.markdown ? markdown(text) : text);
}

const parts = {
  TextHeading: (component) => h("h3", { class: "flow-heading" }, lines(component.text)),
  TextSubheading: (component) => h("h4", { class: "flow-subheading" }, lines(component.text)),
  TextBody: (component) => weighted("p", component, "flow-text"),
  TextCaption: (component) => weighted("p", component, "flow-caption"),
  RichText: (component) => h("div", { class: "flow-rich" }, markdown(lines(component.text), true)),
  Image: picture,
  ImageCarousel: carousel,
  EmbeddedLink: (component, sheet) => h("button", { type: "button", id: "flow-" + component.key, class: "flow-link", onclick: () => sheet.tap(component.key) }, lines(component.text)),
  NavigationList: navigation,
  Footer: foot,
};

function picture(component) {
  const shown = image(component.src, component["alt-text"] ?? "");
  const { width, height } = component;
  shown.classList.add("flow-image");
  if (Number(width) > 0) shown.style.width = Number(width) + "px";
  if (Number(height) > 0) shown.style.height = Number(height) + "px";
  else if (Number(component["aspect-ratio"]) > 0) shown.style.aspectRatio = String(Number(component["aspect-ratio"]));
  shown.style.objectFit = component["scale-type"] === "cover" ? "cover" : "contain";
  return shown;
}

function carousel(component) {
  const images = component.images ?? [];
  return h("div", { class: "flow-carousel", tabIndex: 0, role: "group", "aria-label": `Carousel of ${images.length} images` },
    images.map((of) => {
      const shown = image(of.src, of["alt-text"] ?? "");
      shown.style.objectFit = component["scale-type"] === "cover" ? "cover" : "contain";
      if (component["aspect-ratio"] === "16:9") shown.classList.add("wide");
      return shown;
    }));
}

function navigation(component, sheet) {
  const id = "flow-" + component.key;
  return h("div", { class: "flow-field", role: "group", "aria-labelledby": component.label ? id + "-label" : undefined },
    component.label && h("h3", { id: id + "-label", class: "flow-subheading" }, component.label),
    component.description && h("p", { class: "flow-caption" }, component.description),
    h("ul", { class: "flow-list " + (component["media-size"] === "large" ? "large-media" : "") }, (component["list-items"] ?? []).map((item) => h("li", null,
      h("button", { type: "button", id: `${id}-${item.id}`, onclick: () => sheet.tap(component.key, item.id) },
        item.start?.image && image(item.start.image, item.start["alt-text"] ?? ""),
        h("span", { class: "flow-item" }, h("strong", null, item["main-content"]?.title ?? "", item.badge && h("span", { class: "tag" }, item.badge)),
          item["main-content"]?.description && h("span", null, item["main-content"].description),
          item["main-content"]?.metadata && h("span", { class: "soft" }, item["main-content"].metadata),
          item.tags?.length > 0 && h("span", { class: "flow-tags" }, item.tags.map((tag) => h("span", { class: "tag" }, tag)))),
        item.end && h("span", { class: "flow-end" }, [item.end.title, item.end.description, item.end.metadata].filter(Boolean).map((text) => h("span", null, text))))))));
}

function foot(component, sheet) {
  const captions = ["left-caption", "center-caption", "right-caption"].filter((name) => component[name]);
  return h("div", { class: "flow-footer" },
    captions.length > 0 && h("p", { class: "flow-captions" }, captions.map((name) => h("span", { class: name }, component[name]))),
    h("button", { type: "button", id: "flow-" + component.key, class: "primary", disabled: component.enabled === false, onclick: () => sheet.tap(component.key) }, component.label ?? "Continue"));
}
