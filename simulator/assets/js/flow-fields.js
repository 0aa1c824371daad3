import { h } from "./dom.js";
import { upload } from "./api.js";
import { notice } from "./dialog.js";
import { store } from "./store.js";
import { image } from "./flow-text.js";

const kinds = {
  TextInput: typed, TextArea: typed, Dropdown: dropdown, RadioButtonsGroup: choices, CheckboxGroup: choices, ChipsSelector: choices,
  OptIn: optIn, DatePicker: date, CalendarPicker: calendar, PhotoPicker: files, DocumentPicker: files,
};

export const isField = (component) => component.type in kinds && Boolean(component.name);

// isTyped reports whether the value of a field comes by keys.
export const isTyped = (component) => component.type === "TextInput" || component.type === "TextArea";

export function field(component, sheet) { return kinds[component.type](component, sheet, "flow-" + component.key); }

// about returns what is below a field, and the attributes that tie it to it.
function about(component, id) {
  const helper = textOf(component["helper-text"]);
  const names = [helper && id + "-helper", component.error && id + "-error"].filter(Boolean).join(" ");
  return {
    below: [helper && h("p", { class: "flow-helper", id: id + "-helper" }, helper), component.error && h("p", { class: "flow-fault", id: id + "-error" }, textOf(component.error))],
    attributes: { "aria-describedby": names || undefined, "aria-invalid": component.error ? "true" : undefined },
  };
}

const textOf = (value) => (value && typeof value === "object" ? Object.values(value).filter((part) => typeof part === "string").join(" ") : String(value ?? ""));

const isRequired = (component) => component.required === true || typeof component.required === "object" && Object.values(component.required ?? {}).includes(true);

const labelOf = (component) => textOf(component.label) + (isRequired(component) ? "" : " (optional)");

const types = { number: "text", email: "email", password: "password", passcode: "password", phone: "tel" };
const modes = { number: "decimal", passcode: "numeric" };

function typed(component, sheet, id) {
  const { below, attributes } = about(component, id);
  const properties = {
    id, name: component.name, value: component.value ?? "", disabled: component.enabled === false, autocomplete: "off", ...attributes,
    "aria-required": String(isRequired(component)), oninput: (event) => sheet.change(component.name, event.currentTarget.value, true),
  };
  const control = component.type === "TextArea" ? h("textarea", { ...properties, rows: 4 })
    : h("input", { ...properties, type: types[component["input-type"]] ?? "text", inputMode: modes[component["input-type"]] ?? "" });
  return h("div", { class: "flow-field" }, h("label", { for: id }, labelOf(component)), control, below);
}

function optionText(option) {
  return [option.image && image(option.image, option["alt-text"] ?? ""), option.color && swatch(option.color),
    h("span", { class: "flow-item" }, h("span", null, option.title ?? option.id), option.description && h("span", { class: "soft" }, option.description),
      option.metadata && h("span", { class: "soft" }, option.metadata))];
}

