/** Another language: its sentences, its plural forms, its customs. */
import assert from "node:assert/strict";
import test from "node:test";
import { compareNames } from "../../static/js/chat/lib/locale.js";
import { listNames, t, useLanguage } from "../../static/js/chat/lib/text.js";
import { dayName } from "../../static/js/chat/lib/time.js";

test("in English a sentence takes the form of its count", () => {
  assert.equal(t("thread.count", { count: 1 }), "1 reply");
  assert.equal(t("thread.count", { count: 0 }), "0 replies");
  assert.equal(t("thread.count", { count: "99+" }), "99+ replies");
});

test("another language replaces what it has and keeps the rest", () => {
  // Forms as Polish has them: one, a few, many.
  const few = (n) => n % 10 > 1 && n % 10 < 5 && (n % 100 < 12 || n % 100 > 14);
  const forms = Array.from({ length: 200 }, (_, n) => (n === 1 ? 0 : few(n) ? 1 : 2)).join("");
  useLanguage({ lang: "de", dir: "ltr" }, {
    forms,
    sentences: {
      "thread.count": ["{count} eine", "{count} wenige", "{count} viele"],
      "names.others": ["{count} weitere", "{count} weitere", "{count} weitere"],
      "sidebar.rooms": "Räume",
    },
  });
  assert.equal(t("sidebar.rooms"), "Räume");
  assert.equal(t("sidebar.direct"), "Direct messages");
  const counted = [1, 3, 12, 22, 112, 1122].map((count) => t("thread.count", { count }));
  assert.deepEqual(counted, [
    "1 eine",
    "3 wenige",
    "12 viele",
    "22 wenige",
    "112 viele",
    "1.122 wenige",
  ]);
});

test("dates, lists and the order of names follow the language", () => {
  assert.match(dayName(new Date(2025, 2, 3), new Date(2026, 10, 24)), /Montag.*März/);
  assert.equal(listNames(["a", "b", "c"]), "a, b und c");
  assert.equal(listNames(["a", "b", "c", "d", "e"]), "a, b, c und 2 weitere");
  assert.deepEqual(["z", "ä", "b", "10", "9"].sort(compareNames), ["9", "10", "ä", "b", "z"]);
});

test("a name that is written from right to left turns nothing around it", () => {
  const names = listNames(["ann", "דנה", "bob"]);
  assert.equal(names, "ann, \u2068דנה\u2069 und bob");
  assert.equal(t("pins.by", { name: "bob" }).includes("\u2068"), false);
});

test("on a page from right to left every name is set apart", () => {
  useLanguage({ lang: "he", dir: "rtl" }, { forms: "", sentences: {} });
  assert.equal(listNames(["ann", "12"], 2).startsWith("\u2068ann\u2069"), true);
  assert.equal(t("sidebar.rooms"), "Rooms");
});
