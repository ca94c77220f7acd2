/** Commands that are typed: what is one, what it asks the server for, and what it says instead. */
import assert from "node:assert/strict";
import test from "node:test";
import { COMMANDS, obey, usageOf } from "../../static/js/chat/actions/commands.js";
import { namesIn, readCommand, saidOf } from "../../static/js/chat/lib/commands.js";
import { wordAt } from "../../static/js/chat/lib/completion.js";
import { ChatError } from "../../static/js/chat/lib/errors.js";

const ROOM = { id: 3, slug: "lounge", kind: "open" };
const PEOPLE = [
  { id: 1, username: "ann", name: "Ann" },
  { id: 2, username: "bob", name: "Bob" },
];

/** A page whose server notes what it is asked for, and refuses what `refuse` says. */
function page(refuse = () => null) {
  const asked = [];
  const answer = (what, reply) => async (...given) => {
    asked.push([what, ...given]);
    const refusal = refuse(what, ...given);
    if (refusal) throw new ChatError("forbidden", refusal);
    return reply;
  };
  const state = { me: PEOPLE[0], people: new Map([[1, PEOPLE[0]]]) };
  const chat = {
    asked,
    store: {
      state,
      roomBySlug: (slug) => (slug === "lounge" ? ROOM : undefined),
      setPeople: (people) => people.forEach((person) => state.people.set(person.id, person)),
    },
    api: {
      changeRoom: answer("changeRoom"),
      addMember: answer("addMember"),
      endMembership: answer("endMembership"),
      openDirect: answer("openDirect", { id: 9, slug: "direct-9" }),
      rooms: answer("rooms", [{ id: 4, slug: "garden", kind: "open" }]),
      users: answer("users", PEOPLE),
    },
    outbox: { add: (...given) => asked.push(["outbox", ...given]) },
    router: { go: (path) => asked.push(["go", path]) },
    ui: { notice: () => {}, set: () => {}, looked: new Map() },
  };
  return chat;
}

const said = (chat, text) => obey(chat, ROOM, null, readCommand(text));

test("a slash with letters right after it begins a command; a path does not", () => {
  assert.deepEqual(readCommand("/topic A new one"), { name: "topic", rest: "A new one" });
  assert.deepEqual(readCommand("  /Leave "), { name: "leave", rest: "" });
  assert.deepEqual(readCommand("/me two\nlines"), { name: "me", rest: "two\nlines" });
  for (const text of ["/usr/bin", "/", "//topic", "/ a", "/5 a", "a /topic b", "/a.b", ""])
    assert.equal(readCommand(text), null, text);
});

test("two slashes send one, and only before what would be a command", () => {
  assert.equal(saidOf("//leave it"), "/leave it");
  assert.equal(saidOf("// a comment"), "// a comment");
  assert.equal(saidOf("//host/share"), "//host/share");
  assert.equal(saidOf("plain"), "plain");
  assert.equal(saidOf("//me is a command"), "\\/me is a command");
});

test("people are named first, then comes what is said", () => {
  assert.deepEqual(namesIn("@Ann, @bob hi @eve"), { names: ["ann", "bob"], words: "hi @eve" });
  assert.deepEqual(namesIn("hi"), { names: [], words: "hi" });
});

test("the word before the caret is finished, nothing else", () => {
  assert.deepEqual(wordAt("/to", 3), { kind: "command", typed: "to", from: 0, to: 3 });
  assert.deepEqual(wordAt("hi @bo", 6), { kind: "person", typed: "bo", from: 3, to: 6 });
  assert.deepEqual(wordAt("see #", 5), { kind: "room", typed: "", from: 4, to: 5 });
  assert.equal(wordAt("hi @bo", 5), null);
  assert.equal(wordAt("mail a@bo", 9), null);
  assert.equal(wordAt("/topic ", 7), null);
  assert.equal(wordAt("say /to", 7), null);
});

