/** Types for TypeScript outside this folder. Each is documented where it is made. */
export interface Bar {
  kind: "before" | "fixed" | "code";
  value: number;
  text: string;
  isOpen?: boolean;
}

export interface Repair {
  text: string;
  fixes: string[];
  suggestions: string[];
  left: string[];
}

export function drawBars(title: string, groups: readonly { label: string; bars: readonly Bar[] }[]): string;
export function judgeResults(measured: Record<string, unknown>): string[];
export function makePages(results: Record<string, unknown>): Record<string, string>;
export function repair(
  text: string,
  filename: string,
  wish: { values: Record<string, number>; applySuggestions?: readonly string[] },
): Promise<Repair>;
