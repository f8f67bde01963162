import { DEAD_CODES, SKIP_REASONS } from './outcome.ts';
import { TAGS } from './tags.ts';

/** The page `docs/dead-letters.md`: every code of a dead letter and every reason for a skip. */
export function describeOutcomes(): string {
  const codes = Object.entries(DEAD_CODES).map(([code, { meaning, todo }]) => `| \`${code}\` | ${meaning} | ${todo} |`);
  const reasons = Object.entries(SKIP_REASONS).map(([reason, meaning]) => `| \`${reason}\` | ${meaning} |`);
  return `# Dead letters and skips

Every event of a raw record has exactly one outcome: a document, a skip, or a dead letter. Nothing else happens to it.

## Dead letters

A dead letter is on the topic \`<prefix>.deadletter\` with the original key and bytes untouched, and its reason in headers (their list is in
[delivery.md](delivery.md)); where several events of one record are dead, the first letter has the bytes and the others name it (\`original-at\`). It is also in the data stream \`logs-wincanal.deadletter-<namespace>\`, as \`error.code\` and \`error.message\`. The limits named here are
the defaults.

The key, which for most collectors is the host, tells who sent it; the data stream has it as \`wincanal.deadletter.key\`.

\`\`\`sh
npx wincanal tail deadletter --from-beginning
\`\`\`

| Code | Meaning | What to do |
| --- | --- | --- |
${codes.join('\n')}

## Sending an original again

After what was wrong has been set right (a limit, a zone, an update), \`npx wincanal replay\` sends originals back to the topic that they came from, each once, with
key, headers and attempts ([replay.md](replay.md)). To look at one, and to send it by hand:

\`\`\`sh
npx wincanal tail deadletter --from-beginning --save originals              # each original in a file of its own; Ctrl-C ends it
npx wincanal explain originals/wincanal.deadletter-0-12                     # can it be read now?
npx wincanal simulate --framing file --input originals/wincanal.deadletter-0-12
\`\`\`

In parts, where a record is too large or has too many events, one a line:

\`\`\`sh
jq -c '.[]' FILE > parts.ndjson                                             # a JSON array; '.records[]' of an object with a list
tr '\\n' ' ' < FILE | sed 's/<\\/Event>/&\\n/g' | grep -o '<Event[ >].*' > parts.ndjson # event XML in <Events>
npx wincanal simulate --input parts.ndjson
\`\`\`

What is sent by hand has neither the key nor the headers of the original, and its attempts count anew. What has become a document already keeps its \`event.id\`, so
Elasticsearch has it once; the enriched topics have it again. A letter of stage \`index\` has the document, which is no raw record: it does not belong on the raw topic.

## Skips

A skip is counted by its reason and kept nowhere. \`npx wincanal status\` shows the counts, which are in the metadata of the normalizer group's committed
offsets ([delivery.md](delivery.md)); the normalizer logs them, too.

| Reason | Meaning |
| --- | --- |
${reasons.join('\n')}

This page is generated from \`normalizers/outcome.ts\` by \`npm run docs\`; a test fails when it is stale.
`;
}

/** The page `docs/tags.md`: every tag that a document can carry. */
export function describeTags(): string {
  const tags = Object.entries(TAGS).map(([tag, meaning]) => `| \`${tag}\` | ${meaning} |`);
  return `# Tags

\`tags\` of a document notes what was assumed, repaired or inferred on its way. A document without a note has no tags.

| Tag | Meaning |
| --- | --- |
${tags.join('\n')}

This page is generated from \`normalizers/tags.ts\` by \`npm run docs\`; a test fails when it is stale.
`;
}
