// preview returns a message in one line.

const kinds = {
  image: "Photo", video: "Video", audio: "Audio", document: "Document", sticker: "Sticker", location: "Location",
  contacts: "Contact", order: "Order", unsupported: "Unsupported message", system: "", template: "Template",
};

export function preview(message) {
  if (message.revoked) return "Deleted message";
  const content = message.content ?? {};
  switch (message.type) {
    case "text": return plain(content.body ?? "");
    case "button": return content.text ?? "";
    case "interactive": return content.button_reply?.title ?? content.list_reply?.title ?? (content.body?.text && plain(content.body.text)) ?? answered(content);
    case "template": return plain(message.template?.body ?? "") || message.template?.name || kinds.template;
    case "system": case "notice": return content.body ?? "";
    case "contacts": return content[0]?.name?.formatted_name ?? kinds.contacts;
    case "location": return content.name ?? kinds.location;
    case "document": return content.filename ?? content.caption ?? kinds.document;
    default: return content.caption || (kinds[message.type] ?? message.type);
  }
}

// plain takes the marks of WhatsApp's formatting out of a text.
function plain(text) {
  return text.replace(/```([^]+?)```/g, "$1").replace(/(?<![\p{L}\p{N}])([*_~`])(?=\S)([^\n]*?[^\s])\1(?![\p{L}\p{N}])/gu, "$2").replace(/^> /gm, "");
}

function answered(content) {
  if (content.nfm_reply) return content.nfm_reply.name === "flow" ? "Response sent" : "Form answered";
  if (content.call_permission_reply) return content.call_permission_reply.response === "accept" ? "Calls allowed" : "Calls declined";
  return content.type ?? "Message";
}
