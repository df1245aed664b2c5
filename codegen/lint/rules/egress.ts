import { isObject, type Json } from '../../../src/json.js';
import type { ShapeIr, ToolIr } from '../../ir.js';
import { approvalOf } from '../../rules.js';
import { finding, type Rule, toolsOf } from '../rule.js';
import { type Spot, sitesOf, where } from '../spot.js';
import { nameWords, wordsOf } from '../words.js';

const NAMES = new Set(
  'url urls uri uris webhook webhooks endpoint endpoints host hosts hostname callback'.split(' '),
);
const FORMATS = new Set(['uri', 'uri-reference', 'iri', 'iri-reference', 'hostname']);
/** In prose, a host may be a person. */
const WORDS = new Set('url urls uri uris webhook webhooks endpoint endpoints'.split(' '));

export const egress: Rule = function* (about) {
  for (const [tool, node] of toolsOf(about))
    for (const spot of sitesOf(tool, node, about.file))
      if (isChosen(spot) && (spot.shapes.some(isAddress) || looksLikeAddress(spot))) {
        const rules = spot.shapes.map(hostsOf).filter((each) => each !== undefined);
        // Several rules must all hold: one that names hosts is enough.
        if (rules.some((hosts) => !hosts.some(isAnybodys))) continue;
        const { shared } = spot;
        const at = shared && looksLikeAddress(shared) ? shared : spot;
        const values = { where: where(at), anybodys: rules[0]?.find(isAnybodys) };
        yield finding('TW6005', at.node.keyPlace, values, at.owner);
      }
};

/** Whether the model writes it freely: a list of values is the author's. */
const isChosen = ({ schema: { type, enum: values, const: constant } }: Spot): boolean =>
  (type === 'string' || (Array.isArray(type) && type.includes('string'))) &&
  values === undefined &&
  constant === undefined;

const looksLikeAddress = ({ name, schema: { format, description } }: Spot): boolean =>
  nameWords(name).some((word) => NAMES.has(word)) ||
  FORMATS.has(String(format)) ||
  (typeof description === 'string' && wordsOf(description).some((word) => WORDS.has(word)));

/** What is checked as an address is one, whatever it is called. */
const isAddress = (shape: ShapeIr): boolean => urlRules(shape).length > 0;

const hostsOf = (shape: ShapeIr): readonly string[] | undefined =>
  urlRules(shape).find(Array.isArray)?.map(String);

/** The hosts that each rule about URLs names. */
const urlRules = ({ checks = [] }: ShapeIr): readonly (Json | undefined)[] =>
  checks.flatMap((check) =>
    check.kind === 'rule' && check.leaf === 'url' && isObject(check.options)
      ? [check.options.hosts]
      : [],
  );

/** Names at the top that nobody sells: `*.internal` is one's own. */
const PRIVATE =
  /^\*\.(internal|local|localhost|localdomain|lan|home|corp|intranet|private|test|example|invalid)$/i;
/** `*.com`, `*.co.uk`: whoever wants to registers a name below. */
const PUBLIC = /^\*\.([^.]+|(co|com|net|org|gov|edu|ac|or|ne|go)\.[a-z]{2})$/i;
const isAnybodys = (host: string): boolean => PUBLIC.test(host) && !PRIVATE.test(host);

const RECIPIENTS = new Set('to cc bcc recipient recipients'.split(' '));
const SENDS = new Set(
  'send sends mail mails email emails notify notifies invite invites'.split(' '),
);

/** An address field of a profile is no recipient: the tool must send, or the field say so. */
export const mail: Rule = function* (about) {
  for (const [tool, node] of toolsOf(about)) {
    if (tool.effect === 'read' || approvalOf(tool.permission)) continue;
    for (const spot of sitesOf(tool, node, about.file))
      if (isChosen(spot) && isMail(spot) && (isRecipient(spot) || sends(tool)))
        yield finding('TW6006', spot.node.keyPlace, { where: where(spot), tool: tool.name }, node);
  }
};

const isMail = ({ schema, shapes }: Spot): boolean =>
  schema.format === 'email' ||
  shapes.some(({ checks = [] }) => checks.some((each) => 'name' in each && each.name === 'email'));

const isRecipient = ({ name }: Spot): boolean =>
  nameWords(name).some((word) => RECIPIENTS.has(word));

const sends = ({ name }: ToolIr): boolean => nameWords(name).some((word) => SENDS.has(word));
