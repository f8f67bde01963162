import schema from '../mappings/schemas/host-log.schema.json' with { type: 'json' };

const HEAD = `# Gaps: what the record ids of the hosts show

Windows counts the records of each log (a channel of a host) up by one. A normalizer watches these ids on the events that
it publishes, and writes what they show to the topic \`<prefix>.hosts\`: the highest id, how far behind it is, whether the
ids began anew because the log was cleared, and, where it can be told, how many are missing. The reasons for what it says
and does not say are in [decisions/gaps.md](decisions/gaps.md).

\`\`\`sh
npx wincanal hosts                              # a line a log: last seen, lag, missing, begun anew
npx wincanal hosts --missing                    # those of which ids are missing, with the ids; exit code 1 where there are some
npx wincanal hosts --json | jq -c '.logs[] | [.host, .channel, .highest_time, .lag_seconds]'
kcat -C -t wincanal.hosts -X isolation.level=read_committed | jq -c 'select(.restarts > 0 or .missing > 0)'
kafka-console-consumer.sh --bootstrap-server kafka-1:9092 --topic wincanal.hosts --from-beginning --isolation-level read_committed
\`\`\`

[\`wincanal hosts\`](cli.md#wincanal-hosts) reads the topic once and shows the newest entry of each log; the other two go on as entries come. The user needs READ on the topic.

## What it can show, and what it cannot

- **Only events of ours are looked at.** What is skipped as another provider's has no part in it: its id is never read. In
  \`System\`, where most events are others', most ids are therefore not seen, and none of that is a loss.
- **\`not_seen_at_most\` is an upper bound.** Filters at the source, skipped events and losses are in it alike. What it is
  good for: two hosts of one kind whose shares \`seen / (seen + not_seen_at_most)\` differ much are not forwarded alike.
- **\`missing\` is claimed only where a channel evidently arrives whole and is ours alone**: at least 1,000 ids in a row
  without a gap, over at least 48 hours of the host's time, then the gap, then at least 100 ids in a row. \`System\` never
  qualifies where Windows writes its daily record of the uptime; a channel in which nobody else writes does. A row of 1,000
  in a channel where others write more seldom than every other day would deceive it.
- **What never arrives at the end of a log is not missing but late**: nothing tells it from a host that is silent.
  Compare \`highest_time\` with the clock, and with other hosts.
- **A log that began anew** is told by two events with different ids far below the highest (by 10,000, or by half), both
  newer than every event before. A cleared log, a host that was set up anew under its name, and a number that ran over look
  the same. What is still under way of the log before is \`unjudged\`. A log that was cleared while it was not watched, or
  that has grown beyond half of its old ids before its first event of ours, looks like a gap.
- **\`lag_seconds\` is from the event to its normalising**, for events with a new highest id; what was sent again later does
  not move it. It holds the collector, the raw topic and the normalizer: \`npx wincanal status\` says how much of the raw
  topic is still to be read. It trusts the host's clock; where that is ahead, it is negative.
- **A host is who the event says.** Whoever may write to the raw topic may write in any host's name.
- Events without host, channel or record id are not watched, nor are ids beyond 2^53 - 1; the metrics count them by reason.

## Where a host is on several partitions

Collectors choose keys of their own, so one host's records may lie on several partitions of the raw topic, and two
collectors may both send all of them. An entry is of one input partition, and says nothing of the others. To merge the
entries of a host and channel:

| Of                                        | Take                                                                                        |
| ----------------------------------------- | ------------------------------------------------------------------------------------------- |
| \`highest_id\`, \`highest_time\`              | of entries since the same restart, the largest; else those of the latest \`last_restart\`     |
| \`lag_seconds\`                             | the one beside the largest \`highest_time\`                                                   |
| \`not_seen_at_most\`                        | largest \`highest_id\` - smallest \`first_id\` + 1 - largest \`seen\`: an upper bound again       |
| \`missing_ranges\`                          | what is in the ranges of every entry that spans it: one collector may have what another lost |
| \`events\`, \`late\`, \`repeated\`, \`unjudged\` | the sum; an event that came on two partitions is no \`repeated\`                              |
| \`restarts\`                                | the largest                                                                                 |

A key by host at the collector spares all of this.

## When a partition gets another owner

What was seen is in the memory of the process. It goes on where the same process takes a partition over and nobody else has
settled a record meanwhile. Otherwise, and when a process starts, **watching begins anew**, and the entry says so: every
count in it begins at \`watched.from_offset\`, and it knows nothing of before. An older entry of the log stays on the topic
until the log is seen again, and in part beyond that, until Kafka compacts it.

**What was found missing stays known.** While ids are missing, the entry is on the topic a second time under a key that the next watch does not have, with
\`watched.from_offset\` as a fourth element. It is written when \`missing\` changes, and taken away (a message without a value) where all of them came late; after the
watch has ended it stays as it was, also where they come then, until the topic has kept it for \`WINCANAL_RETENTION_HOSTS_HOURS\`. \`wincanal hosts\`
adds these to what the newest entry says, and shows until when they were watched. A gap that was not yet told from a delay when the watch ended is not known later.
The normalizer's log has a warning with the number of ids when there are more than before.

Entries are published in the transactions of the partition's owner, so that a process that has lost it without knowing
publishes nothing, and each says up to which offset it counts: only records are counted that were committed.
Publishing is every \`WINCANAL_WATCH_INTERVAL_SECONDS\`, for logs that changed, and once more when the process stops.
At most \`WINCANAL_WATCHED_LOGS\` logs are kept a process, 1 KiB each; of more, the ones seen least recently are forgotten, a tenth at
once. \`WINCANAL_WATCHED_LOGS=0\` switches all of it off; an entry stays on the topic for \`WINCANAL_RETENTION_HOSTS_HOURS\`.

## An entry

Key: a JSON array of host, channel and input partition, \`["web1.corp.example","System",3]\`, with a fourth element where it outlives its watch (above). Value: JSON
([schema](../mappings/schemas/host-log.schema.json)).

`;

