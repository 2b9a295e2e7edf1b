import type { Template } from '../../embedded-aws/cloudformation/template.ts';

/** What Serverless makes for all functions of a template. */
export const DEPLOYMENT_BUCKET = ['ServerlessDeploymentBucket', 'ServerlessDeploymentBucketPolicy'];

/**
 * The template without the other functions, and without the resources, conditions, parameters and outputs that only they
 * need.
 *
 * @param handler of the function that stays, as in `serverless.yml`
 * @throws {Error} when the template does not have the function once, or another function shares a resource with it
 */
export function onlyFunction<Complete extends Template>(template: Complete, handler: string): Complete {
  const functions = Object.entries(template.Resources).filter(
    ([, { Type }]) => Type === 'AWS::Lambda::Function',
  );
  const others = functions.filter(
    ([, { Properties }]) => (Properties as { Handler: string }).Handler !== handler,
  );
  if (functions.length - others.length !== 1) {
    throw new Error(
      `Expected the template to have one function with ${handler}, got ${functions.length - others.length}`,
    );
  }
  const leftOut = connectedWith(
    others.map(([id]) => id),
    template.Resources,
  );
  const Resources = filter(template.Resources, (id) => !leftOut.has(id));
  const own = functions.find((found) => !others.includes(found));
  if (own !== undefined && leftOut.has(own[0])) {
    throw new Error(`Expected ${own[0]} to share no resource with another function, such as a role`);
  }
  const Outputs = filter(
    template.Outputs ?? {},
    (_, output) => !namesIn(output).some((name) => leftOut.has(name)),
  );
  const needed = new Set(namesIn([Resources, Outputs]));
  for (const name of needed) {
    for (const inner of namesIn(template.Conditions?.[name])) needed.add(inner);
  }
  const Conditions = filter(template.Conditions ?? {}, (name) => needed.has(name));
  const Parameters = filter(template.Parameters ?? {}, (name) => needed.has(name));
  return { ...template, Parameters, Conditions, Resources, Outputs };
}

/** The resources that name one of these or are named by it, and so on. The deployment bucket connects none. */
function connectedWith(ids: readonly string[], resources: Template['Resources']): Set<string> {
  const links = Object.entries(resources).flatMap(([id, resource]) =>
    namesIn(resource)
      .filter((name) => Object.hasOwn(resources, name))
      .map((name) => [id, name] as const),
  );
  const connected = new Set(ids);
  for (const id of connected) {
    for (const link of links) {
      if (!link.includes(id) || link.some((end) => DEPLOYMENT_BUCKET.includes(end))) continue;
      for (const end of link) connected.add(end);
    }
  }
  return connected;
}

/** All that a value can name: in Ref, Fn::GetAtt, Fn::Sub, Fn::If, Condition and DependsOn. */
function namesIn(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value, ...[...value.matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name)];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(namesIn);
}

function filter<Value>(
  record: Readonly<Record<string, Value>>,
  isKept: (name: string, value: Value) => boolean,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([name, value]) => isKept(name, value)));
}
