import type { ObjectType } from '../../../src/rules/cel.js';
import type { Expressions } from '../../cel/expression.js';
import type { Place } from '../../diagnostic.js';
import { type Code, diagnose, type Related, type ValuesOf } from '../../diagnostics/index.js';
import type { Schema } from '../../ir.js';
import type { File } from '../../lower/file.js';
import { argsOf, schemasOf } from '../../lower/tool.js';
import type { Report } from '../../report.js';
import type { SharedSchemas } from '../../schema/draft.js';
import type { SourceNode } from '../../source.js';
import { argsAsKnown, type Known, namesKnown } from './args.js';
import { type Tried, tryExamples } from './tried.js';

/** One thing that a file must not say. Rules read what they need and report; they do not depend on each other. */
export type Rule = (about: About) => void;

/** A file whose shape and schemas were checked: parts of it may be broken. */
export class About {
  readonly file: File;
  readonly expressions: Expressions;
  readonly #report: Report;
  readonly #broken: ReadonlySet<string>;
  readonly #said = new Set<string>();
  #shared: SharedSchemas | undefined;
  readonly #examples = new Map<SourceNode, readonly Tried[]>();

  constructor(file: File, expressions: Expressions, report: Report) {
    this.file = file;
    this.expressions = expressions;
    this.#report = report;
    const errors = report.diagnostics.filter(({ severity }) => severity === 'error');
    this.#broken = new Set(errors.flatMap(({ place }) => (place ? [spot(place)] : [])));
  }

  /** Said once, also where several tools share what is wrong. */
  add<C extends Code>(code: C, place: Place, values: ValuesOf<C>, related?: Related): void {
    const diagnostic = diagnose(code, place, values, related);
    const said = `${spot(place)} ${code} ${diagnostic.message}`;
    if (this.#said.has(said)) return;
    this.#said.add(said);
    this.#report.add(diagnostic);
  }

  /** Whether the passes before found no error in a part of the file: what they found is not said again. */
  sound(node: SourceNode): boolean {
    if (this.#broken.size === 0) return true;
    if (this.#broken.has(spot(node.place)) || this.#broken.has(spot(node.keyPlace))) return false;
    const members = node.entries().map(([, member]) => member);
    return [...members, ...node.items()].every((each) => this.sound(each));
  }

  /** What the conditions of a tool see as `args`; undefined where too little is known of it. */
  args(tool: SourceNode): ObjectType | undefined {
    return this.whole(tool) ? argsOf(tool, this.file) : argsAsKnown(tool, this.#known());
  }

  /** Whether all of a tool's parameters are known. */
  whole(tool: SourceNode): boolean {
    const parameters = tool.get('parameters');
    const shared = this.#known().shared.size === this.file.shared.size;
    return !parameters || (shared && this.sound(parameters));
  }

  /** Whether the names of a tool's parameters are known. */
  namesKnown(parameters: SourceNode): boolean {
    return this.sound(parameters) || namesKnown(parameters, this.#known());
  }

  #known(): Known {
    this.#shared ??= new Map([...this.file.shared].filter(([, each]) => this.sound(each)));
    return { sound: (node) => this.sound(node), shared: this.#shared };
  }

  /** The examples of a tool, where its schemas are sound. */
  examples(tool: SourceNode): readonly Tried[] {
    let tried = this.#examples.get(tool);
    if (!tried) {
      tried = this.readable(tool) ? tryExamples(tool, this.file) : [];
      this.#examples.set(tool, tried);
    }
    return tried;
  }

  /** The parameters of a tool as they are meant, where its schemas are sound. */
  parameters(tool: SourceNode): Schema | undefined {
    return this.readable(tool) ? schemasOf(tool, this.file).parameters : undefined;
  }

  /** Whether the schemas of a tool are sound. */
  readable(tool: SourceNode): boolean {
    const parts = ['parameters', 'result', 'bind', 'examples'].map((key) => tool.get(key));
    return [...parts, ...this.file.shared.values()].every((each) => !each || this.sound(each));
  }

  /** A part that is there and sound. */
  part(node: SourceNode | undefined): SourceNode | undefined {
    return node && this.sound(node) ? node : undefined;
  }
}

const spot = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;