test("an emoji is finished from two letters on, never in a time, a face or an address", () => {
  assert.deepEqual(wordAt("hi :ta", 6), { kind: "emoji", typed: "ta", from: 3, to: 6 });
  assert.deepEqual(wordAt("(:+1", 4), { kind: "emoji", typed: "+1", from: 1, to: 4 });
  assert.deepEqual(wordAt("🎉:one_h", 8), { kind: "emoji", typed: "one_h", from: 2, to: 8 });
  for (const text of ["at 10:30", ":t", ":D", ":-)", "a:ta", "https://a.b/c:ta", ":tada:", "std::ve"])
    assert.equal(wordAt(text, text.length), null, text);
});

test("nothing is finished in code", () => {
  for (const text of ["`a :ta", "``a ` @bo", "```\n@bo", "~~~ py\nx\n```\n:ta", "`x` and ` #lo"])
    assert.equal(wordAt(text, text.length), null, text);
  for (const text of ["`a` :ta", "``a ` b`` :ta", "```\nx\n```\n:ta", "an odd `\n:ta"])
    assert.equal(wordAt(text, text.length)?.typed, "ta", text);
});

test("a command asks for what a button asks for", async () => {
  const chat = page();
  assert.equal(await said(chat, "/topic  Trains & tides"), "");
  assert.equal(await said(chat, "/rename Harbour"), "");
  assert.equal(await said(chat, "/leave"), "");
  assert.deepEqual(chat.asked, [
    ["changeRoom", 3, { topic: "Trains & tides" }],
    ["changeRoom", 3, { name: "Harbour" }],
    ["endMembership", 3, 1],
    ["go", "/"],
  ]);
});

test("people are found by their user names, asked for once they are needed", async () => {
  const chat = page();
  assert.equal(await said(chat, "/invite @bob"), "");
  assert.equal(await said(chat, "/remove @bob"), "");
  assert.deepEqual(chat.asked, [["users"], ["addMember", 3, 2], ["endMembership", 3, 2]]);
});

test("nobody is invited while one of the names is unknown", async () => {
  const chat = page();
  assert.match(await said(chat, "/invite @bob @nobody"), /@nobody/);
  assert.match(await said(chat, "/invite bob"), /with an @/);
  assert.deepEqual(chat.asked, [["users"]]);
});

test("a refusal says why, and at whom it stopped", async () => {
  const chat = page((what, _, user) => (user === 2 || what === "changeRoom") && "You may not.");
  assert.equal(await said(chat, "/topic x"), "You may not.");
  assert.equal(await said(chat, "/invite @bob"), "You may not.");
  assert.equal(await said(chat, "/invite @ann @bob"), "At Bob: You may not.");
});

test("one joins a room by its address, and goes to one's own", async () => {
  const chat = page();
  assert.equal(await said(chat, "/join #garden"), "");
  assert.equal(await said(chat, "/join lounge"), "");
  assert.match(await said(chat, "/join #nowhere"), /#nowhere/);
  assert.deepEqual(chat.asked.slice(0, 4), [
    ["rooms"],
    ["addMember", 4, 1],
    ["go", "/rooms/garden"],
    ["go", "/rooms/lounge"],
  ]);
});

test("a direct message goes through the outbox", async () => {
  const chat = page();
  assert.equal(await said(chat, "/msg @bob are you there?"), "");
  assert.deepEqual(chat.asked.slice(1), [
    ["openDirect", [2]],
    ["outbox", 9, "are you there?", null],
    ["go", "/rooms/direct-9"],
  ]);
});

test("what is no command, and one without its words, asks for nothing", async () => {
  const chat = page();
  assert.match(await said(chat, "/dance"), /no command \/dance.*\/\/dance/);
  assert.match(await said(chat, "/constructor"), /no command/);
  for (const name of Object.keys(COMMANDS)) {
    const wrong = COMMANDS[name].takes ? `/${name}` : `/${name} now`;
    assert.ok((await said(chat, wrong)).includes(usageOf(name)), wrong);
  }
  assert.deepEqual(chat.asked, []);
});
