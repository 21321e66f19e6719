import { relative } from "node:path";
import type { Project, ts } from "ts-morph";
import type { MakerTable } from "../code/maker-table.js";
import { staticName, type Node } from "../code/module-text.js";
import { canParse, parseText } from "../crossfile/parse.js";
import { ModuleResolver } from "../crossfile/resolve.js";
import { makersOf, openProjectFile, type OpenFile } from "../open-file.js";
import type { Settings } from "../settings.js";
import type { Place } from "./model.js";

export type TsMorph = typeof import("ts-morph");

/** What belongs to a program. */
export interface ProgramFiles {
  /** Absolute paths of tsconfig files; each adds what it includes. */
  readonly tsconfigs: readonly string[];
  /** Absolute paths of source files. */
  readonly files: readonly string[];
}

/** A node with the file it stands in. */
export interface Spot {
  readonly file: ProgramFile;
  readonly node: Node;
}

/** One file of the program as the plugin reads it. */
export class ProgramFile {
  #byStart: Map<number, Node> | undefined;
  #lines: number[] | undefined;

  constructor(
    /** Absolute, with slashes. */
    readonly path: string,
    readonly open: OpenFile,
  ) {}

  /** The name that begins at a position. */
  nameAt(start: number): Node | undefined {
    this.#byStart ??= new Map(this.open.reading.module.nodesOf("Identifier", "PrivateIdentifier").map((node) => [node.range[0], node]));
    return this.#byStart.get(start);
  }

