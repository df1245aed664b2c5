const load = () => import('recheck');

/** What recheck calls a pattern: safe, vulnerable or unknown. Undefined where it is not installed. */
export async function loadRecheck(
  from: () => Promise<Pick<Awaited<ReturnType<typeof load>>, 'checkSync'>> = load,
): Promise<((pattern: string) => string) | undefined> {
  try {
    const { checkSync } = await from();
    return (pattern) => checkSync(pattern, 'u').status;
  } catch {
    return undefined;
  }
}
