import {
  AccountTemplate,
  type Parameter,
  type Properties,
  type Resource,
  type Template,
} from '../../embedded-aws/cloudformation/template.ts';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import { sumOf } from './bill.ts';
import type { Load } from './load.ts';
import type { Usage } from './prices.ts';
import { type Charged, RESOURCE_PRICES, type ResourcePrice } from './resource-prices.ts';

export type Parameters = Readonly<Record<string, string>>;

/** No resource's cost depends on the account. */
const ACCOUNT: AwsAccount = {
  id: '111122223333',
  name: 'any',
  partition: 'aws',
  region: 'us-east-1',
  organization: null,
  rootUser: null,
  users: [],
  faults: [],
};

/**
 * What a stack uses in a month.
 *
 * @param parameters of the stack; of the others, only those with a default can decide what it has
 * @throws {Error} on a type of resource without a price
 */
export function usageOfStack(template: Template, parameters: Parameters, load: Load): Usage {
  const types = [...new Set(Object.values(template.Resources).map(({ Type }) => Type))];
  return sumOf(
    types.flatMap((type) => {
      const price = priceOfType(type);
      if (!isCharged(price)) return [];
      return readResources(template, parameters, type, price.read).map((read) => price.usage(read, load));
    }),
  );
}

/**
 * The resources of a type that the stack has, each as what is read of it. Nothing else of the template is resolved, so
 * that it may use functions which the embedded AWS does not have.
 */
export function readResources(
  template: Template,
  parameters: Parameters,
  type: string,
  read: Charged['read'],
): Properties[] {
  const resources = Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, { Condition, Properties }]): [string, Resource] => [
      id,
      { Type: type, ...(Condition !== undefined && { Condition }), Properties: read(Properties) },
    ]);
  const reduced = {
    ...template,
    Parameters: withoutNeeds(template.Parameters ?? {}),
    Resources: Object.fromEntries(resources),
  };
  return new AccountTemplate(reduced, ACCOUNT, parameters).all(type).map(({ properties }) => properties);
}

export function isCharged(price: ResourcePrice): price is Charged {
  return 'usage' in price;
}

function priceOfType(type: string): ResourcePrice {
  const price = RESOURCE_PRICES[type];
  if (price === undefined)
    throw new Error(`Expected cli/cost/resource-prices.ts to have a price for ${type}`);
  return price;
}

/** A parameter that has to be given gets some text: it names things, and does not decide what there is. */
function withoutNeeds(parameters: Readonly<Record<string, Parameter>>): Record<string, Parameter> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [
      name,
      parameter.Default === undefined ? { Type: 'String', Default: 'any' } : parameter,
    ]),
  );
}
