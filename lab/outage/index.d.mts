/** Types for TypeScript outside this folder. Each is documented where it is made. */
export interface Bar {
  kind: "before" | "fixed" | "code" | "control";
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

export interface Program {
  name: string;
  program?: string;
  code?: { program: string };
  control?: { program: string };
}

export const CLIENTS: readonly Program[];
export const HERDS: readonly Program[];
export const PATIENT: readonly Program[];
export const RESTARTS: readonly Program[];
export const STORMS: readonly Program[];
export function drawBars(title: string, groups: readonly { label: string; bars: readonly Bar[] }[]): string;
export function findLeftOut(measured: Record<string, unknown>): string[];
export function judgeResults(measured: Record<string, unknown>): string[];
export function makePages(results: Record<string, unknown>): Record<string, string>;
export function quoteInto(text: string, rule: string, results: Record<string, unknown>): string;
export function repair(
  text: string,
  filename: string,
  wish: { values: Record<string, number>; applySuggestions?: readonly string[] },
): Promise<Repair>;
