/** Who people are: told, asked for, renamed everywhere; what holds of a status and of quiet. */
import assert from "node:assert/strict";
import test from "node:test";
import { endOf } from "../../static/js/chat/lib/ends.js";
import { quietOf, statusOf } from "../../static/js/chat/lib/quiet.js";
import { Store } from "../../static/js/chat/store.js";
import { wantedPeople } from "../../static/js/chat/store/profiles.js";
import { ANN, BOB, entry, welcome } from "./fakes.js";

const profile = (fields = {}) => ({
  ...BOB,
  username: "bob",
  kind: "person",
  role: "member",
  seq: 1,
  title: "",
  pronouns: "",
  time_zone: "",
  status: null,
  quiet_until: null,
  quiet_hours: [],
  ...fields,
});

const changed = (fields) => ({ type: "person.changed", person: profile(fields) });

function listening() {
  const wishes = [];
  const store = new Store({ onWish: (wish) => wishes.push(wish.kind) });
  const direct = entry({ kind: "direct", users: [ANN, BOB] });
  store.apply(welcome([direct], { people_seq: 1 }));
  return { store, wishes };
}

test("whoever is shown is asked for once, all of a drawing together", () => {
  const { store, wishes } = listening();
  assert.equal(store.profileOf(BOB.id), undefined);
  store.profileOf(BOB.id);
  store.profileOf(99);
  assert.deepEqual(wishes, ["people"]);
  assert.deepEqual(wantedPeople(store), [BOB.id, 99]);
  store.profileOf(BOB.id);
  assert.deepEqual(wantedPeople(store), []);
  store.forgetAsked([BOB.id]);
  store.profileOf(BOB.id);
  assert.deepEqual(wantedPeople(store), [BOB.id]);
});

test("one question holds a hundred people and the next the others", () => {
  const { store } = listening();
  for (let id = 1; id <= 150; id += 1) store.profileOf(id);
  assert.equal(wantedPeople(store).length, 100);
  assert.equal(wantedPeople(store).length, 50);
});

test("a new name stands wherever the person does", () => {
  const { store } = listening();
  store.setMembers(3, [{ user: ANN }, { user: BOB }]);
  store.apply(changed({ seq: 2, name: "Robert" }));
  const room = store.state.rooms.get(3);
  assert.equal(room.users[1].name, "Robert");
  assert.equal(room.members.get(BOB.id).user.name, "Robert");
  assert.equal(store.state.people.get(BOB.id).name, "Robert");
  store.apply(changed({ ...ANN, seq: 3, name: "Anna" }));
  assert.equal(store.state.me.name, "Anna");
});

test("an answer that was read before a change does not undo it", () => {
  const { store } = listening();
  store.apply(changed({ seq: 5, title: "Baker" }));
  store.setPeople([profile({ seq: 4, title: "Smith" })]);
  assert.equal(store.profileOf(BOB.id).title, "Baker");
});

test("a welcome after something was missed lets those shown be asked for again", () => {
  const { store } = listening();
  store.setPeople([profile({ title: "Baker" })]);
  store.apply(welcome([entry()], { people_seq: 1 }));
  store.profileOf(BOB.id);
  assert.deepEqual(wantedPeople(store), []);
  store.apply(welcome([entry()], { people_seq: 2 }));
  assert.equal(store.profileOf(BOB.id).title, "Baker"); // shown until the answer is there
  assert.deepEqual(wantedPeople(store), [BOB.id]);
});

test("numbers that a restore took back are believed", () => {
  const { store } = listening();
  store.apply(changed({ seq: 9, title: "Baker" }));
  store.apply(welcome([entry()], { people_seq: 2 }));
  store.setPeople([profile({ seq: 2, title: "Smith" })]);
  assert.equal(store.profileOf(BOB.id).title, "Smith");
});

const at = (written) => Date.parse(written);

test("a status holds until it ends", () => {
  const status = { emoji: "🌴", text: "away", until: "2026-11-24T12:00:00.000000Z" };
  const person = profile({ status });
  assert.equal(statusOf(person, at("2026-11-24T11:59:59Z")), status);
  assert.equal(statusOf(person, at("2026-11-24T12:00:00Z")), null);
  assert.equal(statusOf(profile(), 0), null);
  assert.equal(statusOf(undefined), null);
});

test("quiet hours come by the clock of the person, over midnight too", () => {
  const quiet_hours = [{ day: 2, begins: "22:00", ends: "07:00" }]; // Tuesday night
  const person = profile({ time_zone: "Asia/Tokyo", quiet_hours }); // nine hours ahead of UTC
  const is = (written) => quietOf(person, at(written));
  assert.equal(is("2026-11-24T12:59:00Z"), null);
  assert.deepEqual(is("2026-11-24T13:00:00Z"), { clock: "07:00" });
  assert.deepEqual(is("2026-11-24T21:59:00Z"), { clock: "07:00" });
  assert.equal(is("2026-11-24T22:00:00Z"), null);
  assert.equal(is("2026-11-25T13:00:00Z"), null);
});

test("quiet hours of Sunday night end on Monday, and those of a whole day with it", () => {
  const night = profile({
    time_zone: "UTC",
    quiet_hours: [{ day: 7, begins: "22:00", ends: "07:00" }],
  });
  assert.deepEqual(quietOf(night, at("2026-11-23T06:59:00Z")), { clock: "07:00" });
  const whole = profile({
    time_zone: "UTC",
    quiet_hours: [{ day: 6, begins: "00:00", ends: "00:00" }],
  });
  assert.deepEqual(quietOf(whole, at("2026-11-28T12:00:00Z")), { clock: "00:00" });
  assert.equal(quietOf(whole, at("2026-11-29T00:00:00Z")), null);
});

test("quiet until a time ends with it, and an unknown zone disturbs nothing", () => {
  const person = profile({ quiet_until: "2026-11-24T12:00:00.000000Z" });
  assert.deepEqual(quietOf(person, at("2026-11-24T11:00:00Z")), { at: person.quiet_until });
  assert.equal(quietOf(person, at("2026-11-24T12:00:00Z")), null);
  const quiet_hours = [{ day: 2, begins: "00:00", ends: "00:00" }];
  assert.equal(quietOf(profile({ time_zone: "Mars/Olympus", quiet_hours })), null);
});

test("what is chosen in words ends when one expects it to", () => {
  const tuesday = new Date(2026, 10, 24, 20, 30);
  const ends = (choice) => new Date(endOf(choice, tuesday) ?? 0).getTime();
  assert.equal(ends("half"), new Date(2026, 10, 24, 21).getTime());
  assert.equal(ends("today"), new Date(2026, 10, 25).getTime());
  assert.equal(ends("tomorrow"), new Date(2026, 10, 25, 8).getTime());
  assert.equal(ends("week"), new Date(2026, 10, 30).getTime());
  assert.equal(endOf("never", tuesday), null);
});
