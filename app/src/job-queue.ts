import type { Queries } from "./database/database.ts";

/** A table of jobs with `due_at`; `from` is the table as `job`, joined with whatever names the owner of each. */
export interface JobQueue {
  table: string;
  id: string;
  from: string;
  /** SQL of a job's owner's id. */
  owner: string;
  /** How many of one owner are under way at once on a replica. */
  share: number;
}

/**
 * SQL of the rows `due` (`id`) that may be taken, the longest due first, locked; of each owner so many that with those
 * under way there are at most `share`. $1 is how many, $2 an owner for each that is under way.
 */
export const dueJobs = ({ table, id, from, owner, share }: JobQueue): string =>
  `under_way as (select owner, count(*) as count from unnest($2::bigint[]) as one (owner) group by owner),
   first as (
     select job.${id} as id, job.due_at, ${owner} as owner, coalesce(under_way.count, 0) as count
     from ${from} left join under_way on under_way.owner = ${owner}
     where job.due_at <= now() and coalesce(under_way.count, 0) < ${share}
     order by job.due_at, job.${id} limit 10 * $1
   ),
   shared as (select id, row_number() over (partition by owner order by due_at, id) + count as place from first),
   due as (
     select ${id} as id from ${table}
     where due_at <= now() and ${id} in (select id from shared where place <= ${share})
     order by due_at, ${id} limit $1 for update skip locked
   )`;

/**
 * Drops the oldest jobs of those of these owners for whom more than `most` wait. To be called for whoever has their share
 * under way: for nobody else can much pile up. Returns an owner for each that went.
 */
export async function dropExcess(
  queries: Queries,
  name: string,
  { table, id, from, owner }: JobQueue,
  owners: number[],
  most: number,
): Promise<number[]> {
  const rows = await queries.query<{ owner: number }>(
    name,
    `with placed as (
       select job.${id} as id, ${owner} as owner, row_number() over (partition by ${owner} order by job.${id} desc) as place
       from ${from} where ${owner} = any ($1::bigint[])
     ),
     -- Whatever is being taken or finished at this moment stays, so that two replicas can't wait for each other.
     excess as (
       select ${id} as id from ${table} where ${id} in (select id from placed where place > $2)
       order by 1 for update skip locked
     ),
     gone as (delete from ${table} using excess where ${table}.${id} = excess.id returning ${table}.${id} as id)
     select placed.owner from gone join placed using (id)`,
    [owners, most],
  );
  return rows.map((row) => row.owner);
}
