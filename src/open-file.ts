import { families } from "./catalogue/index.js";
import { Reading } from "./code/constructions.js";
import { importsKnown } from "./code/gate.js";
import { MakerTable } from "./code/maker-table.js";
import { ModuleText, type ParsedText } from "./code/module-text.js";
import { JudgedSite } from "./judge/site.js";
import type { Settings } from "./settings.js";

/** One file as all rules see it: read once, when the first of them asks. */
export class OpenFile {
  readonly reading: Reading;
  #constructions: JudgedSite[] | undefined;

  constructor(
    parsed: ParsedText,
    filename: string,
    table: MakerTable,
    readonly isTest: boolean,
  ) {
    this.reading = new Reading(new ModuleText(parsed, filename), table);
  }

  get constructions(): readonly JudgedSite[] {
    this.#constructions ??= this.reading.constructions
      .map((construction) => new JudgedSite(construction, this.reading))
      .filter((site) => site.isOffered);
    return this.#constructions;
  }
}

const files = new WeakMap<object, { readonly settings: Settings; readonly file: OpenFile | undefined }>();
const tables = new WeakMap<object, MakerTable>();

/** The file, or nothing where it imports no client: then no rule listens to anything in it. */
export function openFile(parsed: ParsedText, filename: string, settings: Settings): OpenFile | undefined {
  const known = files.get(parsed.ast);
  if (known?.settings === settings) return known.file;
  const table = tableFor(settings);
  const file = importsKnown(parsed, table) ? new OpenFile(parsed, filename, table, settings.isTestFile(filename)) : undefined;
  files.set(parsed.ast, { settings, file });
  return file;
}

function tableFor(settings: Settings): MakerTable {
  const known = tables.get(settings.clients);
  if (known) return known;
  const table = new MakerTable([...families, ...settings.clients]);
  tables.set(settings.clients, table);
  return table;
}
