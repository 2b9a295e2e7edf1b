import { iamArn } from '../../aws/account.ts';
import { ExpectationError } from '../../aws/expect.ts';
import type { AwsAccount } from '../services/accounts.ts';

/** A CloudFormation template. Short forms such as `!Ref` are written out. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, Parameter>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, Output>>;
}

export interface Parameter {
  readonly Type: string;
  readonly Default?: string;
  readonly AllowedValues?: readonly string[];
  readonly AllowedPattern?: string;
  /** Ends the sentence that begins with the parameter's name, such as `must be true or false`. */
  readonly ConstraintDescription?: string;
}

export interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DependsOn?: readonly string[];
  readonly Properties: unknown;
}

export interface Output {
  readonly Condition?: string;
  readonly Value: unknown;
}

/** The properties of a resource with its intrinsic functions resolved. The caller checks what it relies on. */
// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's own schemas are larger than this project
export type Properties = any;

export interface FoundResource {
  readonly logicalId: string;
  readonly properties: Properties;
}

/** The property that holds a resource's name, which `Ref` returns. */
const NAME_PROPERTIES: Record<string, string> = {
  'AWS::Config::ConfigRule': 'ConfigRuleName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
};

/** Stands for `AWS::NoValue` until its object or list is resolved without it. */
const NO_VALUE = Symbol('AWS::NoValue');

/** The functions whose arguments are resolved first. */
const FUNCTIONS: Record<string, (resolved: never) => unknown> = {
  'Fn::Equals': ([left, right]: [string, string]) => left === right,
  'Fn::Not': ([condition]: [boolean]) => !condition,
  'Fn::And': (conditions: boolean[]) => conditions.every((condition) => condition),
  'Fn::Or': (conditions: boolean[]) => conditions.some((condition) => condition),
  'Fn::Split': ([separator, text]: [string, string]) => text.split(separator),
  'Fn::Select': ([index, items]: [number, string[]]) => {
    const item = items[index];
    if (item === undefined) throw new Error(`Fn::Select: expected an item ${index}, got ${items.length}`);
    return item;
  },
};

/** Resolves the template for one account and Region, with the intrinsic functions that the project uses. */
export class AccountTemplate {
  readonly #template: Template;
  readonly #account: AwsAccount;
  readonly #parameters: Readonly<Record<string, string>>;

