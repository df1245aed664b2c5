import { expect, test } from 'vitest';
import { problems, properties } from './problems.js';

/** What is wrong only in company: each part by itself is sound. */

const found = (text: string) =>
  problems(text)
    .filter(({ code }) => code !== 'TW2008')
    .map(({ code, at }) => `${code} ${at}`);
const object = (members: string) => `{ type: object, properties: { ${members} } }`;
const schemas = (...lines: readonly string[]) =>
  `${['schemas:', ...lines.map((line) => `  ${line}`)].join('\n')}\n`;

test.each([
  [
    'a property that stands beside a reference and in what it refers to',
    `${schemas(`B: ${object('b: { type: integer }')}`)}${properties(
      "a: { $ref: '#/schemas/B', properties: { b: { allOf: [{ type: string }] } } }",
    )}`,
    ['TW2032 { allOf: [{ type: string }] }'],
  ],
  [
    'a property of two shared schemas',
    `${schemas(
      `B: ${object('b: { type: integer }')}`,
      `C: ${object('b: { allOf: [{ type: string }] }')}`,
    )}${properties("a: { allOf: [{ $ref: '#/schemas/B' }, { $ref: '#/schemas/C' }] }")}`,
    ["TW2032 { allOf: [{ $ref: '#/schemas/B' }, { $ref: '#/schemas/C' }] }"],
  ],
  [
    'a test of a property that the others do not have',
    `${schemas('A: { not: { required: [b] } }')}${properties(
      `a: { allOf: [{ $ref: '#/schemas/A' }, ${object('c: {}')}] }`,
    )}`,
    [`TW2022 { allOf: [{ $ref: '#/schemas/A' }, ${object('c: {}')}] }`],
  ],
  [
    'the same beside the parameters themselves',
    `${schemas('A: { not: { required: [b] } }')}parameters: { type: object, properties: { c: {} }, $ref: '#/schemas/A' }`,
    ["TW2022 { type: object, properties: { c: {} }, $ref: '#/schemas/A' }"],
  ],
  [
    'two shared schemas that lead to each other, wrong by themselves: said once, where it is written',
    `${schemas(
      "A: { type: object, properties: { b: { $ref: '#/schemas/B' } }, required: [z] }",
      "B: { type: object, properties: { a: { $ref: '#/schemas/A' } } }",
    )}${properties("a: { allOf: [{ $ref: '#/schemas/B' }], description: x }")}`,
    ['TW2022 z'],
  ],
  [
    'parts that hold themselves in a property of two of them',
    `${schemas(
      `B: { type: object, properties: { b: { allOf: [${object('b: { type: integer }')}, { $ref: '#/schemas/B' }] } } }`,
    )}${properties("a: { $ref: '#/schemas/B' }")}`,
    [
      "TW2027 { allOf: [{ type: object, properties: { b: { type: integer } } }, { $ref: '#/schemas/B' }] }",
    ],
  ],
  [
    'a property of two parts that may hold others in one of them alone',
    properties(
      `a: { allOf: [${object('p: { type: object, additionalProperties: { type: integer } }')}, ${object(
        'p: { type: object, additionalProperties: true, maxProperties: 2 }',
      )}] }`,
    ),
    ['TW2025 { type: object, additionalProperties: true, maxProperties: 2 }'],
  ],
  [
    'a value that another part does not list',
    properties('a: { allOf: [{ const: 1 }, { enum: [2, 3] }] }'),
    ['TW2032 { allOf: [{ const: 1 }, { enum: [2, 3] }] }'],
  ],
  [
    'values of which none is of the type of another part',
    properties("a: { allOf: [{ enum: [1, 'x'] }, { type: boolean }] }"),
    ["TW2032 { allOf: [{ enum: [1, 'x'] }, { type: boolean }] }"],
  ],
  [
    'a value that the list beside it does not have',
    properties('a: { const: 1, enum: [2, 3] }'),
    ['TW2032 1'],
  ],
  [
    'a mark in what a narrowing branch refers to',
    `${schemas('S: { type: string, redact: true }')}${properties(
      "a: { type: object, properties: { b: {} }, oneOf: [{ properties: { b: { $ref: '#/schemas/S' } } }] }",
    )}`,
    ["TW2053 '#/schemas/S'"],
  ],
  [
    'the same of a property that is declared so',
    `${schemas('S: { type: string, redact: true }')}${properties(
      "a: { type: object, properties: { b: { $ref: '#/schemas/S' } }, oneOf: [{ properties: { b: { $ref: '#/schemas/S' } } }] }",
    )}`,
    [],
  ],
  [
    'two sanitizers of one value',
    properties('a: { allOf: [{ type: string, sanitize: trim }, { sanitize: [html] }] }'),
    ['TW2026 { allOf: [{ type: string, sanitize: trim }, { sanitize: [html] }] }'],
  ],
  [
    'two defaults of one value',
    properties('a: { allOf: [{ type: integer, default: 1 }, { default: 2 }] }'),
    ['TW2026 { allOf: [{ type: integer, default: 1 }, { default: 2 }] }'],
  ],
  [
    'a sanitizer and a default of its own, which replace those of what it refers to',
    `${schemas('S: { type: string, sanitize: html, default: a }')}${properties(
      "a: { $ref: '#/schemas/S', maxLength: 3, sanitize: trim, default: b }",
    )}`,
    [],
  ],
])('%s', (_, text, expected) => {
  expect(found(text)).toEqual(expected);
});
