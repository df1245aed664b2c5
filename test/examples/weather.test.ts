import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { weatherService } from '../../examples/desk/weather.js';

/** A server that speaks Open-Meteo's two routes, as far as the desk uses them. */
let server: Server;
let base: string;
const asked: URL[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    asked.push(url);
    const name = url.searchParams.get('name');
    if (name === 'Broken') response.statusCode = 500;
    const places = name === 'Nowhere' ? {} : { results: [{ latitude: 59.9, longitude: 10.7 }] };
    const current = { temperature_2m: 3.4, weather_code: 61 };
    response.end(JSON.stringify(url.pathname === '/search' ? places : { current }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

const service = () => weatherService({ geocoding: `${base}/search`, forecast: `${base}/forecast` });
const signal = new AbortController().signal;

/** A machine that stalls for longer than the service is waited for gets the stand-in: it is asked again. */
async function told(place: string, unit: 'celsius' | 'fahrenheit') {
  for (let left = 4; ; left -= 1) {
    asked.length = 0;
    const weather = await service()(place, unit, signal);
    if (weather?.source !== 'stand-in' || left === 0) return weather;
  }
}

test('asks for the place, then for its weather', async () => {
  expect(await told('Oslo & more', 'fahrenheit')).toEqual({
    temperature: 3.4,
    summary: 'rain',
    source: 'open-meteo.com',
  });
  expect(asked[0]?.searchParams.get('name')).toBe('Oslo & more');
  expect(asked[1]?.searchParams.get('temperature_unit')).toBe('fahrenheit');
});

test('a place nobody knows has no weather', async () => {
  expect(await told('Nowhere', 'celsius')).toBeUndefined();
});

test('where the service cannot be reached or fails, the stand-in says that it is one', async () => {
  const unreachable = { geocoding: 'http://127.0.0.1:1/', forecast: 'http://127.0.0.1:1/' };
  const first = await weatherService(unreachable)('Tokyo', 'celsius', signal);
  expect(first?.source).toBe('stand-in');
  expect(await weatherService(unreachable)('Tokyo', 'celsius', signal)).toEqual(first);
  expect(await service()('Broken', 'celsius', signal)).toMatchObject({ source: 'stand-in' });
});

test('a canceled call is canceled, and no stand-in answers it', async () => {
  await expect(service()('Oslo', 'celsius', AbortSignal.abort())).rejects.toThrow();
});