  /**
   * @param parameters of the stack; the others have the template's defaults
   * @throws {ExpectationError} on a parameter that the template does not have, or a value that it does not allow
   */
  constructor(template: Template, account: AwsAccount, parameters: Readonly<Record<string, string>> = {}) {
    this.#template = template;
    this.#account = account;
    const strange = Object.keys(parameters).find((name) => template.Parameters?.[name] === undefined);
    if (strange !== undefined) throw new ExpectationError(`The template has no parameter ${strange}`);
    this.#parameters = Object.fromEntries(
      Object.entries(template.Parameters ?? {}).map(([name, parameter]) => {
        const value = parameters[name] ?? parameter.Default;
        if (value === undefined) throw new Error(`The template needs a value for the parameter ${name}`);
        expectAllowed(name, parameter, value);
        return [name, value];
      }),
    );
  }

  all(type: string): FoundResource[] {
    return Object.keys(this.#template.Resources)
      .filter((logicalId) => this.#resource(logicalId).Type === type)
      .filter((logicalId) => this.#isWanted(this.#resource(logicalId).Condition))
      .map((logicalId) => ({ logicalId, properties: this.resolve(this.#resource(logicalId).Properties) }));
  }

  /** @throws {Error} unless exactly one resource of the type is wanted */
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
        return iamArn({ id, partition }, `role/${name}`);
      case 'AWS::Lambda::Function':
        return `arn:${partition}:lambda:${region}:${id}:function:${name}`;
      case 'AWS::StepFunctions::StateMachine':
        return `arn:${partition}:states:${region}:${id}:stateMachine:${name}`;
      default:
        throw new Error(`The embedded AWS has no ARN for ${logicalId}`);
    }
  }

  resolve(value: unknown): unknown {
    if (Array.isArray(value))
      return value.map((item) => this.resolve(item)).filter((item) => item !== NO_VALUE);
    if (typeof value !== 'object' || value === null) return value;
    const [[name, argument] = ['', undefined], ...others] = Object.entries(value);
    if (others.length === 0) {
      if (name === 'Ref') return this.#ref(argument);
      // Unlike the condition of a policy's statement, which is an object.
      if (name === 'Condition' && typeof argument === 'string') return this.#isWanted(argument);
      if (name.startsWith('Fn::')) return this.#call(name, argument);
    }
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, item]) => [key, this.resolve(item)])
        .filter(([, item]) => item !== NO_VALUE),
    );
  }

  #call(name: string, argument: unknown): unknown {
    if (name === 'Fn::GetAtt') return this.#getAtt(argument as [string, string]);
    if (name === 'Fn::Sub') return this.#sub(argument as string);
    if (name === 'Fn::If') {
      const [condition, then, otherwise] = argument as [string, unknown, unknown];
      return this.resolve(this.#isWanted(condition) ? then : otherwise);
    }
    const call = FUNCTIONS[name];
    if (call === undefined) throw new Error(`The embedded AWS does not resolve ${name}`);
    return call(this.resolve(argument) as never);
  }

  /** @param condition a name, or `undefined` for a resource that is always created */
  #isWanted(condition: string | undefined): boolean {
    if (condition === undefined) return true;
    const definition = this.#template.Conditions?.[condition];
    if (definition === undefined) throw new Error(`The template has no condition ${condition}`);
    return this.resolve(definition) === true;
  }

  #ref(id: string): unknown {
    if (id === 'AWS::NoValue') return NO_VALUE;
    const pseudoParameters: Record<string, string> = {
      'AWS::AccountId': this.#account.id,
      'AWS::Partition': this.#account.partition,
      'AWS::Region': this.#account.region,
    };
    return pseudoParameters[id] ?? this.#parameters[id] ?? this.#referenceTo(id);
  }

  #getAtt([logicalId, attribute]: readonly [string, string]): string {
    if (attribute === 'Arn') return this.arnOf(logicalId);
    throw new Error(`The embedded AWS does not resolve ${logicalId}.${attribute}`);
  }

  /** `${!name}` stands for `${name}` itself, as IAM's policy variables are written. */
  #sub(text: string): string {
    return text.replace(/\$\{([^}]+)\}/g, (_, variable: string) => {
      if (variable.startsWith('!')) return `\${${variable.slice(1)}}`;
      const [id = '', attribute] = variable.split('.');
      return attribute === undefined ? `${this.#ref(id)}` : this.#getAtt([id, attribute]);
    });
  }

  #referenceTo(logicalId: string): string {
    const isArn = this.#resource(logicalId).Type === 'AWS::StepFunctions::StateMachine';
    return isArn ? this.arnOf(logicalId) : this.#nameOf(logicalId);
  }

  #nameOf(logicalId: string): string {
    const { Type: type, Condition: condition, Properties: properties } = this.#resource(logicalId);
    if (!this.#isWanted(condition)) {
      throw new Error(`Template format error: Unresolved resource dependencies [${logicalId}]`);
    }
    const name = (properties as Properties)[NAME_PROPERTIES[type] ?? ''];
    if (name === undefined) return logicalId; // CloudFormation makes up a name that starts with it.
    return this.resolve(name) as string;
  }

  #resource(logicalId: string): Resource {
    const resource = this.#template.Resources[logicalId];
    if (resource === undefined) throw new Error(`The template has no resource ${logicalId}`);
    return resource;
  }
}

function expectAllowed(name: string, parameter: Parameter, value: string): void {
  const { AllowedValues, AllowedPattern, ConstraintDescription } = parameter;
  const refuse = (expected: string) => {
    throw new ExpectationError(
      ConstraintDescription === undefined
        ? `parameter ${name}: expected ${expected}, got ${value}`
        : `parameter ${name}: ${ConstraintDescription}, got ${value}`,
    );
  };
  if (AllowedValues !== undefined && !AllowedValues.includes(value)) refuse(AllowedValues.join(' or '));
  if (AllowedPattern !== undefined && !new RegExp(AllowedPattern).test(value)) {
    refuse(`a text like ${AllowedPattern}`);
  }
}
