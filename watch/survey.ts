import pMap from 'p-map';
import type { Account } from '../aws/account.ts';
import { type Aws, AwsCallError } from '../aws/call.ts';
import { type OrganizationAccount, organizationAccountPages } from '../aws/organization-accounts.ts';
import { readActivity } from './activity.ts';
import { FINDINGS, type FreshnessSettings, type Judgement, judge, judgeUnread } from './freshness.ts';

interface SurveySettings extends FreshnessSettings {
  /** The name of the rule's function, which is the same in each account. */
  readonly functionName: string;
  readonly concurrency: number;
  /** When the run has to end. What it has not looked at by then is `unreached`, which says nothing of the account. */
  readonly deadline?: AbortSignal;
}

export type EnterAccount = (account: Account) => Promise<Aws>;

export interface Watched extends Judgement {
  readonly accountId: string;
  readonly accountName: string;
  readonly isManagementAccount: boolean;
}

interface SurveyObserver {
  onListed(): void;
  onWatched(): void;
}

const UNREACHED: Judgement = { status: 'unreached', detail: '' };

/**
 * Judges each account of the organization. It reads the whole list first, because an account that a broken list leaves
 * out must not count as fresh.
 *
 * @param own of the management account or of a delegated administrator
 * @returns the accounts in the order of the list
 * @throws {AwsCallError} when the list of accounts is incomplete; an account that cannot be read is a finding
 */
export async function surveyOrganization(
  own: Aws,
  enter: EnterAccount,
  settings: SurveySettings,
  observer?: SurveyObserver,
): Promise<Watched[]> {
  const accounts: OrganizationAccount[] = [];
  for await (const page of organizationAccountPages(own)) {
    accounts.push(...page);
    for (const _ of page) observer?.onListed();
  }
  const watch = async (account: OrganizationAccount): Promise<Watched> => {
    const judgement =
      judgeUnread(account, settings) ??
      (await look(account, () => enter({ ...own.account, id: account.id }), settings));
    observer?.onWatched();
    return {
      accountId: account.id,
      accountName: account.name,
      isManagementAccount: account.id === account.managementAccountId,
      ...judgement,
    };
  };
  return pMap(accounts, watch, { concurrency: settings.concurrency });
}

export function isFinding({ status }: Judgement): boolean {
  return (FINDINGS as readonly string[]).includes(status);
}

async function look(
  account: OrganizationAccount,
  enter: () => Promise<Aws>,
  settings: SurveySettings,
): Promise<Judgement> {
  const { functionName, now, deadline } = settings;
  if (deadline?.aborted) return UNREACHED;
  try {
    return judge(account, { activity: await readActivity(await enter(), functionName, now) }, settings);
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    return deadline?.aborted ? UNREACHED : judge(account, { unreadable: error.message }, settings);
  }
}
