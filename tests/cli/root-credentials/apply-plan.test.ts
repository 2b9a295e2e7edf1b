import { expect } from 'chai';
import { applyPlan } from '../../../cli/root-credentials/apply-plan.ts';
import { type Journal, JournalError } from '../../../cli/root-credentials/journal.ts';
import type { Plan } from '../../../cli/root-credentials/plan.ts';
import { Progress } from '../../../cli/terminal/progress.ts';
import { rejection } from '../../rejection.ts';
import { failure, list, opened, scriptedSession } from './scripted-session.ts';
import { bare, ready } from './simulated-accounts.ts';

describe('cli/root-credentials/apply-plan', () => {
  const { answered, sent } = scriptedSession();

  it('calls nothing more, in any account, once the journal cannot be written', async () => {
    const session = await answered(
      opened,
      failure(404, 'NoSuchEntity'),
      list('ListAccessKeys'),
      list('ListSigningCertificates'),
      list('ListMFADevices', { SerialNumber: 'GAHT12345678' }),
    );
    const full = new JournalError('plan.json.journal: the disk is full. Nothing more is deleted.');
    const journal: Journal = {
      earlier: () => [],
      verdictOf: () => undefined,
      record: () => Promise.reject(full),
      close: async () => {},
    };
    const rootUser = { ...bare, mfaDevices: [{ serialNumber: 'GAHT12345678', kind: 'hardware token' }] };
    const accounts = ['111122223333', '222233334444'].map((id) => ready(rootUser, id));
    const listed = accounts.map(({ id, name }) => {
      return { id, name, state: 'ACTIVE', joinedAt: undefined, managementAccountId: '999999999999' };
    });
    const run = { concurrency: 1, progress: new Progress(), interruption: new AbortController().signal };
    expect(
      await rejection(applyPlan(session, { accounts } as unknown as Plan, listed, journal, run)),
    ).to.equal(full);
    expect(
      sent()
        .map(({ Action }) => Action)
        .at(-1),
    ).to.equal('ListMFADevices');
    expect(sent()).to.have.length(5);
  });
});
