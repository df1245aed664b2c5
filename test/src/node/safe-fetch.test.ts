import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Network, systemNetwork, type Target } from '../../../src/node/fetch/network.js';
import { fetchOver, type SafeFetchInit, safeFetch } from '../../../src/node/safe-fetch.js';
import { url } from '../../../src/rules/url.js';
import { corpusRows } from '../../corpora.js';
import { bench } from '../../fixture/runtime.js';
import { fixtureTool } from '../../fixture/tool.js';

/**
 * Real servers on loopback. The stand-in network has its own resolver, and takes a connection to any public address
 * to the server; a connection to an address inside is made as it is, so that one that slips through is counted.
 */

const PUBLIC = ['93.184.216.34', '2606:4700::1111'];
const tls = (name: string) => readFileSync(join(import.meta.dirname, '../../fixture/tls', name));
const files = { key: tls('key.pem'), cert: tls('cert.pem') };

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;
interface Seen {
  readonly host: string | undefined;
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let answer: Answer;
let seen: Seen[] = [];
let connections = 0;
let dialled: Target[] = [];
let sockets: Socket[] = [];
let asked: string[] = [];
let names: Record<string, string[][]> = {};
const servers: Server[] = [];
let port = 0;
let tlsPort = 0;
const sni: unknown[] = [];

async function serve(request: IncomingMessage, response: ServerResponse) {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { method, url: path, headers } = request;
  seen.push({ host: headers.host, method, path, headers, body });
  if (request.socket instanceof Object && 'servername' in request.socket)
    sni.push((request.socket as TLSSocket & { servername?: unknown }).servername);
  answer(request, response, body);
}

const listen = (server: Server): Promise<number> =>
  new Promise((resolve) => {
    servers.push(server);
    server.on('connection', () => {
      connections += 1;
    });
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });

beforeAll(async () => {
  port = await listen(createServer(serve));
  tlsPort = await listen(createTlsServer(files, serve));
});
afterAll(() => {
  for (const server of servers) server.close();
});
beforeEach(() => {
  answer = (_, response) => response.end('hello');
  [seen, dialled, sockets, asked, connections] = [[], [], [], [], 0];
  names = {};
  sni.length = 0;
});

/** Each name has a list of answers, one a question; the last is given for ever. */
const network: Network = {
  async lookup(name) {
    asked.push(name);
    const answers = names[name] ?? [PUBLIC];
    return (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
  },
  connect(target) {
    dialled.push(target);
    const [address = ''] = target.addresses;
    const there = PUBLIC.includes(address) ? '127.0.0.1' : address;
    const at = { host: there, port: target.secure ? tlsPort : port };
    const socket = target.secure
      ? connectTls({ ...at, servername: target.hostname, ca: files.cert })
      : connect(at);
    sockets.push(socket);
    return socket;
  },
};
const web = { schemes: ['http', 'https'] };
const get = (target: string, init: SafeFetchInit = {}) =>
  fetchOver(network, target, { rule: web, ...init });
const reason = (work: Promise<unknown>) =>
  work.then(
    () => 'answered',
    (error) => error.reason ?? `${error.name}: ${error.message}`,
  );
const redirect =
  (location: string, status = 302): Answer =>
  (request, response, body) =>
    request.url === '/start'
      ? response.writeHead(status, { location }).end('moved')
      : response.end(`${request.method} ${body}`);

describe('what is checked is what is dialled', () => {
  test('a name is asked for once, and its answers are the only way', async () => {
    names = { 'example.com': [PUBLIC, ['127.0.0.1']] };
    const response = await get(`http://example.com:${port}/a?b=c`);
    expect(await response.text()).toBe('hello');
    expect(asked).toEqual(['example.com']);
    expect(dialled).toEqual([{ hostname: 'example.com', port, secure: false, addresses: PUBLIC }]);
    expect(seen).toMatchObject([{ host: `example.com:${port}`, method: 'GET', path: '/a?b=c' }]);
  });

  test('a name that turns to 127.0.0.1: 0 connections', async () => {
    names = { 'rebind.example.com': [PUBLIC, ['127.0.0.1']] };
    const at = 'http://rebind.example.com/';
    expect(await reason(get(at))).toBe('answered');
    expect(connections).toBe(1);
    for (let tries = 0; tries < 100; tries++) expect(await reason(get(at))).toBe('address');
    expect(connections).toBe(1);
  });

  test('the resolver of the system is not asked again by the dialler', async () => {
    const { lookup, connect: dial } = systemNetwork;
    const questions: string[] = [];
    const real: Network = {
      lookup: async (name) => {
        questions.push(name);
        return ['127.0.0.1'];
      },
      // The name exists nowhere: dialling works only by the answer that is handed on.
      connect: dial,
    };
    const rule = { schemes: ['http'], private_addresses: 'allow' } as const;
    const response = await fetchOver(real, `http://nowhere.invalid:${port}/`, { rule });
    expect(await response.text()).toBe('hello');
    expect(questions).toEqual(['nowhere.invalid']);
    expect(seen[0]?.host).toBe(`nowhere.invalid:${port}`);
    expect(await lookup('localhost')).toEqual(expect.arrayContaining(['127.0.0.1']));
  });

  test.each([
    [['10.0.0.1']],
    [['8.8.8.8', '169.254.169.254']],
    [['::ffff:127.0.0.1']],
    [['64:ff9b::7f00:1']],
    [['fd00:ec2::254']],
    [['fe80::1%eth0']],
    [['0.0.0.0']],
    [['nonsense']],
  ])('a name that leads to %j is not dialled', async (addresses) => {
    names = { 'example.com': [addresses] };
    expect(await reason(get('http://example.com/'))).toBe('address');
    expect(dialled).toEqual([]);
  });

  test('a name without an address', async () => {
    names = { 'example.com': [[]] };
    expect(await reason(get('http://example.com/'))).toBe('Error: example.com has no address');
  });

  test('an address inside may be said to be fine', async () => {
    const rule = { schemes: ['http'], private_addresses: 'allow' } as const;
    const response = await get(`http://127.0.0.1:${port}/`, { rule });
    expect([await response.text(), asked, connections]).toEqual(['hello', [], 1]);
  });
});

describe('TLS', () => {
  test('certificate, SNI and Host are the name, the connection is the address', async () => {
    const response = await get('https://hooks.example.com/');
    expect(await response.text()).toBe('hello');
    expect(seen[0]?.host).toBe('hooks.example.com');
    expect(sni).toEqual(['hooks.example.com']);
    expect(dialled).toMatchObject([{ port: 443, secure: true, addresses: PUBLIC }]);
  });
  test('a certificate for another name is refused', async () => {
    expect(await reason(get('https://example.org/'))).toMatch(/altnames/);
    expect(seen).toEqual([]);
  });
  test('the system network trusts no certificate of its own, and sends the name', async () => {
    const heard: string[] = [];
    const strict = createTlsServer({
      ...files,
      SNICallback(name, done) {
        heard.push(name);
        done(null);
      },
    });
    const at = await listen(strict);
    const real: Network = { ...systemNetwork, lookup: async () => ['127.0.0.1'] };
    const rule = { private_addresses: 'allow' } as const;
    const failed = fetchOver(real, `https://hooks.example.com:${at}/`, { rule });
    expect(await reason(failed)).toMatch(/self-signed/);
    expect(heard).toEqual(['hooks.example.com']);
  });
});

describe('redirects', () => {
  test.each([
    ['http://127.0.0.1/', 'url'],
    ['http://169.254.169.254/latest/meta-data/', 'url'],
    ['http://2130706433/', 'url'],
    ['http://[::ffff:7f00:1]/', 'url'],
    ['//localhost/', 'url'],
    ['http://inside.example.com/', 'address'],
    ['http://user:secret@example.com/', 'url'],
    ['file:///etc/passwd', 'url'],
    ['gopher://example.com/', 'url'],
    ['data:text/plain,hi', 'url'],
    ['http://[', 'url'],
  ])('to %s: %s', async (location, expected) => {
    names = { 'inside.example.com': [['10.1.2.3']] };
    answer = redirect(location);
    expect(await reason(get('http://example.com/start'))).toBe(expected);
    expect(seen).toHaveLength(1);
    expect(connections).toBe(1);
  });

  test('to a host that the rule does not list', async () => {
    const rule = { ...web, hosts: ['example.com'] };
    answer = redirect('http://example.org/');
    const refused = get('http://example.com/start', { rule });
    await expect(refused).rejects.toThrow(
      'example.org breaks the rule for URLs: it must be at example.com',
    );
    answer = redirect('/end');
    expect(await (await get('http://example.com/start', { rule })).text()).toBe('GET ');
  });

  test('the same name on the way is asked for, and checked, again', async () => {
    names = { 'example.com': [PUBLIC, ['127.0.0.1']] };
    answer = redirect('/end');
    expect(await reason(get('http://example.com/start'))).toBe('address');
    expect(connections).toBe(1);
  });

  test('from https to http: never', async () => {
    answer = redirect('http://hooks.example.com/');
    expect(await reason(get('https://hooks.example.com/start'))).toBe('downgrade');
    answer = redirect('https://hooks.example.com/');
    expect(await reason(get('http://hooks.example.com/start'))).toBe('answered');
  });

  test.each([
    ['/end', 'Bearer t'],
    ['http://other.example.com/end', undefined],
    ['http://example.com:81/end', undefined],
    ['https://hooks.example.com/end', undefined],
  ])('to %s: credentials are %s', async (location, expected) => {
    answer = redirect(location);
    const headers = {
      ...{ authorization: 'Bearer t', cookie: 'a=b', 'x-api-key': 'k', accept: 'text/plain' },
    };
    const response = await get('http://example.com/start', { headers });
    expect(response.url).toBe(new URL(location, 'http://example.com').href);
    expect(response.redirected).toBe(true);
    const [first, second] = seen.map((each) => each.headers);
    expect(first).toMatchObject({ authorization: 'Bearer t', 'x-api-key': 'k' });
    expect(second?.authorization).toBe(expected);
    expect(second?.cookie).toBe(expected && 'a=b');
    expect(second?.['x-api-key']).toBe(expected && 'k');
    expect(second?.accept).toBe('text/plain');
  });

  test.each([
    [301, 'POST', 'GET '],
    [302, 'POST', 'GET '],
    [303, 'PUT', 'GET '],
    [307, 'POST', 'POST {"a":1}'],
    [308, 'PUT', 'PUT {"a":1}'],
    [302, 'PUT', 'PUT {"a":1}'],
  ])('%d of a %s becomes %s', async (status, method, expected) => {
    answer = redirect('/end', status);
    const headers = { 'content-type': 'application/json' };
    const init = { method, headers, body: '{"a":1}' };
    expect(await (await get('http://example.com/start', init)).text()).toBe(expected);
    expect(seen[1]?.headers['content-type']).toBe(
      expected === 'GET ' ? undefined : 'application/json',
    );
  });

  test('are counted', async () => {
    answer = (_, response) => response.writeHead(302, { location: '/again' }).end();
    expect(await reason(get('http://example.com/start'))).toBe('redirects');
    expect(seen).toHaveLength(6);
    expect(await reason(get('http://example.com/start', { maxRedirects: 0 }))).toBe('redirects');
    expect(seen).toHaveLength(7);
    answer = (_, response) => response.writeHead(304).end();
    expect((await get('http://example.com/start', { maxRedirects: 0 })).status).toBe(304);
  });
});

describe('bounds', () => {
  test('a body that is too large, said or not', async () => {
    answer = (_, response) => response.end('x'.repeat(101));
    expect(await reason(get('http://example.com/', { maxBytes: 100 }))).toBe('size');
    answer = (_, response) => {
      for (let at = 0; at < 101; at++) response.write('x');
      response.end();
    };
    expect(await reason(get('http://example.com/', { maxBytes: 100 }))).toBe('size');
    expect(await reason(get('http://example.com/', { maxBytes: 101 }))).toBe('answered');
  });
  test('asks for no compression', async () => {
    await get('http://example.com/', { headers: { 'accept-encoding': 'gzip' } });
    expect(seen[0]?.headers['accept-encoding']).toBe('identity');
  });
  const cause = new Error('enough');
  test('ends with its signal before it starts', async () => {
    const signal = AbortSignal.abort(cause);
    await expect(get('http://example.com/', { signal })).rejects.toBe(cause);
    expect([asked, dialled]).toEqual([[], []]);
  });
  test('ends with its signal while a resolver is silent', async () => {
    const stop = new AbortController();
    const lookup = () => new Promise<never>(() => stop.abort(cause));
    const deaf = fetchOver({ ...network, lookup }, 'https://example.com/', { signal: stop.signal });
    await expect(deaf).rejects.toBe(cause);
  });
  test.each<[string, (stop: () => void) => Answer]>([
    ['a server', (stop) => () => stop()],
    ['the rest of the body', (stop) => (_, response) => response.write('half', stop)],
  ])('ends with its signal while it waits for %s', async (_, act) => {
    const stop = new AbortController();
    answer = act(() => stop.abort(cause));
    await expect(get('http://example.com/', { signal: stop.signal })).rejects.toBe(cause);
    expect(sockets.every((socket) => socket.destroyed)).toBe(true);
  });
  test.each([
    ['nothing', (socket: Socket) => socket.destroy()],
    [
      'half a body',
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhal'),
    ],
    ['no HTTP', (socket: Socket) => socket.end('* OK IMAP\r\n')],
    [
      'another protocol',
      (socket: Socket) =>
        socket.end('HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    ],
    [
      'two lengths',
      (socket: Socket) =>
        socket.end(
          'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n',
        ),
    ],
  ])('a server that answers with %s is an error, and the end of it', async (_, act) => {
    answer = (request) => act(request.socket);
    await expect(get('http://example.com/')).rejects.toThrow(Error);
    expect(sockets.every((socket) => socket.destroyed)).toBe(true);
  });
});

test('requests and answers are whole', async () => {
  answer = (_, response, body) =>
    response
      .writeHead(
        201,
        [
          ['set-cookie', 'a=1'],
          ['set-cookie', 'b=2'],
          ['x', body],
        ].flat(),
      )
      .end();
  const form = new URLSearchParams({ a: 'ü' });
  const response = await get('http://example.com/', { method: 'POST', body: form });
  expect(response.status).toBe(201);
  expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  expect(response.headers.get('x')).toBe('a=%C3%BC');
  expect(response.url).toBe('http://example.com/');
  expect(seen[0]?.headers['content-type']).toMatch('application/x-www-form-urlencoded');
  answer = (_, answered) => answered.writeHead(204).end();
  expect((await get('http://example.com/', { method: 'DELETE' })).body).toBeNull();
});

test('a handler cannot speak for the transport', async () => {
  const headers = { host: 'inside', 'transfer-encoding': 'chunked', 'content-length': '9' };
  await get('http://example.com/', { method: 'POST', body: 'a', headers });
  expect(seen[0]).toMatchObject({ host: 'example.com', body: 'a' });
  expect(seen[0]?.headers['transfer-encoding']).toBeUndefined();
});

test('what it throws says no path and no query', async () => {
  const refused = safeFetch('https://localhost/secret?key=secret');
  await expect(refused).rejects.toThrow(
    /^localhost breaks the rule for URLs: it must lead to the public internet$/,
  );
});

describe('in a handler', () => {
  const input = {
    type: 'object',
    properties: { url: { type: 'string' }, note: { type: 'string' } },
    additionalProperties: false,
  } as const;
  const tool = fixtureTool<'fetch_page', { url: string; note?: string }>(
    'fetch_page',
    { input },
    {
      input: {
        properties: { url: { checks: [url({ ...web, hosts: ['*.example.com'] })] } },
      },
    },
  );
  const through = (pick: (args: { url: string; note?: string }) => string) =>
    bench(
      { fetch_page: tool },
      {
        fetch_page: async (args: never, context) => {
          const response = await fetchOver(network, pick(args), { context });
          return response.text();
        },
      },
    );
  const causes = (on: ReturnType<typeof through>) =>
    on.of('outcome').map(({ cause = '' }) => cause.split('\n')[0]);

  test('the rule is that of tools.yaml, at every hop', async () => {
    const on = through(({ url: at }) => at);
    answer = redirect('http://b.example.com/');
    const fine = await on.call('fetch_page', { url: 'http://a.example.com/start' });
    expect(fine.text).toContain('GET');
    answer = redirect('http://example.org/');
    const refused = await on.call('fetch_page', { url: 'http://a.example.com/start' });
    expect(refused).toMatchObject({ status: 'failed', error: { code: 'handler_failed' } });
    expect(causes(on)[1]).toMatch(/^FetchRefused: example\.org breaks the rule/);
  });
  test('an argument without a rule, and what is no argument, are not fetched', async () => {
    const url = 'http://a.example.com/';
    const on = through(({ note }) => note as string);
    await on.call('fetch_page', { url, note: 'http://b.example.com/' });
    expect(causes(on)).toEqual([expect.stringMatching(/^TypeError: no argument of this call/)]);
    expect(dialled).toEqual([]);
  });
});

const attacks = corpusRows<{ text: string }>('adversarial/attack/ssrf.jsonl');
const benign = corpusRows<{ text: string }>('adversarial/benign/ssrf.jsonl');
const schemes = [...new Set(attacks.flatMap(({ text }) => /^\w+(?=:)/.exec(text) ?? []))];
test.skipIf(attacks.length === 0).each([[web], [{ schemes }]])(
  'the corpus: no attack is dialled, with %j',
  async (rule) => {
    const reasons = await Promise.all(attacks.map(({ text }) => reason(get(text, { rule }))));
    expect(new Set(reasons)).toEqual(new Set(['url']));
    expect(dialled).toEqual([]);
    // Nor as a redirect, unless it stays where it started.
    for (const { text } of attacks) {
      if (!/^\w+:/.test(text)) continue;
      answer = redirect(encodeURI(text));
      expect(await reason(get('http://example.com/start', { rule })), text).toBe('url');
    }
    expect(new Set(dialled.map(({ hostname }) => hostname))).toEqual(new Set(['example.com']));
  },
);
test.skipIf(benign.length === 0)(
  'the corpus: every public URL is fetched when listed',
  async () => {
    const plain = benign.map(({ text }) => text.replace(/^https:/, 'http:'));
    const listed = (text: string) => ({ ...web, hosts: [new URL(text).hostname] });
    for (const text of plain)
      expect(await reason(get(text, { rule: listed(text) })), text).toBe('answered');
  },
);