  /** Line and column of a position, both from 1 on. */
  locate(position: number): { line: number; column: number } {
    this.#lines ??= lineStarts(this.open.reading.module.parsed.text);
    let [low, high] = [0, this.#lines.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#lines[middle] as number) <= position) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: position - (this.#lines[low] as number) + 1 };
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/**
 * A whole program. Which file a name leads to is asked of TypeScript's language service, by way of ts-morph; what stands
 * there is read by the plugin itself, so that the audit and the rules cannot differ. Neither the standard library nor
 * installed packages are loaded: the question is only who uses what of the program's own files.
 */
export class Program {
  readonly project: Project;
  readonly makers: MakerTable;
  readonly #service: ts.LanguageService;
  readonly #resolver = new ModuleResolver();
  readonly #files = new Map<string, ProgramFile | undefined>();
  readonly #references = new Map<string, readonly Spot[]>();

  /** @param folder what paths are shown from, and what test files are looked for below */
  constructor(
    { Project: ProjectClass, ts: typescript }: TsMorph,
    { tsconfigs, files }: ProgramFiles,
    readonly settings: Settings,
    readonly folder: string,
  ) {
    this.makers = makersOf(settings, folder);
    this.project = new ProjectClass({
      skipAddingFilesFromTsConfig: true,
      skipFileDependencyResolution: true,
      compilerOptions: {
        allowJs: true,
        noLib: true,
        noResolve: true,
        types: [],
        jsx: typescript.JsxEmit.Preserve,
        module: typescript.ModuleKind.ESNext,
        moduleResolution: typescript.ModuleResolutionKind.Bundler,
        target: typescript.ScriptTarget.ESNext,
      },
      resolutionHost: () => ({
        resolveModuleNames: (names, from) =>
          names.map((name) => {
            const path = this.#resolver.resolve(name, from);
            return path === undefined ? undefined : { resolvedFileName: path.replaceAll("\\", "/"), extension: /\.[cm]?[jt]sx?$/.exec(path)?.[0] ?? ".ts", isExternalLibraryImport: false };
          }),
      }),
    });
    for (const path of tsconfigs) this.project.addSourceFilesFromTsConfig(path);
    for (const path of files) this.project.addSourceFileAtPathIfExists(path);
    this.#service = this.project.getLanguageService().compilerObject;
  }

  /** All source files, sorted; declarations and installed packages left out. */
  get paths(): string[] {
    const paths = this.project.getSourceFiles().map((file) => file.getFilePath() as string);
    return paths.filter((path) => canParse(path) && !path.includes("/node_modules/")).sort();
  }

  /** The file of the program that an import leads to, else the import as it is written. */
  resolve(specifier: string, from: string): string {
    return this.#resolver.resolve(specifier, from) ?? specifier;
  }

  textOf(path: string): string {
    return this.project.getSourceFile(path)?.getFullText() ?? "";
  }

  /** A file as the plugin reads it; nothing for one that does not parse or belongs to no program. */
  file(path: string): ProgramFile | undefined {
    if (this.#files.has(path)) return this.#files.get(path);
    const source = this.project.getSourceFile(path);
    const parsed = source && parseText(path, source.getFullText());
    const file = parsed && new ProgramFile(path, openProjectFile(parsed, path, this.settings, this.folder));
    this.#files.set(path, file);
    return file;
  }

  /** Every other place of the program that names what is declared at a name. */
  references(file: ProgramFile, start: number): readonly Spot[] {
    const key = `${file.path}:${start}`;
    const known = this.#references.get(key) ?? this.#findReferences(file, start);
    this.#references.set(key, known);
    return known;
  }

  #findReferences(file: ProgramFile, start: number): Spot[] {
    const found = this.#service.findReferences(file.path, start) ?? [];
    const spots = new Map<string, Spot>();
    for (const { fileName, textSpan } of found.flatMap(({ references }) => references)) {
      if (fileName === file.path && textSpan.start === start) continue;
      const place = this.file(fileName);
      const node = place?.nameAt(textSpan.start);
      if (!place || !node || isTestPlace(place)) continue;
      spots.set(`${fileName}:${textSpan.start}`, { file: place, node });
      if (place === file && isShorthandExport(node)) for (const spot of this.#required(file, node)) spots.set(`${spot.file.path}:${spot.node.range[0]}`, spot);
    }
    return [...spots.values()];
  }

  /** Names that another file takes from `module.exports = { pool }`: the language service loses them at the shorthand. */
  #required(file: ProgramFile, { parent }: Node): Spot[] {
    const name = (parent?.type === "Property" && staticName(parent)) || "";
    return this.paths.flatMap((path) => {
      const text = path === file.path ? "" : this.textOf(path);
      const place = text.includes("require") && text.includes(name) ? this.file(path) : undefined;
      if (!place || isTestPlace(place)) return [];
      const { module, origins } = place.open.reading;
      const named = module.nodesOf("Identifier").filter((node) => {
        const origin = isPropertyName(node) ? origins.of(node.parent as Node) : origins.of(node);
        return origin?.path.length === 1 && origin.path[0] === name && this.#resolver.resolve(origin.specifier, path) === file.path;
      });
      return named.map((node) => ({ file: place, node }));
    });
  }

  /** Where what a name stands for is declared. */
  definitions(file: ProgramFile, start: number): Spot[] {
    return (this.#service.getDefinitionAtPosition(file.path, start) ?? []).flatMap(({ fileName, textSpan }) => {
      const place = this.file(fileName);
      const node = place?.nameAt(textSpan.start);
      return place && node ? [{ file: place, node }] : [];
    });
  }

  /** A path as the audit shows it. */
  shown(path: string): string {
    return relative(this.folder, path).replaceAll("\\", "/");
  }

  place({ file, node }: Spot): Place {
    return { file: this.shown(file.path), line: file.locate(node.range[0]).line };
  }
}

/** `module.exports = { pool }`. */
function isShorthandExport(node: Node): boolean {
  const property = node.parent?.type === "Property" && node.parent.shorthand ? node.parent : undefined;
  const assignment = property?.parent.parent;
  return assignment?.type === "AssignmentExpression" && assignment.left.type === "MemberExpression" && staticName(assignment.left) === "exports";
}

/** `db.pool`, where the whole says where it comes from. */
function isPropertyName(node: Node): boolean {
  return node.parent?.type === "MemberExpression" && node.parent.property === node && !node.parent.computed;
}

/** Tests make and close clients as they please. */
function isTestPlace(file: ProgramFile): boolean {
  return file.open.about.isTest;
}
