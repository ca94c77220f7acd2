/** The sentences about files, by key. */

/** @type {Record<string, string|string[]>} */
export const FILES = {
  "files.attach": "Attach files",
  "files.chosen": "Files to send",
  "files.drop": "Drop files to attach them",
  "files.remove": "Remove {name}",
  "files.waiting": "Waiting",
  "files.sending": "{percent} %",
  "files.there": "Ready",
  "files.lost": "No connection just now",
  "files.retry": "Retry",
  "files.too_large": "{name} is too large: a file has at most {size}.",
  "files.empty": "{name} is empty.",
  "files.too_many": [
    "A message carries at most {count} file.",
    "A message carries at most {count} files.",
  ],
  "files.refused": "The file is too large.",
  "files.unreadable": "The file cannot be read any more. Was it moved?",
  "files.download": "Download {name}",
  "files.text.show": "Show the beginning",
  "files.text.failed": "The file could not be read.",
  "files.bytes": ["{count} byte", "{count} bytes"],
  "files.kilobytes": "{count} kB",
  "files.megabytes": "{count} MB",
  "lightbox.title": "Picture",
  "lightbox.open": "Show {name}",
  "lightbox.before": "Previous picture",
  "lightbox.after": "Next picture",
  "lightbox.place": "{at} of {count}",
};
