import { getWeather } from '../generated/tools/get_weather.js';

export default getWeather.handler(async ({ location, unit }, { app, signal }) => {
  const weather = await app.weather(location, unit, signal);
  if (!weather) throw getWeather.error('location_not_found');
  return { ...weather, unit };
});
