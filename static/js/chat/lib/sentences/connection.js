/** The sentences about the connection, its ends and what failed, by key. */

/** @type {Record<string, string|string[]>} */
export const CONNECTION = {
  "connection.connecting": "Connecting…",
  "connection.online": "Up to date",
  "connection.catching": "Catching up: {count} to go",
  "connection.offline": "Offline. Trying again in {seconds} s",
  "connection.offline.now": "Offline. Trying again…",
  "connection.offline.waiting": "Offline, {count} to send",
  "connection.stopped": "Not connected",
  "connection.retry": "Try now",
  "connection.sending": "Sending {count}",
  "connection.signed_out": "You are signed out. What you wrote is kept.",
  "connection.sign_in": "Sign in",
  "signed_out.title": "Signed out",
  "suspended.title": "Your account is suspended",
  "suspended.text":
    "You cannot read or write here for now. What you had not yet sent is kept on this device. " +
    "Ask an administrator if you think this is a mistake.",
  "error.network": "The server could not be reached. Nothing was changed.",
  "error.disconnected": "There is no connection just now. Nothing was changed; try again shortly.",
  "error.timeout": "The server did not answer in time. Look before trying again.",
  "error.unknown": "Something went wrong. Nothing was changed.",
};