const TAIL = `
## Metrics

In the log of the normalizer, as all of its counters; hosts are no labels, since their number has no end.

| Name                                     | Counts                                                                                                                              |
| ---------------------------------------- | ----------------------------------------------------------------------------------------------------------------------------------- |
| \`wincanal_watched_events_total{arrival}\` | events by what their id was: \`next\`, \`ahead\`, \`late\`, \`repeated\`, \`unjudged\`, \`pending\` (may be the first of a restart), \`restarted\` |
| \`wincanal_unwatched_events_total{reason}\` | \`no_host\`, \`no_channel\`, \`no_record_id\`, \`implausible_record_id\`, \`unusual_name\` (longer than 255, or a channel that JSON escapes), \`too_many_channels\` (more than 16 of a host) |
| \`wincanal_forgotten_logs_total{reason}\`  | \`limit\`: they made room; \`takeover\`: another process had the partition meanwhile                                                    |
| \`wincanal_watched_logs\`                  | logs now                                                                                                                            |
| \`wincanal_missing_ids\`                   | sum of \`missing\` of them                                                                                                            |
| \`wincanal_log_lag_seconds_max\`           | largest \`lag_seconds\` of them                                                                                                       |

This page is generated: \`npm run docs\` writes it from the schema and \`docs/describe-gaps.ts\`.
`;

/** The text of docs/gaps.md. */
export function describeGaps(): string {
  const rows = Object.entries(schema.properties).flatMap(([name, property]) => {
    const inner = 'properties' in property ? Object.entries(property.properties) : [];
    return [
      `| \`${name}\` | ${describe(property)} |`,
      ...inner.map(([part, value]) => `| \`${name}.${part}\` | ${describe(value)} |`),
    ];
  });
  return `${HEAD}| Property | Meaning |\n| --- | --- |\n${rows.join('\n')}\n${TAIL}`;
}

function describe({ description }: { readonly description: string }): string {
  return description;
}
