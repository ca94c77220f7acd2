/** The one kind of refusal in this page: a code of the protocol and a sentence for people. */

export class ChatError extends Error {
  /**
   * @param {string} code
   * @param {string} [message]
   * @param {number} [retryAfter] seconds
   */
  constructor(code, message = "", retryAfter = undefined) {
    super(message || code);
    this.name = "ChatError";
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

/** Codes that say nothing about the command itself: asking again later may succeed. */
export const TRANSIENT = new Set([
  "rate_limited",
  "slow_mode",
  "busy",
  "unavailable",
  "disconnected",
  "timeout",
]);
