/** Words that no exported identifier may be, and names that generated modules use themselves. */
const taken: ReadonlySet<string> = new Set(
  (
    'abstract any arguments as asserts async await bigint boolean break case catch class const continue debugger ' +
    'declare default delete do else enum eval export extends false finally for from function get global globalThis ' +
    'if implements import in infer Infinity instanceof interface is keyof let module namespace NaN never new null ' +
    'number object of package private protected public readonly require return satisfies set static string super ' +
    'switch symbol this throw true try type typeof undefined unique unknown using var void while with yield ' +
    'cel defineTool errors FORMAT handlers path patterns providers tool toolset tools url validators'
  ).split(' '),
);

/** get_weather → getWeather. What TypeScript or generated code needs for itself gets `Tool` behind it. */
export function identifierOf(name: string): string {
  const pascal = typeNameOf(name);
  const camel = pascal.charAt(0).toLowerCase() + pascal.slice(1);
  return taken.has(camel) ? `${camel}Tool` : camel;
}

/** get_weather → GetWeather. */
export function typeNameOf(name: string): string {
  const words = name.split('_').filter((word) => word !== '');
  const joined = words.map(capitalised).join('');
  return /^[A-Za-z]/.test(joined) ? joined : `Tool${joined}`;
}

/** SHOUTING becomes Shouting; getUser keeps its inner capital. */
function capitalised(word: string): string {
  const rest = word === word.toUpperCase() ? word.slice(1).toLowerCase() : word.slice(1);
  return word.charAt(0).toUpperCase() + rest;
}
