/** A message as a quote: its author cannot act through a name, and its words stay inside. */
import assert from "node:assert/strict";
import test from "node:test";
import { quoteOf } from "../../static/js/chat/lib/quote.js";

const LINK = "https://chat.example/rooms/lounge/7";

test("every line of a quote is quoted, below who said it and where", () => {
  const quote = quoteOf({ author_name: "Ann", text: "one\n\ntwo" }, LINK);
  assert.equal(quote, `> [**Ann**](${LINK})\n>\n> one\n>\n> two`);
});

test("a name is only a name", () => {
  const quote = quoteOf({ author_name: "](x) @bob *a*", text: "hi" }, LINK);
  assert.equal(quote.split("\n")[0], `> [**\\](x) \\@bob \\*a\\***](${LINK})`);
});

test("a long message is cut between its characters", () => {
  const quote = quoteOf({ author_name: "Ann", text: "👍".repeat(3000) }, LINK);
  const words = quote.split("\n").at(-1) ?? "";
  assert.equal([...words].length, "> ".length + 2000 + 1);
  assert.ok(words.endsWith("👍…"));
});

test("a message without words is quoted by the names of its files", () => {
  const attachments = [{ name: "a*b*.png" }, { name: "plan.pdf" }];
  const quote = quoteOf({ author_name: "Ann", text: "", attachments }, LINK);
  assert.equal(quote.split("\n").at(-1), "> a\\*b\\*.png, plan.pdf");
});
