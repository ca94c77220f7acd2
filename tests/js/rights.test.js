/** What the page offers of a room: the same that the server's rules allow. */
import assert from "node:assert/strict";
import test from "node:test";
import { leads, mayGiveRole, mayRemove, outranks } from "../../static/js/chat/lib/rights.js";

const asWith = (site) => ({ me: { id: 1, role: site } });
const inRoom = (role, kind = "closed") => ({ kind, role });
const member = (id, role, site = "member") => ({ user: { id, role: site }, role });

test("owners and moderators lead a room, admins every one but a direct one", () => {
  assert.ok(leads(asWith("member"), inRoom("moderator")));
  assert.ok(leads(asWith("admin"), inRoom("member")));
  assert.ok(!leads(asWith("moderator"), inRoom("member")));
  assert.ok(!leads(asWith("owner"), inRoom("member", "direct")));
});

test("nobody acts on an equal or a higher role", () => {
  const here = (site, role, other) => outranks(asWith(site), inRoom(role), other);
  assert.ok(here("member", "owner", member(2, "moderator")));
  assert.ok(here("member", "moderator", member(2, "member")));
  assert.ok(!here("member", "moderator", member(2, "moderator")));
  assert.ok(!here("member", "owner", member(2, "member", "moderator")));
  assert.ok(!here("member", "member", member(2, "member")));
  assert.ok(here("moderator", "member", member(2, "owner")));
  assert.ok(!here("admin", "owner", member(2, "member", "owner")));
});

test("owners of the room and admins give roles, also to themselves", () => {
  const may = (site, role, other, kind) => mayGiveRole(asWith(site), inRoom(role, kind), other);
  assert.ok(may("member", "owner", member(2, "member")));
  assert.ok(may("member", "owner", member(1, "owner")));
  assert.ok(!may("member", "owner", member(2, "owner")));
  assert.ok(!may("member", "moderator", member(2, "member")));
  assert.ok(may("admin", "member", member(2, "owner")));
  assert.ok(!may("owner", "member", member(2, "member"), "direct"));
});

test("one leaves and is not removed by oneself", () => {
  const mine = inRoom("owner");
  assert.ok(mayRemove(asWith("member"), mine, member(2, "member")));
  assert.ok(!mayRemove(asWith("owner"), mine, member(1, "member")));
});
