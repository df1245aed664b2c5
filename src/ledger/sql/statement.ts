import type { Env } from '../../env.js';
import { SetupError, StoreError } from '../../error.js';
import { createSchema } from './schema.js';
import { read, stored } from './text.js';

export type Dialect = 'sqlite' | 'postgres';
export type SqlValue = string | number | null;
export type Row = Readonly<Record<string, unknown>>;

/** A connection, as an adapter gives it: each query is one statement that commits by itself. */
export interface Sql {
  readonly dialect: Dialect;
  /** Nothing is created: the tables are there, or a query fails. */
  readonly readOnly?: boolean;
  /** `text` has `?` for SQLite and `$1`, `$2`, … for PostgreSQL. Durable on return. `long`: takes as long as it takes. */
  query(text: string, values: readonly SqlValue[], long?: boolean): Promise<readonly Row[]>;
  /**
   * Runs all in one transaction, the others only where the first gives a row; gives what the first gave. SQLite's:
   * PostgreSQL takes them as one statement.
   */
  together?(first: Statement, ...others: readonly Statement[]): Promise<readonly Row[]>;
  close(): Promise<void>;
}

export type Statement = readonly [text: string, values: readonly SqlValue[]];

/** Runs a statement with named parameters; `:now` is the store's clock, in ms since 1970. */
export type Query = (
  text: string,
  parameters?: Readonly<Record<string, SqlValue>>,
  long?: boolean,
) => Promise<readonly Row[]>;

export interface Statements extends Query {
  /**
   * Runs the inserts (`INSERT … SELECT …`, without a condition) if and only if the first statement gives a row; all is
   * stored, or nothing is.
   */
  all(
    texts: readonly string[],
    parameters: Readonly<Record<string, SqlValue>>,
  ): Promise<readonly Row[]>;
}

/** How long the tables are trusted to be those that were found: a newer replica may change them while this one runs. */
const TRUSTED_MS = 60_000;

/** Statements on a connection whose tables are created before the first. Throws `StoreError` when it cannot answer. */
export function statements(sql: Sql, env: Pick<Env, 'now'>): Statements {
  const compiled = new Map<string, Compiled>();
  const prepared = (text: string, parameters: Readonly<Record<string, SqlValue>>): Statement => {
    const statement = compiled.get(text) ?? compile(text, sql.dialect);
    compiled.set(text, statement);
    const values = statement.names.map((name) =>
      name === 'now' ? env.now() : stored(parameters[name] as SqlValue),
    );
    return [statement.text, values];
  };
  const run: Query = async (text, parameters = {}, long) =>
    (await sql.query(...prepared(text, parameters), long)).map(read);
  const all: Statements['all'] = async ([first = '', ...inserts], parameters) => {
    const each = (text: string) => prepared(text, parameters);
    if (sql.together) return (await sql.together(each(first), ...inserts.map(each))).map(read);
    const added = inserts.map(
      (insert, at) => `, added${at} AS (${insert} WHERE EXISTS (SELECT FROM done))`,
    );
    return run(`WITH done AS (${first})${added.join('')} SELECT * FROM done`, parameters);
  };
  let ready: Promise<void> | undefined;
  let readyAt = 0;
  const schema = () => {
    const age = env.now() - readyAt;
    if (ready && age >= 0 && age < TRUSTED_MS) return ready;
    readyAt = env.now();
    ready = sql.readOnly ? Promise.resolve() : createSchema(sql.dialect, run);
    return ready;
  };
  const answered = async (work: () => Promise<readonly Row[]>) => {
    try {
      await schema();
      return await work();
    } catch (error) {
      ready = undefined;
      if (error instanceof SetupError) throw error;
      throw new StoreError('ledger', `the ledger's database cannot answer`, { cause: error });
    }
  };
  const query: Query = (...given) => answered(() => run(...given));
  return Object.assign(query, {
    all: (...given: Parameters<Statements['all']>) => answered(() => all(...given)),
  });
}

interface Compiled {
  readonly text: string;
  /** The parameter of each placeholder value, in order. */
  readonly names: readonly string[];
}

const parameter = /(?<!:):([a-zA-Z]\w*)/g;
/** The clock of the server, within a transaction too. */
export const postgresNow = '(floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint)';

export function compile(text: string, dialect: Dialect): Compiled {
  const names: string[] = [];
  const written = text.replace(parameter, (_, name: string) => {
    if (dialect === 'sqlite') {
      names.push(name);
      return '?';
    }
    if (name === 'now') return postgresNow;
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  return { text: written, names };
}
