import { setTimeout as delay } from 'node:timers/promises';
import type { Random } from '../../services/simulate/index.ts';
import { changeSettings } from '../support/change-settings.ts';
import type { Fault, ItemAnswer } from '../support/faulty-proxy.ts';
import { rollOver } from '../support/roll-over.ts';
import type { Scene } from './scene.ts';

/** A fault of a kind, with how often it comes beside the others. */
export interface ChaosFault {
  readonly name: string;
  readonly weight: number;
  /** Resolves when it is over; whoever was taken away has been replaced. */
  run(scene: Scene, random: Random): Promise<void>;
}

const MOST_MEMBERS = 3;
/** The group expels a member that was silent for 15 s. */
const FREEZE_MS = [2000, 25_000] as const;
const OUTAGE_MS = [1000, 8000] as const;

const BUSY = { type: 'made_by_the_proxy', reason: 'busy' };

/** What is done to our processes; one after the other. */
export const WORKER_FAULTS: readonly ChaosFault[] = (['normalizers', 'indexers'] as const).flatMap(
  (crew): ChaosFault[] => [
    {
      name: `kill -9 one of the ${crew}`,
      weight: 6,
      async run(scene) {
        await scene[crew].dismiss('SIGKILL');
        scene[crew].hire();
      },
    },
    {
      name: `freeze one of the ${crew}`,
      weight: 2,
      run: (scene, random) => scene[crew].freeze(random.integer(...FREEZE_MS)),
    },
    {
      name: `stop one of the ${crew} and start another`,
      weight: 2,
      async run(scene) {
        await scene[crew].dismiss('SIGTERM');
        scene[crew].hire();
      },
    },
    {
      name: `one more or less of the ${crew}`,
      weight: 2,
      async run(scene) {
        if (scene[crew].size < MOST_MEMBERS) scene[crew].hire();
        else await scene[crew].dismiss('SIGTERM');
      },
    },
  ],
);

/** What is done to the servers that they work with, one after the other and beside the former. */
export const SERVER_FAULTS: readonly ChaosFault[] = [
  { name: 'kill -9 the broker', weight: 1, run: (scene) => scene.killBroker() },
  behave('connections to Elasticsearch are reset', { kind: 'reset' }),
  behave('Elasticsearch answers 429', { kind: 'refuse', status: 429 }),
  behave('Elasticsearch answers 503', { kind: 'refuse', status: 503 }),
  behave('answers of Elasticsearch are cut', { kind: 'cut' }),
  behave('Elasticsearch works and never answers', { kind: 'hang', passedOn: true }),
  behave('Elasticsearch never answers', { kind: 'hang', passedOn: false }),
  behave('single documents are answered with 429', thirdOf({ status: 429, error: BUSY })),
  behave('single documents are answered with 503', thirdOf({ status: 503, error: BUSY })),
  {
    name: 'nothing listens where Elasticsearch was',
    weight: 1,
    async run({ proxy }, random) {
      await proxy.shut();
      await delay(random.integer(...OUTAGE_MS));
      await proxy.open();
    },
  },
  { name: 'the data stream is rolled over', weight: 2, run: ({ canal }) => rollOver(canal, 'schannel') },
  {
    name: 'the data stream is blocked for writing',
    weight: 1,
    async run({ canal }, random) {
      await changeSettings(canal, 'schannel', { 'index.blocks.write': true });
      await delay(random.integer(...OUTAGE_MS));
      await changeSettings(canal, 'schannel', { 'index.blocks.write': null });
    },
  },
];

/** A fault of the proxy for a while; requests for something else than documents pass. */
function behave(name: string, fault: Fault): ChaosFault {
  return {
    name,
    weight: 1,
    async run({ proxy }, random) {
      proxy.behave(({ actions }) => (actions.length > 0 ? fault : undefined));
      await delay(random.integer(...OUTAGE_MS));
      proxy.heal();
    },
  };
}

/** By the last character of the id, so that it is the same documents each time. */
function thirdOf(answer: ItemAnswer): Fault {
  return { kind: 'items', judge: ({ id }) => ((id.codePointAt(id.length - 1) ?? 0) % 3 === 0 ? answer : undefined) };
}
