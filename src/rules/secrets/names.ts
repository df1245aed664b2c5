/**
 * Values that are secret because of what stands before them. The last group is the value; each expression is bounded,
 * and tries no character twice.
 */

/** Whose keys have no form of their own, but stand beside the name. */
const VENDORS =
  'adafruit|adobe|airtable|algolia|alibaba|artifactory|asana|atlassian|auth0|beamer|bitbucket|bittrex|cloudflare|' +
  'codecov|cohere|coinbase|confluence|confluent|contentful|datadog|deepgram|discord|droneci|dropbox|etsy|facebook|' +
  'fastly|finicity|finnhub|flickr|freshbooks|gitlab|gitter|gocardless|heroku|hubspot|intercom|jfrog|jira|kraken|' +
  'kucoin|launchdarkly|linear|linked[_-]?in|(?<![a-z])lob|looker|mailchimp|mailgun|mapbox|mattermost|meraki|' +
  'message[_-]?bird|netlify|new[_-]?relic|new-?york-?times|nytimes|okta|openweather|opsgenie|pagerduty|plaid|' +
  'privateai|rapid-?api|rollbar|sendbird|sendgrid|sendinblue|sentry|snyk|sonar|squarespace|sumo|telegr|travis|' +
  'trello|twilio|twitch|twitter|typeform|yandex|zendesk|contribsys__com';
const SECRETS =
  'api[_ -]?key|app[_ -]?key|access[_ -]?key|secret[_ -]?key|private[_ -]?key|signing[_ -]?key|encryption[_ -]?key|' +
  'account[_ -]?key|shared[_ -]?key|auth[_ -]?key|license[_ -]?key|client[_ -]?secret|secret|credentials?|' +
  'access[_ -]?token|auth[_ -]?token|bearer|token|session[_ -]?id';
/** Before `token` or `key`: what is shown to everybody, or only says where to go on. */
const HARMLESS = '(?:csrf|xsrf|authenticity|page|next|continuation|sync|public)[_-]?';
const PASSWORDS = 'pass(?:word|wd|phrase|code)?|pwd';
/** Not of a pin on a board, which has two digits, nor of an Indian postal code; a word of its own, as in `userPin`. */
const PIN = '(?:(?<![A-Za-z])[Pp][Ii][Nn]|(?<=[a-z])P(?:in|IN))(?:[_ -]?[Nn]umber)?';
const GOES_TO = '[\'"`\\s)\\]]{0,3}(?:[=:>|?,]{1,4})[\'"`\\s=>]{0,5}';

/** A member that says nothing of what it holds: the object that it is in does. */
export const holder = /^(?:values?|current|old|new|plain(?:text)?|raw)$/i;

/** A member with such a name is a password whatever is in it. */
export const password = /(?:pass(?:word|wd|phrase|code)|pwd)s?$/i;

const IS = '[\'"`]?\\s{0,2}(?:=>|:=|=|:)\\s{0,2}';

export interface Named {
  readonly pattern: RegExp;
  /** Whether the value must look as if it had been drawn by lot; else it must only not be a place to fill in. */
  readonly drawn: boolean;
}
const named = (source: string, drawn: boolean, flags = 'gi'): Named => ({
  pattern: new RegExp(source, flags),
  drawn,
});

export const namedSecrets: readonly Named[] = [
  named(`(?:${VENDORS})[\\w .-]{0,20}${GOES_TO}([\\w.~+/:=-]{14,90})(?![\\w-])`, true),
  named(
    `(?<!${HARMLESS})(?:${SECRETS})` +
      `${GOES_TO}(?:(?:Bearer|Basic|Token)\\s)?([\\w.~+/=:-]{12,300})`,
    true,
  ),
  named(`(?:${PASSWORDS})${IS}['"\`]([^\\n'"\`<>]{4,128})`, false),
  // Without quotes it may be prose, or a type: a password has more than letters.
  named(`(?:${PASSWORDS})${IS}(?=[a-z]{0,40}[\\d!@#$%^*?~])([^\\s'"\`<>,;&]{4,128})`, false),
  named(
    `(?:${PASSWORDS})s?${IS}\\[\\s{0,20}(?=['"\`]|[a-z]{0,40}[\\d!@#$%^*?~])([^[\\]]{4,1000})\\]`,
    false,
  ),
  named(`${PIN}${IS}['"\`]?(\\d{4,12})(?![\\w.-])`, false, 'g'),
  named(`(?:${PASSWORDS})"\\s{0,3}value\\s?=\\s?"([^"<>]{4,128})`, false),
  named(
    `authorization['"\`]?\\s{0,2}[:=]\\s{0,2}['"\`]?(?:\\w{1,12}\\s)?([\\w.~+/=-]{8,2000})`,
    true,
  ),
  named(
    `(?:-H|--header)[=\\s'"]{0,3}[a-z-]{0,40}(?:key|token):\\s{0,5}([\\w.~@+/=-]{8,200})`,
    true,
  ),
  named(`\\bbearer\\s([\\w.~+/=-]{16,2000})`, true),
  // A user and a password of curl, and of any URL.
  named(
    `\\bcurl\\b[^\\n]{0,200}?\\s(?:-u|--user)[=\\s'"]{0,3}[^\\s:'"<$]{0,64}:([^\\s'"]{3,128})`,
    false,
  ),
  // The last @ before the path ends it: what stands in front may hold some, too, and a slash, but where it ends a port.
  named(
    `\\b[a-z][a-z0-9+.-]{1,20}:\\/\\/(?!\\[)[^\\s/:?#]{0,64}:` +
      `((?:[^\\s/@]{1,128}|(?!\\d{1,5}/)[^\\s@?#'"<>,]{1,128})(?:@[^\\s/@?#]{1,128}){0,4})@`,
    false,
  ),
  named(
    `-----BEGIN[ A-Z0-9_-]{0,60}PRIVATE KEY(?: BLOCK)?-----([\\w+/=\\s\\\\,:()-]{64,20000})`,
    false,
  ),
];
