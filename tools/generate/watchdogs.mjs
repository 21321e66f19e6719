// The programs on the page of require-liveness: a watchdog over each client that no option protects.
import { watched, WATCHDOGS, WITHOUT } from "../../lab/watchdogs/index.mjs";
import { code } from "./clients/words.mjs";

const THEN = {
  destroyed: "the dead connection is closed",
  replaced: "the dead connection stays beside the new ones until the kernel gives it up, and nobody waits for it",
};

function show(watchdog) {
  const { title, then } = watchdog;
  return [`<details>`, `<summary>${title}</summary>`, "", `✅ ${title}: ${THEN[then]}.`, "", "```js", watched(watchdog).trimEnd(), "```", "", "</details>", ""].join("\n");
}

export function watchdogs() {
  const missing = Object.entries(WITHOUT).map(([client, why]) => `- ${code(client)}: ${why}.`);
  return [...WATCHDOGS.map(show), "No code is shown for:", "", ...missing].join("\n");
}
