/** Bar charts as plain SVG: two or three bars per label, readable on light and dark pages. */

const WIDTH = 720;
const LABELS = 190;
const NOTES = 150;
const BAR = 13;
const GAP = 12;
const TOP = 44;

/** By kind of program. */
const COLOURS = { before: "#c0392b", fixed: "#2a8f5b", code: "#2c7fb8", control: "#8e6c8a" };
export const WORDS = {
  before: "as written",
  fixed: "after the plugin's repair",
  code: "with code by hand",
  control: "control, harmful on purpose",
};

/**
 * @typedef {{ kind: keyof typeof COLOURS, value: number, text: string, isOpen?: boolean }} Bar `isOpen`: it goes on beyond
 *
 * @param {string} text
 */
const escape = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * @param {string} title
 * @param {readonly { label: string, bars: readonly Bar[] }[]} groups
 * @returns {string} a whole SVG file
 */
export function drawBars(title, groups) {
  const most = Math.max(1, ...groups.flatMap(({ bars }) => bars.map(({ value }) => value)));
  const scale = (WIDTH - LABELS - NOTES) / most;
  const kinds = /** @type {(keyof typeof COLOURS)[]} */ (Object.keys(COLOURS)).filter((kind) =>
    groups.some(({ bars }) => bars.some((bar) => bar.kind === kind)),
  );
  /** @type {string[]} */
  const parts = [];
  let x = LABELS;
  for (const kind of kinds) {
    parts.push(
      `<rect x="${x}" y="24" width="10" height="10" fill="${COLOURS[kind]}"/><text x="${x + 14}" y="33">${WORDS[kind]}</text>`,
    );
    x += 24 + WORDS[kind].length * 6.6;
  }
  let y = TOP;
  for (const { label, bars } of groups) {
    parts.push(
      `<text x="${LABELS - 8}" y="${y + (bars.length * BAR) / 2 + 4}" text-anchor="end">${escape(label)}</text>`,
    );
    for (const { kind, value, text, isOpen } of bars) {
      const width = Math.max(1, Math.round(value * scale));
      const edge = isOpen === true ? ` stroke="${COLOURS[kind]}" stroke-dasharray="3 2" fill-opacity="0.45"` : "";
      parts.push(`<rect x="${LABELS}" y="${y}" width="${width}" height="${BAR - 2}" fill="${COLOURS[kind]}"${edge}/>`);
      parts.push(`<text x="${LABELS + width + 6}" y="${y + BAR - 3}">${escape(text)}</text>`);
      y += BAR;
    }
    y += GAP;
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${y}" viewBox="0 0 ${WIDTH} ${y}" role="img" aria-label="${escape(title)}">`,
    "<style>text{font:11px system-ui,sans-serif;fill:#444}@media(prefers-color-scheme:dark){text{fill:#ccc}}</style>",
    `<text x="0" y="14" style="font-weight:600;font-size:13px">${escape(title)}</text>`,
    ...parts,
    "</svg>",
    "",
  ].join("\n");
}
