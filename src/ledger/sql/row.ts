import type { Row } from './statement.js';

/** Reading columns. PostgreSQL clients give a bigint as text, SQLite as a number. */
export const text = (row: Row, name: string): string => row[name] as string;
export const optionalText = (row: Row, name: string): string | null =>
  (row[name] as string | null | undefined) ?? null;
export const number = (row: Row, name: string): number => Number(row[name]);
export const optionalNumber = (row: Row, name: string): number | null =>
  row[name] === null || row[name] === undefined ? null : Number(row[name]);

/** A column of JSON text. Its type is that of whoever wrote it: this ledger. */
export const json = <T>(row: Row, name: string): T => JSON.parse(text(row, name)) as T;
export const optionalJson = <T>(row: Row, name: string): T | null =>
  row[name] === null || row[name] === undefined ? null : json<T>(row, name);
