/**
 * The generic cell rate algorithm of `src/limiter/gcra.ts` as one PostgreSQL function: all charges of a call in one
 * round trip. Rows are created and locked in key order, so that two calls never wait for each other in a ring; the
 * clock is read after the locks, so that it never runs behind the bucket it is compared with.
 */
export const limiterSql = (table: string): string =>
  tables(table) + takeFunction(table) + askFunction(table) + holdFunction(table);

const tables = (table: string): string => `
CREATE TABLE IF NOT EXISTS ${table} (
  key text PRIMARY KEY, at bigint NOT NULL, backlog numeric NOT NULL, empty_at bigint NOT NULL);
-- An earlier version had a bigint, which a limit of 10^9 in a year passes.
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = '${table}'::regclass
    AND attname = 'backlog' AND atttypid = 'bigint'::regtype)
  THEN ALTER TABLE ${table} ALTER COLUMN backlog TYPE numeric; END IF;
END $$;
CREATE TABLE IF NOT EXISTS ${table}_once (key text PRIMARY KEY, until bigint NOT NULL);
CREATE TABLE IF NOT EXISTS ${table}_places (
  key text, owner text, until bigint NOT NULL, PRIMARY KEY (key, owner));
`;

/**
 * Takes, or raises TWL01 with what it would answer, so that everything it changed is undone. Where `by_ms` is over once
 * the locks are had, nobody listens any more: `refusing` is -1.
 */
const takeFunction = (table: string): string => `
CREATE OR REPLACE FUNCTION ${table}_take(
  mode text, keys text[], limits bigint[], pers bigint[], bursts bigint[], costs bigint[],
  once text, once_ms bigint, fixed_now bigint, by_ms bigint,
  OUT ok boolean, OUT refusing int, OUT wait_ms bigint, OUT now_ms bigint) LANGUAGE plpgsql AS $$
DECLARE
  at_ms bigint; most numeric; was numeric; filled numeric; over numeric; bucket record; i int;
BEGIN
  ok := true; refusing := 0; wait_ms := 0;
  IF once IS NOT NULL AND mode = 'take' THEN
    PERFORM pg_advisory_xact_lock(hashtextextended(once, 0));
    IF EXISTS (SELECT 1 FROM ${table}_once o WHERE o.key = once) THEN RETURN; END IF;
  END IF;
  INSERT INTO ${table} SELECT k, 0, 0, 0 FROM unnest(keys) k ORDER BY k ON CONFLICT (key) DO NOTHING;
  PERFORM 1 FROM ${table} t WHERE t.key = ANY(keys) ORDER BY t.key FOR UPDATE;
  now_ms := coalesce(fixed_now, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint);
  IF by_ms < now_ms THEN ok := false; refusing := -1; keys := '{}'; END IF;
  FOR i IN 1 .. cardinality(keys) LOOP
    SELECT t.at, t.backlog INTO bucket FROM ${table} t WHERE t.key = keys[i];
    at_ms := greatest(bucket.at, now_ms);
    -- As numeric: what a bucket of a large limit holds or drains is no bigint.
    most := bursts[i]::numeric * pers[i];
    was := greatest(0, least(bucket.backlog, most) - (at_ms - bucket.at)::numeric * limits[i]);
    filled := was + costs[i]::numeric * pers[i];
    over := filled - most;
    IF over > 0 THEN
      over := div(over + limits[i] - 1, limits[i]) + at_ms - now_ms;
      IF over > wait_ms THEN ok := false; wait_ms := over; refusing := i - 1; END IF;
    ELSE
      UPDATE ${table} t SET at = at_ms, backlog = filled,
        empty_at = at_ms + div(filled + limits[i] - 1, limits[i]) WHERE t.key = keys[i];
    END IF;
  END LOOP;
  IF ok AND mode = 'take' THEN
    IF once IS NOT NULL THEN INSERT INTO ${table}_once VALUES (once, now_ms + once_ms); END IF;
    RETURN;
  END IF;
  RAISE EXCEPTION USING ERRCODE = 'TWL01', MESSAGE = concat_ws(' ', ok, refusing, wait_ms, now_ms);
END $$;
`;

const askFunction = (table: string): string => `
CREATE OR REPLACE FUNCTION ${table}_ask(
  mode text, keys text[], limits bigint[], pers bigint[], bursts bigint[], costs bigint[],
  once text, once_ms bigint, fixed_now bigint, by_ms bigint,
  OUT ok boolean, OUT refusing int, OUT wait_ms bigint, OUT now_ms bigint) LANGUAGE plpgsql AS $$
DECLARE told text; parts text[];
BEGIN
  -- The inner block is a savepoint: what a refused or a peeking call changed is undone, the locks stay.
  BEGIN
    SELECT * INTO ok, refusing, wait_ms, now_ms FROM
      ${table}_take(mode, keys, limits, pers, bursts, costs, once, once_ms, fixed_now, by_ms);
  EXCEPTION WHEN SQLSTATE 'TWL01' THEN
    GET STACKED DIAGNOSTICS told = MESSAGE_TEXT;
    parts := string_to_array(told, ' ');
    ok := parts[1] IN ('t', 'true'); refusing := parts[2]; wait_ms := parts[3];
    now_ms := parts[4];
  END;
END $$;
`;

/**
 * A place of a key, for a time. Those who ask for one key ask one after another, and the clock is read then. Where
 * transactions are isolated more, each sees what was there when it began, and not the places of those whom it waited
 * for: a row that all of them change ends it, and it is asked again.
 */
const holdFunction = (table: string): string => `
CREATE OR REPLACE FUNCTION ${table}_hold(
  of_key text, of_owner text, most int, ttl_ms bigint, fixed_now bigint) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE now_ms bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(of_key, 2));
  now_ms := coalesce(fixed_now, floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint);
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    INSERT INTO ${table} AS t VALUES (of_key, 0, 0, now_ms + 60000)
      ON CONFLICT (key) DO UPDATE SET empty_at = greatest(t.empty_at, excluded.empty_at);
  END IF;
  DELETE FROM ${table}_places p WHERE p.key = of_key AND p.until <= now_ms;
  IF NOT EXISTS (SELECT 1 FROM ${table}_places p WHERE p.key = of_key AND p.owner = of_owner)
    AND (SELECT count(*) FROM ${table}_places p WHERE p.key = of_key) >= most THEN RETURN false; END IF;
  INSERT INTO ${table}_places VALUES (of_key, of_owner, now_ms + ttl_ms)
    ON CONFLICT (key, owner) DO UPDATE SET until = excluded.until;
  RETURN true;
END $$;
`;

/** Forgets buckets that are empty, replays that are past and places of processes that died. */
export const pruneSql = (table: string): readonly string[] => {
  const now = 'floor(extract(epoch FROM clock_timestamp()) * 1000)';
  return [
    `DELETE FROM ${table} WHERE empty_at < ${now}`,
    `DELETE FROM ${table}_once WHERE until < ${now}`,
    `DELETE FROM ${table}_places WHERE until < ${now}`,
  ];
};
