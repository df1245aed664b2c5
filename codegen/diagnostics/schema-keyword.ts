import { row } from '../report.js';

const silent = 'A keyword that nobody checks would look like a promise and be none.';
const local = 'A schema is complete in its file: nothing is fetched, and a name means one schema.';

/** TW200x and TW201x: the words of a schema, and the names it refers to. */
export const schemaKeyword = {
  TW2001: row<{ keyword: string; nearest: string | undefined }>({
    severity: 'error',
    title: 'A word that is no keyword of JSON Schema',
    message: ({ keyword }) => `\`${keyword}\` is no keyword of a schema`,
    why: silent,
    help: ({ nearest }) =>
      nearest ? `did you mean \`${nearest}\`?` : 'remove it, or move it into `properties`',
  }),
  TW2002: row<{ keyword: string; instead: string }>({
    severity: 'error',
    title: 'A keyword outside the dialect',
    message: ({ keyword }) => `\`${keyword}\` is not taken`,
    why: 'Types, validators and providers must agree on what a schema means; on this one they do not.',
    help: ({ instead }) => instead,
  }),
  TW2003: row<{ keyword: string; takes: string; got: string }>({
    severity: 'error',
    title: 'A keyword with the wrong kind of value',
    message: ({ keyword, takes, got }) => `\`${keyword}\` takes ${takes}, not ${got}`,
    why: silent,
    help: ({ takes }) => `write ${takes}`,
  }),
  TW2004: row<{ got: string }>({
    severity: 'error',
    title: 'A schema that is no schema',
    message: ({ got }) => `a schema is expected here, not ${got}`,
    why: silent,
    help: () => 'write a map such as { type: string }',
  }),
  TW2005: row<{ type: string; instead: string | undefined }>({
    severity: 'error',
    title: 'A type that JSON does not have',
    message: ({ type }) => `\`${type}\` is no type`,
    why: 'JSON has string, number, integer, boolean, object, array and null.',
    help: ({ instead }) => instead ?? 'write one of these types',
  }),
  TW2006: row<{ format: string; instead: string }>({
    severity: 'error',
    title: 'A format that is not checked',
    message: ({ format }) => `the format \`${format}\` is not taken`,
    why: silent,
    help: ({ instead }) => instead,
  }),
  TW2007: row<{ keyword: string; about: string; type: string }>({
    severity: 'error',
    title: 'A keyword that says nothing about the type beside it',
    message: ({ keyword, about, type }) =>
      `\`${keyword}\` is about ${about}, but the type is ${type}`,
    why: silent,
    help: ({ keyword }) => `remove \`${keyword}\`, or correct the type`,
  }),
  TW2008: row<{ keyword: string; about: string }>({
    severity: 'warning',
    title: 'A keyword without a type',
    message: ({ keyword, about }) =>
      `without \`type\`, \`${keyword}\` lets everything pass but ${about}`,
    why: 'A keyword tests only values of its type; all the others pass it unlooked at.',
    help: ({ about }) => `add the type of ${about}`,
  }),
  TW2009: row<Record<string, never>>({
    severity: 'error',
    title: '`$defs` inside a schema',
    message: () => '`$defs` stands inside a schema',
    why: local,
    help: () => 'move it to the top of `parameters` or `result`, or to `schemas:`',
  }),
  TW2010: row<{ ref: string; nearest: string | undefined }>({
    severity: 'error',
    title: 'A reference to a schema that does not exist',
    message: ({ ref }) => `there is no schema \`${ref}\``,
    why: local,
    help: ({ nearest }) =>
      nearest ? `did you mean \`${nearest}\`?` : 'add it under `schemas:`, or correct the name',
  }),
  TW2011: row<{ ref: string }>({
    severity: 'error',
    title: 'A reference that leads out of the schemas',
    message: ({ ref }) => `\`${ref}\` is not a reference that is followed`,
    why: local,
    help: () =>
      'write #/schemas/Name, or #/$defs/Name for one of the same `parameters` or `result`',
  }),
  TW2012: row<{ name: string }>({
    severity: 'error',
    title: 'A schema that stands for itself',
    message: ({ name }) => `\`${name}\` refers to itself without anything between`,
    why: 'A recursive schema needs a property or an item between it and itself, else it says nothing.',
    help: () => 'put the reference into a property or into `items`',
  }),
  TW2013: row<{ name: string }>({
    severity: 'error',
    title: 'One name for two schemas',
    message: ({ name }) => `\`${name}\` of \`$defs\` stands under \`schemas:\` as well`,
    why: local,
    help: () => 'rename one of them',
  }),
};
