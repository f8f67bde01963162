import { describe, expect, test } from '@jest/globals';
import { PROVIDERS } from '../../../normalizers/registry.ts';
import { listRemediations } from '../../support/list-remediations.ts';

/** What alters a host, a directory or a session; the rest of a command line decides nothing. */
const CHANGES =
  /^(?:DISM|certutil -(?:addstore|dspublish|importpfx|pulse|repairstore|setreg)|gpupdate|icacls .*\/(?:restore|grant|setowner)|netsh (?:http (?:add|delete)|trace)|reg (?:add|delete|import)|takeown|w32tm \/resync|wevtutil sl|sfc \/scannow|iisreset|ipconfig \/flushdns|net start|route delete|sc config|(?:Disable|Enable|Remove|Restart|Set)-|Import-Pfx|Test-ComputerSecureChannel -Repair|'dn:)|-urlcache .*delete|schtasks \/(?:create|delete|run)/;

describe.each(PROVIDERS.map(({ catalog }) => ({ key: catalog.data.provider.key, data: catalog.data })))(
  'commands of $key',
  ({ data }) => {
    const remediations = Object.entries(listRemediations(data));
    const commands = Object.entries(data.commands);

    test('each stands once and is used', () => {
      const runs = commands.map(([, { run }]) => run);
      expect(runs.filter((run, at) => runs.indexOf(run) !== at)).toEqual([]);
      const used = new Set(
        Object.values(data.remediations).flatMap(({ commands: uses = [] }) => uses.map(({ use }) => use)),
      );
      expect(commands.filter(([name]) => !used.has(name))).toEqual([]);
    });

    test('those that change anything say so', () => {
      expect(commands.filter(([, { run, changes = false }]) => CHANGES.test(run) !== changes)).toEqual([]);
      expect(commands.filter(([, { changes = false }]) => changes).length).toBeGreaterThan(20);
    });

    test.each(remediations)('%s: they stand in the order of its steps', (_, { steps, commands: used }) => {
      const places = used.map(({ step }) => step);
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect(places.filter((step) => step > steps.length)).toEqual([]);
      const runs = used.map(({ run }) => run);
      expect(runs.filter((run, at) => runs.indexOf(run) !== at)).toEqual([]);
      // Started, reproduced and stopped are three things: pasted in one go they capture nothing.
      const starts = used.filter(({ run }) => run.startsWith('netsh trace start')).map(({ step }) => step);
      const stops = used.filter(({ run }) => run.startsWith('netsh trace stop')).map(({ step }) => step);
      expect(starts.filter((step) => stops.includes(step))).toEqual([]);
      expect(starts).toHaveLength(stops.length);
    });
  },
);
