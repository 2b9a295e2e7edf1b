/** The services of the embedded AWS, by their prefix in IAM actions. */
export type Service = 'cloudwatch' | 'config' | 'iam' | 'organizations' | 'sns' | 'sts';

/** The services that speak AWS Query, with the namespace of their answers. The others speak AWS JSON 1.1. */
export const QUERY_NAMESPACES: Readonly<Partial<Record<Service, string>>> = {
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  sns: 'http://sns.amazonaws.com/doc/2010-03-31/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
};

export function isQuery(service: Service): boolean {
  return Object.hasOwn(QUERY_NAMESPACES, service);
}

/** The service of a request by its `Version`, the date in the namespace. */
export function queryServiceOf(version: string): Service | undefined {
  const services = Object.keys(QUERY_NAMESPACES) as Service[];
  return services.find((service) => QUERY_NAMESPACES[service]?.endsWith(`/${version}/`));
}
