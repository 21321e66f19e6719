/**
 * # no-ineffective-option
 *
 * Danger: an option that does nothing looks like protection. The limit, the timeout, the retry that everybody relies on is
 *         not there, and nobody looks for it because it is written down.
 * Flags:  an option that this client does not take where it stands: another library's name, the wrong level, one that the
 *         installed version does not have, a URL parameter it does not read, one that it writes over, a slip of the keys.
 * Silent: names that resemble nothing known; sections that are passed on; options shared with another client or unread;
 *         those written with another library's type that has the name.
 * Fix:    corrects a slip of the keys (bounding); everything else is suggested.
 */
import { suggestionOnly } from "../src/fixes/edit.js";
import { removeOption } from "../src/fixes/remove-option.js";
import { renameOption } from "../src/fixes/rename-option.js";
import { defineRule } from "../src/rule.js";

export default defineRule({
  name: "no-ineffective-option",
  description: "Disallow options that a client ignores",
  on: "construction",
  inTests: true,

  messages: {
    ignored: "`{{client}}` does not look at `{{option}}`: the setting is not in force. Write `{{instead}}`.",
    overridden: "`{{client}}` writes `{{instead}}` over `{{option}}`: what stands here is not in force. Remove it.",
    wrongLevel: "`{{client}}` does not look for `{{option}}` here: the setting is not in force. Write it as `{{instead}}`.",
    wrongVersion: "`{{client}}` of the installed {{package}} has no `{{option}}`: only versions {{versions}} know it. Remove it or change the version.",
    foreignName: "`{{client}}` has no `{{option}}`, another library has: the setting is not in force. Write `{{instead}}`.",
    unknownHere: "`{{client}}` has no `{{option}}`, another library has: nothing comes of it here. Remove it.",
    misspelled: "`{{client}}` has no `{{option}}`: the setting is not in force. Write `{{instead}}`.",
    renameOption: "Rename it to `{{instead}}`.",
    removeOption: "Remove `{{option}}`.",
  },

  options: {},

  check(site) {
    return site.ineffectiveOptions.map((found) => {
      const { at, option, why, instead, inPlace, renaming } = found;
      const data = { client: site.clientName, package: site.packageName, option, instead: instead ?? "", versions: found.versions ?? "" };
      const rename = inPlace === undefined || renaming === "taken" ? undefined : renameOption(site, at, inPlace, "renameOption");
      const remove = removeOption(site, at, "removeOption", { option });
      switch (why) {
        case "ignored":
          return { messageId: "ignored", data, at };
        case "overridden":
          return { messageId: "overridden", data, at, suggest: [remove] };
        case "level":
          return { messageId: "wrongLevel", data, at, suggest: [remove] };
        case "version":
          return { messageId: "wrongVersion", data, at, suggest: [remove] };
        case "foreign":
          return { messageId: instead === undefined ? "unknownHere" : "foreignName", data, at, suggest: [suggestionOnly(rename), remove] };
        case "spelling":
          return { messageId: "misspelled", data, at, fix: renaming === "sure" ? rename : suggestionOnly(rename) };
      }
    });
  },
});
