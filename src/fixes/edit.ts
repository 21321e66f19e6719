/** A change of text: `[start, end)` becomes `text`. Positions are those of the file as it was read. */
export interface Edit {
  readonly range: readonly [number, number];
  readonly text: string;
}

/** `safe`: same behaviour; `bounding`: adds a bound, timeout, cap or listener; `moving`: hoists a construction. */
export type FixLevel = "safe" | "bounding" | "moving";

/** A change that a rule offers. One place (rule.ts) decides whether it is made by itself or only suggested. */
export interface Fix {
  readonly level: FixLevel;
  /** The bare command shown as a title: a message of the rule. */
  readonly messageId: string;
  readonly data?: Readonly<Record<string, string | number>>;
  /** `false`: only a suggestion, whatever the settings: the version, the role or the cure is uncertain. */
  readonly certain: boolean;
  readonly edits: readonly Edit[];
}

/** The same change, never made by itself. */
export function suggestionOnly(fix: Fix | undefined): Fix | undefined {
  return fix && { ...fix, certain: false };
}
