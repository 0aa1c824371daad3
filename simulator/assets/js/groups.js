import { h, icon, iconButton } from "./dom.js";
import { graph, post, remove } from "./api.js";
import { ask, attempt, menu, notice, open } from "./dialog.js";
import { currentGroup, nameOf, select, selectGroup, speakAs, store } from "./store.js";
import { groupAvatar } from "./chatlist.js";

// groupHead returns what stands above the chat of a group: who is in it, and
// who speaks.
export function groupHead(group) {
  const speaker = h("select", { "aria-label": "Who speaks", onchange: () => speakAs(speaker.value) },
    group.participants.map((key) => h("option", { value: key, selected: key === store.user }, nameOf(key))));
  const names = group.participants.map(nameOf).join(", ") || "nobody but the business";
  return [
    h("button", { type: "button", class: "phone-business", onclick: () => showGroup(group.id), "aria-label": `${group.subject}, group` },
      groupAvatar(), h("span", null, h("strong", null, group.subject), h("span", { class: "phone-sub" }, group.suspended ? "suspended" : names))),
    group.participants.length > 0 && h("label", { class: "phone-as" }, "as ", speaker),
    iconButton("more", "Actions in the group", (event) => menu(event.currentTarget, actionsIn(group))),
  ].filter(Boolean);
}

function actionsIn(group) {
  const leaves = group.participants.includes(store.user) && { label: nameOf(store.user) + " leaves the group", action: () => leave(group, store.user) };
  return [{ label: "Group info", action: () => showGroup(group.id) }, leaves].filter(Boolean);
}

const leave = (group, user) => attempt(() => remove(`/users/${user}/groups/${encodeURIComponent(group.id)}`));

// join has a user open an invite link.
async function join(link, user) {
  const { group_id: id, joined } = await post(`/users/${user}/groups`, { invite_link: link });
  if (joined) {
    const group = store.groups.get(id);
    if (!group.participants.includes(user)) group.participants.push(user); // the page is told of it soon
    store.user = user;
    selectGroup(id);
  } else notice("The business has to let " + nameOf(user) + " in.");
}

// joinGroup asks which group the user joins.
export function joinGroup() {
  const user = store.user;
  const dialog = open("Join a group", h("div", { class: "rows" },
    [...store.groups.values()].filter((group) => group.invite_link && !group.participants.includes(user)).map((group) =>
      h("button", { type: "button", class: "row", onclick: () => attempt(() => join(group.invite_link, user)).then(() => dialog.close()) },
        h("strong", null, group.subject), h("span", { class: "soft" }, group.invite_link))),
    h("button", { type: "button", onclick: () => { dialog.close(); ask("Join a group", [{ name: "link", label: "Invite link", required: true, placeholder: "https://chat.whatsapp.com/…" }], ({ link }) => join(link, user), "Join"); } }, "Another link")));
}

// createGroup has the business create a group.
export function createGroup() {
  ask("New group", [
    { name: "subject", label: "Subject", required: true }, { name: "description", label: "Description" },
    { name: "approval", label: "The business lets people in", type: "checkbox" },
  ], ({ subject, description, approval }) => graph("POST", `/${store.number}/groups`, {
    subject, ...(description && { description }), join_approval_mode: approval ? "approval_required" : "auto_approve",
  }), "Create");
}

// showGroup shows who is in a group, who wants to, and what the business and
// WhatsApp can do with it.
function showGroup(id) {
  const box = h("div", { class: "group-info" });
  const draw = () => {
    const group = store.groups.get(id);
    if (group) box.replaceChildren(...infoOf(group, act));
    else dialog.close();
  };
  // What the business does is settled by the time that it is answered.
  const act = (work) => attempt(work).then(() => setTimeout(draw, 150));
  const dialog = open("Group info", box);
  draw();
}

function infoOf(group, act) {
  const path = "/" + encodeURIComponent(group.id);
  const button = (label, name, onclick, className) => h("button", { type: "button", class: className, "aria-label": `${label} ${name}`, onclick }, label);
  const asked = group.join_requests.map((request) => h("li", null, h("span", null, nameOf(request.user)), h("span", { class: "row-buttons" },
    button("Let in", nameOf(request.user), () => act(() => graph("POST", path + "/join_requests", { join_requests: [request.id] })), "primary"),
    button("Refuse", nameOf(request.user), () => act(() => graph("DELETE", path + "/join_requests", { join_requests: [request.id] }))),
    button("Withdraw", nameOf(request.user), () => act(() => leave(group, request.user))))));
  const members = group.participants.map((key) => h("li", null, h("span", null, nameOf(key)), h("span", { class: "row-buttons" },
    button("Leaves", nameOf(key), () => act(() => leave(group, key))),
    button("Remove", nameOf(key), () => act(() => graph("DELETE", path + "/participants", { participants: [{ user: userIn(key) }] })), "danger"))));
  return [
    h("div", { class: "card business" }, groupAvatar(), h("h3", null, group.subject), group.description && h("p", null, group.description),
      group.invite_link ? h("p", { class: "soft" }, h("code", null, group.invite_link)) : h("p", { class: "soft" }, "There is no invite link."),
      h("p", { class: "soft" }, group.join_approval_mode === "approval_required" ? "The business lets people in." : "Whoever has the link can join.")),
    group.join_requests.length > 0 && h("h3", null, "Waiting to be let in"), asked.length > 0 && h("ul", { class: "list" }, asked),
    h("h3", null, `${group.participants.length} participant${group.participants.length === 1 ? "" : "s"}`), members.length > 0 && h("ul", { class: "list" }, members),
    h("div", { class: "toolbar" },
      button("Change the subject", "", () => ask("Change the subject", [{ name: "subject", label: "Subject", value: group.subject, required: true }], (entered) => graph("POST", path, entered), "Change")),
      group.suspended ? button("Reinstate", "", () => act(() => post(`/groups${path}/reinstate`))) : button("Suspend", "", () => act(() => post(`/groups${path}/suspend`))),
      button("Delete", "the group", () => act(async () => {
        await graph("DELETE", path);
        if (currentGroup()?.id === group.id) select(store.user);
      }), "danger")),
  ].filter(Boolean);
}

// userIn names a user as the business knows them.
function userIn(key) {
  const user = store.users.get(key);
  return user.hides_number || !user.wa_id ? user.user_id : user.wa_id;
}
