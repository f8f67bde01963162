import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { startStack } from '../../services/stack/index.ts';
import { composeAlert, digCanal, until } from '../support/canal.ts';

jest.setTimeout(180_000);

test('a broker that is killed and comes back costs neither a record nor a double, and no restart of the worker', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'wincanal-restart-'));
  let stack = await startStack({ components: ['kafka'], dataDir });
  const [broker = ''] = stack.kafka.brokers;
  const canal = await digCanal({ WINCANAL_KAFKA_BROKERS: broker });
  try {
    const normalizer = canal.startWorker('normalizer');
    let sent = 0;
    const sendSome = async (batches: number): Promise<void> => {
      for (let i = 0; i < batches; i++) {
        await canal.sendRaw(Array.from({ length: 100 }, () => composeAlert(++sent, sent % 7)));
      }
    };
    await sendSome(20);
    await until(canal.normalized, ({ records }) => records > 0);
    // What of this is acknowledged is up to chance; what is on the raw topic in the end counts.
    const burst = sendSome(40).catch(() => undefined);
    await until(canal.normalized, ({ records }) => records > 2000);
    process.kill(stack.kafka.pid, 'SIGKILL');
    await stack.exited;
    await stack.stop();
    stack = await startStack({ components: ['kafka'], dataDir, kafkaPort: Number(broker.split(':')[1]) });
    await burst;
    const raw = new Set((await canal.readAll(canal.config.topics.raw)).map((m) => `${m.partition}/${m.offset}`));

    // The marks that readAll left on the raw topic are tombstones to the normalizer.
    const account = await until(canal.normalized, ({ records }) => records >= raw.size + 3);
    expect(account).toMatchObject({ records: raw.size + 3, documents: raw.size, dead: 0, skips: { tombstone: 3 } });
    normalizer.child.kill('SIGTERM');
    expect(await normalizer.ended).toBe(0);
    const sources = (await canal.readAll(canal.config.topics.enriched('schannel'))).map((message) => {
      const { wincanal } = JSON.parse(String(message.value)) as { wincanal: { input: Record<string, number> } };
      return `${String(wincanal.input['partition'])}/${String(wincanal.input['offset'])}`;
    });
    expect(sources).toHaveLength(raw.size);
    expect(new Set(sources)).toEqual(raw);
  } finally {
    await canal.close();
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
