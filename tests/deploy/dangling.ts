import { AccountTemplate, type Template } from '../../embedded-aws/cloudformation/template.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';

/**
 * What a stack with these parameters refers to and does not make, such as `SilentAlarm → RootUserMfaEnabledRule`.
 *
 * CloudFormation refuses such a Ref, Fn::GetAtt or Fn::Sub. It leaves out a resource together with the one that its
 * DependsOn names: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-condition.html
 */
export function danglingIn(template: Template, parameters: Readonly<Record<string, string>>): string[] {
  const stack = new AccountTemplate(template, anAccount(), parameters);
  const isMet = (condition: string | undefined) =>
    condition === undefined || stack.resolve({ 'Fn::If': [condition, true, false] }) === true;
  const isMade = (id: string) => {
    const resource = template.Resources[id];
    return resource !== undefined && isMet(resource.Condition);
  };
  const isThere = (id: string) =>
    id.startsWith('AWS::') || template.Parameters?.[id] !== undefined || isMade(id);

  const users = [
    ...Object.entries(template.Resources)
      .filter(([, { Condition }]) => isMet(Condition))
      .map(([name, { DependsOn = [], Properties }]) => ({
        name,
        ids: [...[DependsOn].flat(), ...referencesIn(Properties, isMet)],
      })),
    ...Object.entries(template.Outputs ?? {})
      .filter(([, { Condition }]) => isMet(Condition))
      .map(([name, { Value }]) => ({ name, ids: referencesIn(Value, isMet) })),
  ];
  return users.flatMap(({ name, ids }) => ids.filter((id) => !isThere(id)).map((id) => `${name} → ${id}`));
}

/** The logical ids that a value needs, without what its conditions leave out. */
function referencesIn(value: unknown, isMet: (condition: string) => boolean): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, argument]) => {
    switch (key) {
      case 'Ref':
        return [argument];
      case 'Fn::GetAtt':
        return [argument[0]];
      case 'Fn::Sub':
        return [...argument.matchAll(/\$\{([^!.}][^.}]*)/g)].map(([, id]) => id);
      case 'Fn::If':
        return referencesIn(argument[isMet(argument[0]) ? 1 : 2], isMet);
      default:
        return referencesIn(argument, isMet);
    }
  });
}
