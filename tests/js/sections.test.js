/** Favourites and sections in the store: under which heading a room stands. */
import assert from "node:assert/strict";
import test from "node:test";
import { Store } from "../../static/js/chat/store.js";
import { headingOf, headingsFor, placeUnder } from "../../static/js/chat/store/sections.js";
import { entry, welcome } from "./fakes.js";

const WORK = { id: 7, name: "Work", collapsed: false };
const PLAY = { id: 8, name: "Play", collapsed: true };

function opened(fields = {}, sections = [WORK, PLAY]) {
  const store = new Store({ now: () => 0 });
  store.apply(welcome([entry(fields)], { sections }));
  const room = store.state.rooms.get(3);
  return { store, room, heading: () => headingOf(store.state, room) };
}

const told = (seq, kind, fields) => ({ type: "viewer", seq, kind, ...fields });

test("a room stands among all rooms, in its section, or among the favourites", () => {
  assert.equal(opened().heading(), "rooms");
  assert.equal(opened({ kind: "direct" }).heading(), "direct");
  assert.equal(opened({ section: 7 }).heading(), 7);
  assert.equal(opened({ section: 7, favourite: true }).heading(), "favourites");
});

test("a room in a section that is gone stands where all rooms do", () => {
  const { store, room, heading } = opened({ section: 7 });
  store.apply(told(1, "sections.changed", { sections: [PLAY] }));
  assert.deepEqual([heading(), room.section], ["rooms", null]);
  assert.equal(opened({ section: 7 }, []).heading(), "rooms");
});

test("what another device did is followed, and what was left out of a snapshot ended", () => {
  const { store, heading } = opened({ section: 7 });
  store.apply(told(1, "room.placed", { room: 3, favourite: true, section: 8 }));
  assert.equal(heading(), "favourites");
  store.apply(told(2, "room.placed", { room: 3, favourite: false, section: 8 }));
  assert.equal(heading(), 8);
  store.apply(told(3, "sections.changed", { sections: [PLAY, { ...WORK, name: "Job" }] }));
  assert.deepEqual(headingsFor(store.state, store.state.rooms.get(3)), ["favourites", 8, 7, "rooms"]);
  store.apply(welcome([entry()], { viewer_seq: 3, sections: [PLAY] }));
  assert.equal(heading(), "rooms");
});

test("a favourite keeps its section, and another heading ends being one", () => {
  const { room } = opened({ section: 7 });
  assert.deepEqual(placeUnder(room, "favourites"), { favourite: true, section: 7 });
  assert.deepEqual(placeUnder(room, 8), { favourite: false, section: 8 });
  assert.deepEqual(placeUnder(room, "rooms"), { favourite: false, section: null });
});

test("two pages that sort differently do not show the same", () => {
  const { store } = opened();
  const digests = new Set([store.digest()]);
  store.apply(told(1, "room.placed", { room: 3, favourite: true, section: null }));
  digests.add(store.digest());
  store.apply(told(2, "sections.changed", { sections: [WORK] }));
  assert.equal(digests.add(store.digest()).size, 3);
});
