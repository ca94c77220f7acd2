/** Who people are beyond their names: told as they change, asked for where they are shown. */

/** @typedef {import("../store.js").Store} Store */
/** @typedef {import("../types.js").Profile} Profile */

const AT_ONCE = 100; // people of one question: the server answers no more

/** A welcome says up to which change its process told people: other than ours, some were missed. */
export function welcomePeople(store, seq = 0) {
  const { state } = store;
  if (seq < state.peopleSeq) state.profiles.clear(); // a restored database numbers anew
  if (seq !== state.peopleSeq) store.askedProfiles.clear();
  state.peopleSeq = seq;
}

/** @param {Store} store */
export function hearPerson(store, { person }) {
  store.state.peopleSeq = Math.max(store.state.peopleSeq, person.seq);
  takeProfile(store, person);
}

/** Takes a person as they were at their number; what is known to be newer stays. */
export function takeProfile(store, person) {
  const { state } = store;
  const known = state.profiles.get(person.id);
  store.askedProfiles.add(person.id);
  if (known && known.seq > person.seq) return;
  state.profiles.set(person.id, person);
  state.people.set(person.id, person);
  if (state.me?.id === person.id) state.me = { ...state.me, name: person.name, role: person.role };
  for (const room of state.rooms.values()) rename(room, person);
}

/** Puts the person as they are now where a room's people stand. */
function rename(room, person) {
  if (room.users.some(({ id }) => id === person.id))
    room.users = room.users.map((user) => (user.id === person.id ? person : user));
  const member = room.members?.get(person.id);
  if (member) room.members.set(person.id, { ...member, user: person });
}

/** Somebody is shown of whom nothing was asked yet. @param {Store} store @param {number} id */
export function wantProfile(store, id) {
  if (store.askedProfiles.has(id)) return;
  store.askedProfiles.add(id);
  if (store.wantedProfiles.size === 0) store.wish({ kind: "people" });
  store.wantedProfiles.add(id);
}

/** The people to ask for now, as many as one question may hold. @param {Store} store */
export function wantedPeople(store) {
  const ids = [...store.wantedProfiles].slice(0, AT_ONCE);
  for (const id of ids) store.wantedProfiles.delete(id);
  return ids;
}
