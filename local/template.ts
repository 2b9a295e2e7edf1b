import type { AwsAccount } from './aws/accounts.ts';

/** A compiled CloudFormation template. */
export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
}

export interface Resource {
  readonly Type: string;
  readonly DependsOn?: readonly string[];
  readonly Properties: unknown;
}

/** The properties of a resource with its intrinsic functions resolved; the reader checks what it relies on. */
// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own schemas are larger than this project
export type Properties = any;

export interface FoundResource {
  readonly logicalId: string;
  readonly properties: Properties;
}

/** What `Ref` gives for a resource: its name, by the property that holds it. */
const NAME_PROPERTIES: Record<string, string> = {
  'AWS::Config::ConfigRule': 'ConfigRuleName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
};

/** Resolves the template for one account and Region, with the intrinsic functions that the project uses. */
export class AccountTemplate {
  readonly #template: Template;
  readonly #account: AwsAccount;

  constructor(template: Template, account: AwsAccount) {
    this.#template = template;
    this.#account = account;
  }

  all(type: string): FoundResource[] {
    return Object.keys(this.#template.Resources)
      .filter((logicalId) => this.#resource(logicalId).Type === type)
      .map((logicalId) => ({ logicalId, properties: this.resolve(this.#resource(logicalId).Properties) }));
  }

  /** @throws {Error} unless exactly one resource of the type is as wanted */
  one(type: string, isWanted: (properties: Properties) => boolean): FoundResource {
    const found = this.all(type).filter(({ properties }) => isWanted(properties));
    const [only] = found;
    if (only !== undefined && found.length === 1) return only;
    throw new Error(`Expected the template to have one such ${type}, got ${found.length}`);
  }

  arnOf(logicalId: string): string {
    const { id, partition, region } = this.#account;
    const name = this.#nameOf(logicalId);
    switch (this.#resource(logicalId).Type) {
      case 'AWS::IAM::Role':
        return `arn:${partition}:iam::${id}:role/${name}`;
      case 'AWS::Lambda::Function':
        return `arn:${partition}:lambda:${region}:${id}:function:${name}`;
      default:
        throw new Error(`The embedded AWS has no ARN for ${logicalId}`);
    }
  }

  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.resolve(item));
    if (typeof value !== 'object' || value === null) return value;
    const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
    if (others.length === 0) {
      if (name === 'Ref') return this.#ref(argument);
      if (name === 'Fn::GetAtt') return this.#getAtt(argument);
      if (name === 'Fn::Sub' && typeof argument === 'string') return this.#sub(argument);
      if (name.startsWith('Fn::')) throw new Error(`The embedded AWS does not resolve ${name}`);
    }
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.resolve(item)]));
  }

  #ref(id: string): string {
    const pseudoParameters: Record<string, string> = {
      'AWS::AccountId': this.#account.id,
      'AWS::Partition': this.#account.partition,
      'AWS::Region': this.#account.region,
    };
    return pseudoParameters[id] ?? this.#nameOf(id);
  }

  #getAtt([logicalId, attribute]: readonly [string, string]): string {
    if (attribute === 'Arn') return this.arnOf(logicalId);
    throw new Error(`The embedded AWS does not resolve ${logicalId}.${attribute}`);
  }

  #sub(text: string): string {
    return text.replace(/\$\{([^}]+)\}/g, (_, variable: string) => {
      const [id = '', attribute] = variable.split('.');
      return attribute === undefined ? this.#ref(id) : this.#getAtt([id, attribute]);
    });
  }

  #nameOf(logicalId: string): string {
    const { Type: type, Properties: properties } = this.#resource(logicalId);
    const property = NAME_PROPERTIES[type];
    if (property === undefined) return logicalId; // CloudFormation makes up a name that starts with it.
    return this.resolve((properties as Properties)[property]) as string;
  }

  #resource(logicalId: string): Resource {
    const resource = this.#template.Resources[logicalId];
    if (resource === undefined) throw new Error(`The template has no resource ${logicalId}`);
    return resource;
  }
}
