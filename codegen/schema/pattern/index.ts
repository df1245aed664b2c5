/** What is wrong with a pattern; undefined where it compiles and takes linear time. */
export function patternProblem(
  source: string,
): { readonly code: 'TW2042' | 'TW2043'; readonly problem: string } | undefined {
  try {
    new RegExp(source, 'u');
    return undefined;
  } catch (error) {
    const [, problem] = /: ([^:]*)$/.exec(error instanceof Error ? error.message : '') ?? [];
    return { code: 'TW2042', problem: problem ?? 'it is malformed' };
  }
}
