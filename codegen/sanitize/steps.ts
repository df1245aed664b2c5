import { isObject, type Json, type JsonObject, memberOf } from '../../src/json.js';
import { parseUrl } from '../../src/rules/url/parse.js';
import type { Piece } from './piece.js';

/** The steps of a chain that are written as a plain name. A test holds them equal to what the runtime knows. */
export const transformSteps: ReadonlySet<string> = new Set([
  'strip_control',
  'trim',
  'single_line',
  'collapse_spaces',
  'lower_case',
  'nfc',
]);
export const checkSteps: ReadonlySet<string> = new Set(['email', 'identifier', 'html']);

/** `{ invisible: … }`: what becomes of tag characters, bidi overrides and their like. */
export const invisibleSteps: Readonly<Record<string, Piece>> = {
  strip: { transform: 'strip_invisible' },
  reject: { check: { kind: 'check', name: 'invisible' } },
  flag: { check: { kind: 'check', name: 'invisible_flag' } },
};

/** The steps that take a value: `{ path: … }`. */
export const keyedSteps = ['invisible', 'path', 'url', 'patterns', 'flag', 'reject'] as const;
export type KeyedStep = (typeof keyedSteps)[number];
export const isKeyed = (name: string): name is KeyedStep =>
  (keyedSteps as readonly string[]).includes(name);

/** How to write each step that takes a value, for people. */
export const formOf: Readonly<Record<KeyedStep, string>> = {
  invisible: '{ invisible: strip }, { invisible: reject } or { invisible: flag }',
  path: '{ path: { root: reports } }',
  url: '{ url: { schemes: [https], hosts: [hooks.example.com], private_addresses: deny } }',
  patterns: "{ patterns: ['<script>'] }",
  flag: '{ flag: name_of_a_pattern_list } or { flag: [pattern] }',
  reject: '{ reject: name_of_a_pattern_list } or { reject: [pattern] }',
};

/** Whether the options of a rule leaf are what it takes. */
export function fits(step: 'path' | 'url', options: Json): options is JsonObject {
  if (!isObject(options)) return false;
  const expected = optionsOf[step];
  const known = Object.entries(options).every(([key, value]) => {
    const test = memberOf(expected, key);
    return test !== undefined && value !== undefined && test(value);
  });
  return known && (step === 'url' || Object.hasOwn(options, 'root'));
}

const texts = (value: Json): boolean => isStrings(value) && value.length > 0;
export const isStrings = (value: Json | undefined): value is readonly string[] =>
  Array.isArray(value) && value.every((each) => typeof each === 'string' && each !== '');
const isPort = (value: Json): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 && value < 65_536;
/** `example.com` or `*.example.com`, nothing around it: what the leaf would otherwise refuse at its first call. */
const isHost = (value: string): boolean =>
  /^(\*\.)?[^\s/:@*?#\\]+$/.test(value) &&
  parseUrl(`https://${value.replace('*.', '')}`) !== undefined;
const isScheme = (value: string): boolean => /^[a-z][a-z0-9+.-]*$/i.test(value);

const optionsOf: Readonly<Record<'path' | 'url', Readonly<Record<string, (v: Json) => boolean>>>> =
  {
    path: {
      root: (value) =>
        typeof value === 'string' &&
        value !== '' &&
        !/^[/\\]|^[A-Za-z]:|(^|[/\\])\.\.([/\\]|$)/.test(value),
    },
    url: {
      schemes: (value) => texts(value) && (value as string[]).every(isScheme),
      hosts: (value) => texts(value) && (value as string[]).every(isHost),
      ports: (value) => Array.isArray(value) && value.length > 0 && value.every(isPort),
      private_addresses: (value) => value === 'deny' || value === 'allow',
    },
  };
