/** One file as a form, with word of how far it has come, which `fetch` does not give. */
import { ChatError } from "./errors.js";
import { t } from "./text.js";

/** Refuses what has gone from this device since it was chosen. @param {Blob} blob */
export async function readable(blob) {
  await blob
    .slice(0, 1)
    .arrayBuffer()
    .catch(() => {
      throw new ChatError("unreadable", t("files.unreadable"));
    });
}

/**
 * @param {string} url
 * @param {Record<string, string>} headers
 * @param {{blob: Blob, name: string}} file
 * @param {(share: number) => void} tell how much of it is sent, from 0 to 1
 * @param {AbortSignal} signal
 * @returns {Promise<Response>} rejects with ChatError when there is no answer
 */
export function postFile(url, headers, { blob, name }, tell, signal) {
  const body = new FormData();
  body.append("file", blob, name);
  const request = new XMLHttpRequest();
  request.open("POST", url);
  for (const [header, value] of Object.entries(headers)) request.setRequestHeader(header, value);
  request.upload.onprogress = ({ loaded, total }) => total && tell(loaded / total);
  return new Promise((resolve, reject) => {
    const lost = () => reject(new ChatError("disconnected", t("error.network")));
    request.onload = () => resolve(new Response(request.responseText, { status: request.status }));
    request.onerror = request.ontimeout = request.onabort = lost;
    signal.addEventListener("abort", () => request.abort());
    request.send(body);
  });
}
