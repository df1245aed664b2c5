export interface Weather {
  readonly temperature: number;
  readonly summary: string;
  /** `open-meteo.com`, or `stand-in` where there is no network. */
  readonly source: string;
}

export type WeatherService = (
  location: string,
  unit: 'celsius' | 'fahrenheit',
  signal: AbortSignal,
) => Promise<Weather | undefined>;

export interface OpenMeteo {
  readonly geocoding: string;
  readonly forecast: string;
}

const openMeteo: OpenMeteo = {
  geocoding: 'https://geocoding-api.open-meteo.com/v1/search',
  forecast: 'https://api.open-meteo.com/v1/forecast',
};

/** Less than the tool's own timeout, so that the stand-in still has its turn. */
const PATIENCE_MS = 1500;

/** Weather from Open-Meteo, which asks for no key; invented, and marked so, where it cannot be reached. */
export function weatherService(at: OpenMeteo = openMeteo): WeatherService {
  return async (location, unit, signal) => {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    try {
      return await fromOpenMeteo(at, location, unit, patience);
    } catch (error) {
      if (signal.aborted) throw error;
      return standIn(location, unit);
    }
  };
}

async function fromOpenMeteo(
  at: OpenMeteo,
  location: string,
  unit: string,
  signal: AbortSignal,
): Promise<Weather | undefined> {
  const { results } = await json<{ results?: { latitude: number; longitude: number }[] }>(
    `${at.geocoding}?${new URLSearchParams({ name: location, count: '1' })}`,
    signal,
  );
  const place = results?.[0];
  if (!place) return undefined;
  const query = new URLSearchParams({
    latitude: String(place.latitude),
    longitude: String(place.longitude),
    current: 'temperature_2m,weather_code',
    temperature_unit: unit,
  });
  const { current } = await json<{ current: { temperature_2m: number; weather_code: number } }>(
    `${at.forecast}?${query}`,
    signal,
  );
  const summary = summaryOf(current.weather_code);
  return { temperature: current.temperature_2m, summary, source: 'open-meteo.com' };
}

async function json<Body>(url: string, signal: AbortSignal): Promise<Body> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`);
  return (await response.json()) as Body;
}

/** WMO code table 4677, in the groups that Open-Meteo uses: each row up to and including its code. */
const SUMMARIES: readonly (readonly [upTo: number, summary: string])[] = [
  [1, 'clear'],
  [3, 'cloudy'],
  [48, 'fog'],
  [57, 'drizzle'],
  [67, 'rain'],
  [77, 'snow'],
  [82, 'showers'],
  [86, 'snow showers'],
];
const summaryOf = (code: number): string =>
  SUMMARIES.find(([upTo]) => code <= upTo)?.[1] ?? 'thunderstorm';

/** The same answer for the same place, so that a demonstration can be repeated. */
function standIn(location: string, unit: 'celsius' | 'fahrenheit'): Weather {
  const number = [...location.toLowerCase()].reduce((sum, char) => sum + char.charCodeAt(0), 0);
  const celsius = 8 + (number % 20);
  const temperature = unit === 'celsius' ? celsius : Math.round(celsius * 1.8 + 32);
  return { temperature, summary: number % 2 ? 'clear' : 'cloudy', source: 'stand-in' };
}
