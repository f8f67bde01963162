import type { Connection } from './connection.ts';
import { ElasticsearchRefused } from './errors.ts';

/** What a login may not do with a data stream, by the names of the privileges that allow it. */
export interface MissingPrivileges {
  readonly dataStream: string;
  readonly privileges: readonly string[];
  /** False where they are only for what a rollover lets in twice: documents can be indexed without them. */
  readonly preventsIndexing: boolean;
}

interface NeededPrivilege {
  readonly privilege: string;
  readonly asked: readonly string[];
}

/** The one privilege without which documents can be indexed all the same. */
const FOR_SECOND_COPIES = 'delete';

/**
 * What indexing takes: the least privilege, and what is asked for instead. It is enough to have one; an action is asked for where more
 * than one privilege has it.
 */
const NEEDED: readonly NeededPrivilege[] = [
  { privilege: 'create_doc', asked: ['create_doc'] },
  // The first document makes the data stream.
  { privilege: 'auto_configure', asked: ['auto_configure', 'create_index'] },
  // Ids are looked for in older backing indices, after a refresh.
  { privilege: 'read', asked: ['indices:data/read/search'] },
  { privilege: 'maintenance', asked: ['indices:admin/refresh'] },
  // A document that a rollover let in twice is taken away again; without it both stay, and none is lost.
  { privilege: FOR_SECOND_COPIES, asked: ['indices:data/write/delete'] },
];

/** Answers of a server without security, which has no such path. */
const NO_SECURITY: ReadonlySet<number> = new Set([400, 404, 405]);

/**
 * Asks what of indexing the login is not allowed; nothing where the server has no security.
 * @throws ElasticsearchUnavailable; ElasticsearchRefused where the login itself is refused
 */
export async function findMissingPrivileges(
  connection: Connection,
  dataStreams: readonly string[],
): Promise<MissingPrivileges[]> {
  const body = { index: [{ names: [...dataStreams], privileges: NEEDED.flatMap(({ asked }) => asked) }] };
  let answer: { readonly index?: Readonly<Record<string, Readonly<Record<string, boolean>>>> };
  try {
    answer = (await connection.send({
      method: 'POST',
      path: '/_security/user/_has_privileges',
      body,
    })) as typeof answer;
  } catch (error) {
    if (error instanceof ElasticsearchRefused && NO_SECURITY.has(error.status)) return [];
    throw error;
  }
  return dataStreams.flatMap((dataStream) => {
    const granted = answer.index?.[dataStream] ?? {};
    const privileges = NEEDED.filter(({ asked }) => !asked.some((one) => granted[one] === true)).map(
      ({ privilege }) => privilege,
    );
    const preventsIndexing = privileges.some((privilege) => privilege !== FOR_SECOND_COPIES);
    return privileges.length === 0 ? [] : [{ dataStream, privileges, preventsIndexing }];
  });
}