function swatch(color) {
  const shown = h("span", { class: "flow-swatch", "aria-hidden": "true" });
  shown.style.backgroundColor = "#" + String(color).replace(/^#/, "");
  return shown;
}

const optionsOf = (component) => (Array.isArray(component["data-source"]) ? component["data-source"] : []).filter((option) => option && typeof option === "object");

function dropdown(component, sheet, id) {
  const { below, attributes } = about(component, id);
  const select = h("select", {
    id, name: component.name, disabled: component.enabled === false, ...attributes, "aria-required": String(isRequired(component)),
    onchange: () => sheet.change(component.name, select.value),
  }, h("option", { value: "" }, "Choose"), optionsOf(component).map((option) =>
    h("option", { value: option.id, disabled: option.enabled === false }, [option.title, option.description, option.metadata].filter(Boolean).join(" · "))));
  select.value = component.value ?? "";
  return h("div", { class: "flow-field" }, h("label", { for: id }, labelOf(component)), select, below);
}

// choices are radio buttons, boxes or chips.
function choices(component, sheet, id) {
  const { below, attributes } = about(component, id);
  const isOne = component.type === "RadioButtonsGroup";
  const chosen = [component.value ?? []].flat();
  const group = h("fieldset", { id, class: "flow-field flow-choices " + (component.type === "ChipsSelector" ? "chips" : ""), disabled: component.enabled === false,
    "aria-describedby": attributes["aria-describedby"], tabIndex: component.error ? -1 : undefined, "aria-invalid": attributes["aria-invalid"] },
  h("legend", null, labelOf(component)), component.description && h("p", { class: "flow-caption" }, component.description),
  optionsOf(component).map((option) => h("label", { class: "flow-choice" },
    h("input", { type: isOne ? "radio" : "checkbox", id: `${id}-${option.id}`, name: id, value: option.id, checked: chosen.includes(option.id), disabled: option.enabled === false,
      onchange: () => {
        const picked = [...group.querySelectorAll("input:checked")].map((input) => input.value);
        sheet.change(component.name, isOne ? picked[0] : picked);
      } }), optionText(option))), below);
  return group;
}

function optIn(component, sheet, id) {
  const { below, attributes } = about(component, id);
  return h("div", { class: "flow-field" }, h("label", { class: "flow-choice", for: id },
    h("input", { type: "checkbox", id, name: component.name, checked: component.value === true, disabled: component.enabled === false, ...attributes,
      "aria-required": String(isRequired(component)), onchange: (event) => sheet.change(component.name, event.currentTarget.checked) }),
    h("span", { class: "flow-item" }, textOf(component.label))),
  component.clickable && h("button", { type: "button", id: id + "-more", class: "flow-link", onclick: () => sheet.tap(component.key) }, "Read more"), below);
}

function day(component, id, properties) {
  return h("input", { type: "date", id, min: component["min-date"] ?? "", max: component["max-date"] ?? "", disabled: component.enabled === false, ...properties });
}

function date(component, sheet, id) {
  const { below, attributes } = about(component, id);
  return h("div", { class: "flow-field" }, h("label", { for: id }, labelOf(component)),
    day(component, id, { value: component.value ?? "", ...attributes, onchange: (event) => sheet.change(component.name, event.currentTarget.value) }), below);
}

function calendar(component, sheet, id) {
  if (component.mode !== "range") return date(component, sheet, id);
  const { below, attributes } = about(component, id);
  const value = { ...component.value };
  const part = (name, label) => h("label", null, component.label?.[name] ?? label, day(component, `${id}-${name}`, {
    value: value[name] ?? "", ...attributes, onchange: (event) => { value[name] = event.currentTarget.value; sheet.change(component.name, value); },
  }));
  return h("fieldset", { class: "flow-field flow-range" }, h("legend", null, component.title ?? "Dates"),
    component.description && h("p", { class: "flow-caption" }, component.description), part("start-date", "Start"), part("end-date", "End"), below);
}

function files(component, sheet, id) {
  const { below, attributes } = about(component, id);
  const isPhoto = component.type === "PhotoPicker";
  const picked = Array.isArray(component.value) ? component.value : [];
  const most = component[isPhoto ? "max-uploaded-photos" : "max-uploaded-documents"] ?? 30;
  const pick = async (event) => {
    try {
      const added = await Promise.all([...event.currentTarget.files].map(async (file) => ({ id: await upload(file, store.number), file_name: file.name })));
      sheet.change(component.name, [...picked, ...added]);
    } catch (error) {
      notice(error.message);
    }
  };
  return h("div", { class: "flow-field" }, h("label", { for: id }, labelOf({ ...component, required: Number(component[isPhoto ? "min-uploaded-photos" : "min-uploaded-documents"]) > 0 })),
    component.description && h("p", { class: "flow-caption" }, component.description),
    h("input", { type: "file", id, multiple: most > 1, accept: isPhoto ? "image/*" : (component["allowed-mime-types"] ?? []).join(","), disabled: component.enabled === false, ...attributes, onchange: pick }),
    picked.length > 0 && h("ul", { class: "flow-files" }, picked.map((file, at) => h("li", null, h("span", null, file.file_name ?? file.id),
      h("button", { type: "button", id: `${id}-${at}`, "aria-label": "Take out " + (file.file_name ?? file.id), onclick: () => sheet.change(component.name, picked.filter((other) => other !== file)) }, "Take out")))), below);
}
