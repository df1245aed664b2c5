import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../examples/desk/database.js';
import { schema } from '../../examples/desk/schema.js';
import { seed } from '../../examples/desk/seed.js';

let folder: string;
let db: Database;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'desk-'));
  db = openDatabase(join(folder, 'desk.db'));
  db.exec(schema);
  seed(db);
});
afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true });
});

test('values are data, whatever they hold', () => {
  const hostile = "x'); DROP TABLE users; --";
  expect(db.get('SELECT ? AS value', hostile)).toMatchObject({ value: hostile });
  expect(db.get('SELECT 1 FROM users WHERE id = ?', hostile)).toBeUndefined();
  expect(db.all('SELECT id FROM users').length).toBeGreaterThan(0);
});

test('a transaction that throws leaves nothing behind', () => {
  const count = () => db.all('SELECT 1 FROM users').length;
  const before = count();
  const work = () => {
    db.all("DELETE FROM users WHERE id = 'usr_777'");
    throw new Error('no');
  };
  expect(() => db.transaction(work)).toThrow('no');
  expect(count()).toBe(before);
});

test('what belongs to a user goes with them', () => {
  db.all("DELETE FROM users WHERE id = 'usr_205'");
  expect(db.all("SELECT 1 FROM tickets WHERE user_id = 'usr_205'")).toEqual([]);
});
