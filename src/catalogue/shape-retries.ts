import type { AbsentFact, Condition, Fact, Maker, Word } from "./shape.js";

/** Where the thing stands that a retrier repeats. */
export type Repeated =
  /** `described`: no function but what the library made of one, handed over or piped: an effect. */
  | { readonly argument: number; readonly described?: true }
  /** Argument 0 of these methods of what the call makes: `policy.execute(…)`. */
  | { readonly methods: readonly string[] }
  | { readonly option: string }
  /** An operator: what the `pipe` around it is called on. */
  | { readonly piped: true }
  /** A decorator: the method it stands on. */
  | { readonly decorated: true };

/** What the library makes of a way of writing the number of attempts. */
export interface AttemptsFact extends Fact {
  /** The option that is written; `()` is the argument itself, as in `retry(3)`. */
  readonly option: string;
  readonly is: readonly Word[];
  readonly when?: readonly Condition[];
  /** `endless`: for as long as it fails; `crashes`: the process dies; `throws`: the call fails at once; `ends`: it does. */
  readonly means: "endless" | "crashes" | "throws" | "ends";
}

/** A callback that replaces the library's own count, and so has to count itself. */
export interface CallbackFact extends Fact {
  readonly option: string;
  readonly endlessWhen:
    /** It looks at nothing but these of its arguments. */
    | { readonly seesOnly: readonly number[] }
    /** It always answers this. */
    | { readonly answers: Word }
    /** It answers a number above 0 and looks at none of these members of its argument. */
    | { readonly answersNumberWithoutSeeing: readonly string[] }
    /** It calls nothing but these. */
    | { readonly passesThrough: readonly string[] };
  /** What else must be written (or not) for it to take over. */
  readonly when?: readonly Condition[];
}

/** What ends a retrier besides its attempts. */
export type RetryEnd =
  /**
   * Written as anything but these words. Where it is a callback: a function that throws, or looks at more than these of
   * its arguments and these names outside itself.
   */
  | {
      readonly option: string;
      readonly unless?: readonly Word[];
      readonly callback?: { readonly sees: readonly number[]; readonly passes?: readonly string[] };
    }
  /** A callback that ends it by throwing. */
  | { readonly option: string; readonly throws: true }
  /** Called on what the call makes: `.failAfter(10)`. */
  | { readonly method: string }
  /** Told by what is repeated: an error of the library under one of these names, or this argument of its own. */
  | { readonly repeated: { readonly names?: readonly string[]; readonly argument?: number } };

/** Schedules as values: which end, and what combining them does. Names below `path`. */
export interface Schedules {
  readonly path: string;
  readonly specifiers: readonly string[];
  readonly ends: readonly string[];
  readonly endless: readonly string[];
  /** End when the schedule they are given does. */
  readonly keeps: readonly string[];
  /** End when one of the two does. */
  readonly shorter: readonly string[];
  /** End when both do. */
  readonly longer: readonly string[];
}

/** A function that repeats another one for as long as it fails. */
export interface Retrier {
  /** How messages call it. */
  readonly name: string;
  readonly makers: readonly Maker[];
  readonly repeats?: Repeated;
  readonly attempts: {
    /** Dotted path of what a fix writes; the others count when present. `()` is the argument itself. */
    readonly options: readonly string[];
    readonly counts: "total" | "retries";
    /** In the option's own count; `"off"`: without an end. */
    readonly absent: readonly AbsentFact[];
    /** What a fix writes where the library has no finite number of its own. */
    readonly write?: number;
  };
  readonly written?: readonly AttemptsFact[];
  readonly callbacks?: readonly CallbackFact[];
  readonly ends?: readonly RetryEnd[];
  readonly schedules?: Schedules;
  /** It repeats HTTP requests and nothing else. */
  readonly http?: true;
}

/** A function that answers how long a client waits before it dials again. */
export interface Strategy extends Fact {
  readonly option: string;
  /** Argument that holds it, where it is not the one that holds the client's other options. */
  readonly optionsAt?: number;
  /** Unit of what it answers. */
  readonly unit: "ms" | "s";
  /** Where it is told the number of the attempt, and what that number is the first time. */
  readonly attempt: { readonly argument: number; readonly member?: string; readonly first: number };
  /** Answers that make the client give up; `<nonNumber>` is anything that is no number, `<Error>` an error. */
  readonly stops: readonly Word[];
  /** What a number in place of the function means. */
  readonly number: "delay" | "stops";
}

/** Numbers that govern how a client dials again. Times in `unit`. */
export interface Backoff extends Fact {
  readonly unit: "ms" | "s";
  /** First delay: its option and the library's own number. */
  readonly delay: { readonly option: string; readonly absent: number };
  /** The delay grows up to this; without it the delay stays what it is. */
  readonly cap?: { readonly option: string; readonly absent: number };
  /** Words of the attempts option that mean for ever; `absent` tells whether that is the default too. */
  readonly attempts?: { readonly option: string; readonly endless: readonly Word[]; readonly absent: "endless" | "ends" };
  /** It does not dial again at all when all of any of these hold. */
  readonly unless?: readonly (readonly Condition[])[];
}
