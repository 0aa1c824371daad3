// Lists the texts in sight whose contrast is too low (WCAG 2.2, AA), and the
// controls without a name.
(() => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (color) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const luminance = (color) => {
    const [r, g, b] = color.slice(0, 3).map((part) => { const c = part / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const background = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) layers.push(rgba(getComputedStyle(at).backgroundColor));
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  const problems = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    const text = texts.currentNode.textContent.trim();
    if (!text || !element.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || element.closest(".hidden, :disabled, noscript, script")) continue;
    const style = getComputedStyle(element);
    const below = background(element);
    const color = over(rgba(style.color), below);
    const [dark, light] = [luminance(color), luminance(below)].sort((a, b) => a - b);
    const ratio = (light + 0.05) / (dark + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || size >= 18.66 && Number(style.fontWeight) >= 700;
    if (ratio < (isLarge ? 3 : 4.5)) problems.push(`${ratio.toFixed(2)}: ${element.className || element.localName} "${text.slice(0, 30)}"`);
  }
  for (const control of document.querySelectorAll("button, a, input, select, textarea, [role=option], [role=tabpanel], [role=listbox], [role=log], dialog, audio, img")) {
    const name = control.ariaLabel || control.textContent.trim() || control.labels?.length || control.alt || control.title || control.getAttribute("aria-labelledby") || control.getAttribute("alt") === "";
    if (!name) problems.push(`without a name: ${control.outerHTML.slice(0, 80)}`);
  }
  for (const id of [...document.querySelectorAll("[id]")].map((element) => element.id)) {
    if (document.querySelectorAll(`[id="${CSS.escape(id)}"]`).length > 1) problems.push(`twice: ${id}`);
  }
  return [...new Set(problems)];
})()
