import type { Principal } from './accounts.ts';
import { Xml } from './wire.ts';

/** Operations of AWS STS: https://docs.aws.amazon.com/STS/latest/APIReference/ */
export const sts: Record<string, (caller: Principal) => Xml> = {
  GetCallerIdentity: ({ account, arn, id }) =>
    new Xml(`<Arn>${arn}</Arn><UserId>${id}</UserId><Account>${account.id}</Account>`),
};
